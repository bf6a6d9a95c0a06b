"""Markdown as people write it, turned into HTML that can do no harm."""

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from nh3 import clean

TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
LONGEST_WITH_TABLES = 20_000
MOST_PIPES = 50
MOST_CELLS = 5_000
_plain = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
_with_tables = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def render(text: str) -> SafeString:
    """HTML without scripts, images, ids or styles. Headings begin at the third level: the page has the first two."""
    plain = text.replace("\x00", "")
    markdown = _with_tables if _may_hold_tables(plain) else _plain
    tokens = markdown.parse(plain)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
    html = markdown.renderer.render(tokens, markdown.options, {})
    safe = clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(safe)  # noqa: S308 - nh3 has just cleaned it


def _may_hold_tables(text: str) -> bool:
    """Not where its tables would take seconds: every row of a table gets as many cells as its widest, typed or not."""
    lines = text.replace("\r", "\n").split("\n")
    pipes = max(line.count("|") for line in lines)
    return len(text) <= LONGEST_WITH_TABLES and pipes <= MOST_PIPES and pipes * len(lines) <= MOST_CELLS
