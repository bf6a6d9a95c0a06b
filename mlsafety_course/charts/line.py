"""A number by day or week as a line, or two on one scale, with a day that is pointed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from mlsafety_course.charts.chart import NOTHING, Chart, capitalized, highest, inside, share, ticks

LABELS = 4
MOST_DOTS = 16  # with more points than this only the highest is dotted


@dataclass(frozen=True)
class Series:
    """A number for each label of the line; None where there is none yet."""

    label: str
    values: Sequence[int | None]


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    value: int


@dataclass(frozen=True)
class Stroke:
    """A series as it is drawn, in a box of 100 by 100, and those of its points that carry a dot."""

    label: str
    points: list[Point]
    dots: list[Point]

    @property
    def path(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)


@dataclass(frozen=True)
class Words:
    """Words at a place, x or y, which they begin at, end at or stand around."""

    at: float
    text: str
    anchor: Literal["start", "middle", "end"] = "middle"


@dataclass(frozen=True)
class Column:
    """The part of the width that belongs to one label, and what is said over it."""

    x: float
    width: float
    says: str


@dataclass(frozen=True, kw_only=True)
class Line(Chart):
    """`mark` is the place in `labels` of what is pointed out. `when` goes before a label: *on* 9 Dec, *in* week 3."""

    labels: Sequence[str]
    series: Sequence[Series]
    mark: int | None = None
    mark_label: str = ""
    when: str = "on"
    things: str = "Day"

    def x(self, number: int) -> float:
        return share(number, len(self.labels) - 1) if len(self.labels) > 1 else 50.0

    @property
    def scale(self) -> list[int]:
        return ticks(max((value or 0 for series in self.series for value in series.values), default=0))

    @property
    def grid(self) -> list[Words]:
        """The lines across, the highest first."""
        scale = self.scale
        return [Words(round(100 - share(tick, scale[-1]), 2), self.written(tick)) for tick in reversed(scale)]

    @property
    def strokes(self) -> list[Stroke]:
        return [self._stroke(series) for series in self.series]

    def _stroke(self, series: Series) -> Stroke:
        top = self.scale[-1]
        points = [
            Point(self.x(number), round(100 - share(value, top), 2), value)
            for number, value in enumerate(series.values)
            if value is not None
        ]
        highest = max(points, key=lambda point: point.value, default=None)
        return Stroke(
            series.label, points, points if len(points) <= MOST_DOTS else [one for one in points if one is highest]
        )

    @property
    def below(self) -> list[Words]:
        """A few labels under the line, evenly apart, the first and the last among them."""
        last = len(self.labels) - 1
        gaps = min(LABELS - 1, last)
        chosen = [round(last * number / gaps) for number in range(gaps + 1)] if gaps > 0 else range(last + 1)
        return [Words(self.x(number), self.labels[number], self._anchor(number, last)) for number in chosen]

    @staticmethod
    def _anchor(number: int, last: int) -> Literal["start", "middle", "end"]:
        if not last or number not in (0, last):
            return "middle"
        return "end" if number else "start"

    @property
    def marked(self) -> Words | None:
        if self.mark is None:
            return None
        return Words(self.x(self.mark), self.mark_label, "end" if self.x(self.mark) > 50 else "start")

    @property
    def columns(self) -> list[Column]:
        """One for each label; together they fill the width."""
        if not self.labels:
            return []
        middles = [self.x(number) for number in range(len(self.labels))]
        edges = [0.0, *(round((left + right) / 2, 2) for left, right in pairwise(middles)), 100.0]
        says = [f"{label}: {', '.join(cells)}" for label, *cells in self.rows]
        return [
            Column(left, round(right - left, 2), text)
            for (left, right), text in zip(pairwise(edges), says, strict=True)
        ]

    @property
    def summary(self) -> str:
        said = [text for series in self.series if (text := self._highest(series))]
        return f"{capitalized('; '.join(said))}." if said else NOTHING

    def _highest(self, series: Series) -> str:
        known = [(value, label) for value, label in zip(series.values, self.labels, strict=True) if value is not None]
        if not known:
            return ""
        named = f"{inside(series.label)} " if len(self.series) > 1 else ""
        return f"{named}{highest(known, self, self.when)}"

    @property
    def head(self) -> list[str]:
        return [self.things, *(series.label for series in self.series)]

    @property
    def rows(self) -> list[list[str]]:
        by_label = zip(*(series.values for series in self.series), strict=True)
        return [[label, *map(self._cell, cells)] for label, cells in zip(self.labels, by_label, strict=True)]

    def _cell(self, value: int | None) -> str:
        return "not yet" if value is None else self.written(value)
