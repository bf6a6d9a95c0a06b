"""Bars under each other on one scale, plain or of parts, each with a target if there is one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mlsafety_course.charts.chart import NOTHING, ZEROS, Chart, Tone, share


@dataclass(frozen=True)
class Part:
    label: str
    value: int
    tone: Tone = "accent"


@dataclass(frozen=True)
class Bar:
    """One row: its parts side by side, and the target it is held against."""

    label: str
    parts: Sequence[Part]
    target: int | None = None

    @property
    def total(self) -> int:
        return sum(part.value for part in self.parts)


@dataclass(frozen=True)
class Piece:
    """A part as it is drawn. `texture` counts from 1; the same label has the same one all over the chart."""

    label: str
    text: str
    tone: Tone
    texture: int
    x: float
    width: float


@dataclass(frozen=True)
class BarRow:
    """A bar as it is drawn: its number and its target's (`of`) in words, its pieces, and where the target stands."""

    label: str
    text: str
    of: str
    pieces: list[Piece]
    target: float | None


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """All bars have the same parts in the same order; `total_label` names them together."""

    bars: Sequence[Bar]
    total_label: str = "Together"
    target_label: str = "Target"

    @property
    def parts(self) -> list[str]:
        """The labels of the parts, in their order."""
        return list(dict.fromkeys(part.label for bar in self.bars for part in bar.parts))

    @property
    def most(self) -> int:
        """What fills the whole width."""
        return max((max(bar.total, bar.target or 0) for bar in self.bars), default=0)

    @property
    def drawn(self) -> list[BarRow]:
        return [
            BarRow(
                bar.label,
                self.written(bar.total),
                "" if bar.target is None else self.written(bar.target),
                list(self._pieces(bar)),
                None if bar.target is None else share(bar.target, self.most),
            )
            for bar in self.bars
        ]

    def _pieces(self, bar: Bar) -> Iterator[Piece]:
        textures = {label: number for number, label in enumerate(self.parts, 1)}
        begins, together = 0.0, 0
        for part in bar.parts:
            together += part.value
            ends = share(together, self.most)
            width = round(ends - begins, 2)
            yield Piece(part.label, self.written(part.value), part.tone, textures[part.label], begins, width)
            begins = ends

    @property
    def legend(self) -> list[Piece]:
        """One piece for each label, where there is more than one."""
        pieces = {piece.label: piece for row in self.drawn for piece in row.pieces}
        return [pieces[label] for label in self.parts] if len(pieces) > 1 else []

    @property
    def summary(self) -> str:
        largest = max(self.bars, key=lambda bar: bar.total, default=None)
        if largest is None or not self.most:
            return NOTHING if largest is None else ZEROS
        numbers = self.written(largest.total)
        if largest.target is not None:
            numbers += f" of {self.written(largest.target)}"
        return f"{largest.label}: {numbers}." if len(self.bars) == 1 else f"Most: {largest.label}, {numbers}."

    @property
    def head(self) -> list[str]:
        parts = self.parts if self.legend else []
        return [self.things, *parts, self.total_label, *([self.target_label] if self._has_targets else [])]

    @property
    def rows(self) -> list[list[str]]:
        return [self._row(bar) for bar in self.bars]

    def _row(self, bar: Bar) -> list[str]:
        values = {part.label: part.value for part in bar.parts}
        parts = [self.written(values.get(label, 0)) for label in self.parts] if self.legend else []
        target = "" if bar.target is None else self.written(bar.target)
        return [bar.label, *parts, self.written(bar.total), *([target] if self._has_targets else [])]

    @property
    def _has_targets(self) -> bool:
        return any(bar.target is not None for bar in self.bars)
