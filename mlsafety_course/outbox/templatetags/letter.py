"""The tag that every template of a mail stands in."""

from typing import Any

from django.template import Library
from django.template.base import Parser, Token, VariableNode
from django.template.defaulttags import AutoEscapeControlNode

from mlsafety_course.outbox.markup import shield

register = Library()


@register.tag
def letter(parser: Parser, token: Token) -> AutoEscapeControlNode:
    """`{% letter %}...{% endletter %}` is the source of a mail: in it each `{{ value }}` is shielded, never markup."""
    inside = parser.parse(("endletter",))
    parser.delete_first_token()
    values: list[Any] = inside.get_nodes_by_type(VariableNode)
    for node in values:
        node.filter_expression.filters.append((shield, []))
    return AutoEscapeControlNode(False, inside)
