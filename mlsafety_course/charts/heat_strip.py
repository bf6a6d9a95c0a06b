"""A row of small cells, one a week or day: a status each, or a number each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mlsafety_course.charts.chart import NOTHING, Chart, Tone, capitalized, highest, inside

# as the component status.html shows them
SIGNS: dict[Tone, str] = {"good": "✓", "going": "→", "warn": "!", "bad": "\u00d7", "quiet": "\u2013"}
LEVELS = 4
DIGITS = 3  # what fits into a square


@dataclass(frozen=True)
class Cell:
    """A week or day: its label in full and in short, and either a status in words or a number.

    Two statuses of one tone need signs of their own: colour alone says nothing.
    """

    label: str
    short: str
    words: str = ""
    tone: Tone = "blank"
    sign: str = ""
    value: int | None = None


@dataclass(frozen=True)
class Square:
    """A cell as it is drawn: what stands in it, and the class that fills it."""

    short: str
    sign: str
    fill: str
    says: str
    words: str


@dataclass(frozen=True, kw_only=True)
class HeatStrip(Chart):
    """`most` is the number that fills a cell; without it the highest there is. `when` goes before a label."""

    cells: Sequence[Cell]
    things: str = "Week"
    measure: str = "Status"
    most: int | None = None
    when: str = "in"

    @property
    def drawn(self) -> list[Square]:
        return [
            Square(cell.short, self._sign(cell), self._fill(cell), f"{cell.label}: {said}", said)
            for cell, said in zip(self.cells, map(self._said, self.cells), strict=True)
        ]

    def _said(self, cell: Cell) -> str:
        return cell.words if cell.value is None else self.written(cell.value)

    def _sign(self, cell: Cell) -> str:
        return cell.sign or SIGNS.get(cell.tone, "") if cell.value is None else self.written(cell.value)

    def _fill(self, cell: Cell) -> str:
        return f"tone-{cell.tone}" if cell.value is None else f"level-{self.level(cell.value)}"

    def level(self, value: int) -> int:
        """From 0, nothing, to LEVELS, full."""
        full = self.most or max(self._values, default=0)
        return min(-(-value * LEVELS // full), LEVELS) if full else 0

    @property
    def legend(self) -> list[Square]:
        """One square for each status that occurs, in the order of their first week; numbers speak for themselves."""
        found: dict[str, Square] = {}
        for square, cell in zip(self.drawn, self.cells, strict=True):
            if cell.value is None and square.words:
                found.setdefault(square.words, square)
        return list(found.values())

    @property
    def is_wide(self) -> bool:
        """Whether a number needs more room than a sign."""
        return any(len(square.sign) > DIGITS for square in self.drawn)

    @property
    def is_numeric(self) -> bool:
        return bool(self._values)

    @property
    def summary(self) -> str:
        if known := [(cell.value, inside(cell.label)) for cell in self.cells if cell.value is not None]:
            return f"{capitalized(highest(known, self, self.when))}."
        found = Counter(cell.words for cell in self.cells if cell.words)
        return f"{', '.join(f'{number} {words}' for words, number in found.items())}." if found else NOTHING

    @property
    def _values(self) -> list[int]:
        return [cell.value for cell in self.cells if cell.value is not None]

    @property
    def head(self) -> list[str]:
        return [self.things, self.measure]

    @property
    def rows(self) -> list[list[str]]:
        return [[cell.label, self._said(cell)] for cell in self.cells]
