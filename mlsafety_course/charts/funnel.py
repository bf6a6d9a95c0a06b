"""Stages that people pass one after the other: how many reached each, and which share of the stage before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mlsafety_course.charts.chart import NOTHING, Chart, inside, percent, share


@dataclass(frozen=True)
class Stage:
    """One stage of the road and how many reached it."""

    label: str
    count: int


@dataclass(frozen=True)
class StageRow:
    """A stage as it is drawn; `kept` is its share of the stage before, empty where there is none."""

    label: str
    text: str
    kept: str
    width: float


@dataclass(frozen=True, kw_only=True)
class Funnel(Chart):
    """The first stage is mostly the widest; who joins later on can make a later one wider."""

    stages: Sequence[Stage]
    things: str = "Stage"

    @property
    def drawn(self) -> list[StageRow]:
        most = max((stage.count for stage in self.stages), default=0)
        return [
            StageRow(stage.label, self.written(stage.count), kept, share(stage.count, most))
            for stage, kept in zip(self.stages, self._kept(), strict=True)
        ]

    def _kept(self) -> Iterator[str]:
        if self.stages:
            yield ""
        for before, stage in pairwise(self.stages):
            yield percent(stage.count, before.count)

    @property
    def summary(self) -> str:
        """The first stage and the last two."""
        told = [*self.stages[:1], *self.stages[1:][-2:]]
        sentence = ", ".join(f"{self.written(stage.count)} {inside(stage.label)}" for stage in told)
        return f"{sentence}." if told else NOTHING

    @property
    def head(self) -> list[str]:
        return [self.things, "People", "Of the stage before"]

    @property
    def rows(self) -> list[list[str]]:
        return [[row.label, row.text, row.kept] for row in self.drawn]
