"""A mail as HTML: the same words in the frame of `templates/emails/layout.html`, its styles in its elements."""

from html import escape

from css_inline import CSSInliner
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from mlsafety_course.outbox import markup
from mlsafety_course.outbox.markup import Node, Source

MARKS = {"strong": "strong", "em": "em", "code_inline": "code"}
LISTS = {"bullet_list": "ul", "ordered_list": "ol"}
PREHEADER = 120

_inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def html(source: Source, subject: str) -> str:
    """The whole document, as it is stored and sent."""
    body, foot = ("".join(_block(block) for block in part) for part in source)
    context = {
        "subject": subject,
        "preheader": _preheader(source.body),
        "body": mark_safe(body),  # noqa: S308 - made here, every word of it escaped
        "foot": mark_safe(foot),  # noqa: S308 - as the body
    }
    return _inliner.inline(render_to_string("emails/layout.html", context))


def _preheader(body: list[Node]) -> str:
    """What inboxes show beside the subject: the words that follow the greeting."""
    said = markup.words(body[1].inside) if len(body) > 1 else ""
    return Truncator(" ".join(said.split())).chars(PREHEADER)


def _block(block: Node) -> str:
    if link := markup.alone(block, "link"):
        return f'<table role="presentation" class="act"><tr><td>{_link(link, "button")}</td></tr></table>'
    if code := markup.alone(block, "code_inline"):
        return f'<p class="code">{_text(code.words)}</p>'
    if found := markup.facts(block):
        rows = (f'<tr><th scope="row">{_text(fact.label)}</th><td>{_line(fact.value)}</td></tr>' for fact in found)
        return f'<table class="facts">{"".join(rows)}</table>'
    if mark := LISTS.get(block.kind):
        items = (f"<li>{_line(markup.line(item))}</li>" for item in block.inside)
        return f"<{mark}>{''.join(items)}</{mark}>"
    if block.kind == "blockquote":
        return f'<blockquote class="quote">{"".join(_block(child) for child in block.inside)}</blockquote>'
    return f"<p>{_line(block.inside)}</p>"


def _line(pieces: list[Node]) -> str:
    return "".join(_piece(piece) for piece in pieces).strip()


def _piece(piece: Node) -> str:
    if piece.kind == "link":
        return _link(piece)
    if piece.kind in markup.BREAKS:
        return "<br>"
    inside = _line(piece.inside) if piece.inside else _text(piece.words)
    mark = MARKS.get(piece.kind)
    return f"<{mark}>{inside}</{mark}>" if mark else inside


def _link(link: Node, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<a{named} href="{escape(link.address)}">{_line(link.inside)}</a>'


def _text(typed: str) -> str:
    return escape(typed).replace("\n", "<br>")
