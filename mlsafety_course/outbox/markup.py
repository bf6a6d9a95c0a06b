"""What mails are written in: a little Markdown, in which a value that somebody typed stays what they typed.

Templates write paragraphs, lists, quotes, `**strong**`, `[words](address)` and `code`; nothing else is read. Further:
a link alone in its paragraph is a button; `code` alone in its paragraph is to be copied; a list whose every item begins
with `**Label:**` is a list of facts; what follows a line of three dashes is the foot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

READ = ["list", "blockquote", "hr", "link", "backticks", "emphasis", "newline"]
BREAKS = {"softbreak", "hardbreak"}
SCHEMES = ("https://", "http://", "mailto:")

PRIVATE = 0xE000  # a part of Unicode that has no meaning of its own, least of all to Markdown
UNWANTED = [code for code in range(128) if code not in {9, 10} and not chr(code).isprintable()]
MOVED = [code for code in range(128) if not chr(code).isalpha() and code not in UNWANTED]
SHIELD: dict[int, int | None] = {PRIVATE + code: 0xFFFD for code in range(128)}
SHIELD |= {code: PRIVATE + code for code in MOVED} | dict.fromkeys(UNWANTED)
REVEAL = {PRIVATE + code: code for code in MOVED}


def shield(value: object) -> str:
    """The value with every sign that could mean something, line ends too, moved to where it means nothing."""
    return str(value).replace("\r\n", "\n").replace("\r", "\n").translate(SHIELD)


def reveal(text: str) -> str:
    """What was shielded, as it was typed."""
    return text.translate(REVEAL)


class Reader(MarkdownIt):
    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the parser's name
        return super().normalizeLink(reveal(url))

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's name
        return url.startswith(SCHEMES)


_reader = Reader("zero").enable(READ)


@dataclass(slots=True)
class Node:
    """A piece of a mail. `kind` is the parser's word for it: paragraph, bullet_list, text, strong, link, …"""

    kind: str
    words: str = ""
    address: str = ""
    inside: list[Node] = field(default_factory=list)


class Fact(NamedTuple):
    label: str
    value: list[Node]


class Source(NamedTuple):
    """A mail as it was read."""

    body: list[Node]
    foot: list[Node]


def read(source: str) -> Source:
    blocks = _tree(_reader.parse(source))
    body = list(takewhile(lambda block: block.kind != "hr", blocks))
    return Source(body, blocks[len(body) + 1 :])


def _tree(tokens: Sequence[Token]) -> list[Node]:
    """Pieces inside pieces, with what was shielded as it was typed."""
    within = [Node("mail")]
    for token in tokens:
        if token.nesting < 0:
            within.pop()
        elif token.type == "inline":
            within[-1].inside += _tree(token.children or [])
        elif token.type != "text" or token.content:
            node = Node(token.type.removesuffix("_open"), reveal(token.content), str(token.attrs.get("href", "")))
            within[-1].inside.append(node)
            within += [node] if token.nesting > 0 else []
    return within[0].inside


def alone(block: Node, kind: str) -> Node | None:
    """The link (`link`) or the code (`code_inline`) that is all of a paragraph."""
    found = block.inside if block.kind == "paragraph" else []
    return found[0] if len(found) == 1 and found[0].kind == kind else None


def words(pieces: list[Node]) -> str:
    """The words alone, as they were typed, with the line ends."""
    return "".join("\n" if piece.kind in BREAKS else piece.words or words(piece.inside) for piece in pieces)


def line(item: Node) -> list[Node]:
    """What an item of a list says."""
    return [piece for paragraph in item.inside for piece in paragraph.inside]


def facts(block: Node) -> list[Fact]:
    """Label, without its colon, and value of each item; none where the list is any other."""
    found = [_fact(line(item)) for item in block.inside] if block.kind == "bullet_list" else []
    sure = [fact for fact in found if fact]
    return sure if len(sure) == len(found) else []


def _fact(item: list[Node]) -> Fact | None:
    label = words(item[:1]) if item and item[0].kind == "strong" else ""
    return Fact(label.removesuffix(":"), item[1:]) if label.endswith(":") else None
