"""A mail as plain text."""

from mlsafety_course.outbox import markup
from mlsafety_course.outbox.markup import Node, Source

FOOT = "-- "  # by this line mail readers know where the letter ends


def text(source: Source) -> str:
    """With one line end at its end. A plain str, never marked safe: pages that show it escape it."""
    parts = [_block(block) for block in source.body]
    if source.foot:
        parts.append("\n".join([FOOT, *(_block(block) for block in source.foot)]))
    return "\n\n".join(parts).strip() + "\n"


def _block(block: Node) -> str:
    if link := markup.alone(block, "link"):
        return f"{markup.words(link.inside)}:\n{link.address}"
    if found := markup.facts(block):
        return "\n".join(f"{fact.label}: {_line(fact.value).strip()}" for fact in found)
    if block.kind in {"bullet_list", "ordered_list"}:
        is_numbered = block.kind == "ordered_list"
        return "\n".join(
            f"{f'{number}.' if is_numbered else '-'} {_line(markup.line(item))}"
            for number, item in enumerate(block.inside, 1)
        )
    if block.kind == "blockquote":
        return "\n".join(f"> {line}" for child in block.inside for line in _block(child).split("\n"))
    return _line(block.inside)


def _line(pieces: list[Node]) -> str:
    return "".join(_piece(piece) for piece in pieces)


def _piece(piece: Node) -> str:
    if piece.kind != "link":
        return markup.words([piece])
    label, address = markup.words(piece.inside), piece.address.removeprefix("mailto:")
    return label if label == address else f"{label} ({address})"
