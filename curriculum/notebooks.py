"""Notebooks as plain text: what their cells say and printed. Nothing in them is run, decoded or fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_CELLS = 300
MOST_SIGNS = 20_000
MOST_SIGNS_TOGETHER = 200_000
CUT = "\n… cut here: save the file to read the rest."
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class Cell:
    """`kind` is markdown, code or raw; outputs are texts; `hides` says that something beside text was left out."""

    kind: str
    text: str
    outputs: list[str] = field(default_factory=list)
    hides: bool = False


def cells_of(raw: bytes) -> list[Cell] | None:
    """The cells in their order, at most 300 and about 200,000 signs; None for what is no notebook."""
    try:
        whole = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    cells = whole.get("cells") if isinstance(whole, dict) else None
    if not isinstance(cells, list):
        return None
    return list(_first(_cell(cell) for cell in cells[:MOST_CELLS] if isinstance(cell, dict)))


def _first(cells: Iterable[Cell]) -> Iterator[Cell]:
    """As many as fit on a page."""
    signs = 0
    for cell in cells:
        signs += len(cell.text) + sum(len(output) for output in cell.outputs)
        if signs > MOST_SIGNS_TOGETHER:
            yield Cell("raw", CUT.strip())
            return
        yield cell


def _cell(cell: dict[str, Any]) -> Cell:
    kind = cell.get("cell_type")
    outputs = cell.get("outputs")
    read = [_output(output) for output in outputs if isinstance(output, dict)] if isinstance(outputs, list) else []
    return Cell(
        kind if kind in ("markdown", "code") else "raw",
        _text(cell.get("source")),
        [text for text, _ in read if text],
        any(hides for _, hides in read) or bool(cell.get("attachments")),
    )


def _output(output: dict[str, Any]) -> tuple[str, bool]:
    """What it printed, and whether there is an image, a page or anything else beside."""
    if output.get("output_type") == "error":
        return _text(output.get("traceback"), "\n"), False
    shown = output.get("data")
    if isinstance(shown, dict):
        return _text(shown.get("text/plain")), bool(shown.keys() - {"text/plain"})
    return _text(output.get("text")), False


def _text(value: object, between: str = "") -> str:
    joined = between.join(_lines(value)).replace("\x00", "")
    plain = ANSI.sub("", joined)
    return plain if len(plain) <= MOST_SIGNS else plain[:MOST_SIGNS] + CUT


def _lines(value: object) -> Iterator[str]:
    """A text is kept whole or as a list of its lines."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (line for line in value if isinstance(line, str))
