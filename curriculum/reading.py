"""How a file that was handed in is read on our own page: as text, Markdown, a notebook, an image, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from curriculum.models import AttemptFile
from curriculum.notebooks import CUT, Cell, cells_of
from curriculum.uploads import MAGIC, ending_of

MOST_BYTES_READ = 200_000
MOST_MARKDOWN = 60_000
TEXTS = (".py", ".txt", ".tex", ".csv", ".json")
READABLE = (*TEXTS, ".md", ".ipynb", ".png", ".jpg", ".jpeg")


class Kind(StrEnum):
    TEXT = "text"
    MARKDOWN = "markdown"
    NOTEBOOK = "notebook"
    IMAGE = "image"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Reading:
    """`why` says why there is nothing to show."""

    kind: Kind
    text: str = ""
    cells: list[Cell] = field(default_factory=list)
    why: str = ""


def reading_of(file: AttemptFile) -> Reading:
    """Opens the file and may raise FileNotFoundError. Images are shown by the browser, from their own address."""
    ending = ending_of(file.name)
    if ending not in READABLE:
        return Reading(Kind.NOTHING, why="This kind of file is not shown here. Save it and open it on your computer.")
    if ending in MAGIC:
        return Reading(Kind.IMAGE)
    with file.content.open("rb") as content:
        raw = content.read() if ending == ".ipynb" else content.read(MOST_BYTES_READ + 1)
    return _notebook(raw) if ending == ".ipynb" else _text(raw, is_markdown=ending == ".md")


def _notebook(raw: bytes) -> Reading:
    cells = cells_of(raw)
    if cells is None:
        return Reading(Kind.NOTHING, why="This file is no notebook that can be read. Save it and look at it yourself.")
    return Reading(Kind.NOTEBOOK, cells=cells)


def _text(raw: bytes, *, is_markdown: bool) -> Reading:
    most = MOST_MARKDOWN if is_markdown else MOST_BYTES_READ
    text = raw[:most].decode("utf-8", "replace").replace("\x00", "")
    return Reading(Kind.MARKDOWN if is_markdown else Kind.TEXT, text + (CUT if len(raw) > most else ""))
