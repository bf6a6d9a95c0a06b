"""What a unit asks for in one cohort: fixed when it was planned, so that later edits ask nothing new of anybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat

from curriculum.models import Lecture, Reading, Release, Tick, Unit


def asks_of(unit: Unit) -> dict[str, list[str]]:
    """The slugs of what the library asks for now."""
    return {
        "lectures": list(unit.lectures.asked().values_list("slug", flat=True)),
        "readings": list(unit.readings.filter(required=True).values_list("slug", flat=True)),
    }


@dataclass(frozen=True)
class Asks:
    """What one planned unit asks for. Planned before this was fixed, it asks for what the library does."""

    release: Release

    def lecture(self, lecture: Lecture) -> bool:
        fixed = self.release.asks.get("lectures")
        return lecture.counts if fixed is None else lecture.slug in fixed

    def reading(self, reading: Reading) -> bool:
        fixed = self.release.asks.get("readings")
        return reading.required if fixed is None else reading.slug in fixed


def lectures_asked(cohort: OuterRef) -> QuerySet[Lecture]:
    """Inside a query of enrollments: the lectures that their cohort asks for."""
    rows = Lecture.objects.filter(unit__releases__cohort=cohort)
    return rows.annotate(fixed=_fixed("unit__releases__asks")).filter(_is_asked("slug", ""))


def ticks_asked(enrollment: OuterRef, cohort: OuterRef) -> QuerySet[Tick]:
    """Inside a query of enrollments: their ticks of lectures that their cohort asks for."""
    rows = Tick.objects.filter(enrollment=enrollment, lecture__unit__releases__cohort=cohort)
    return rows.annotate(fixed=_fixed("lecture__unit__releases__asks")).filter(_is_asked("lecture__slug", "lecture__"))


def _fixed(asks: str) -> Cast:
    """The list of slugs as the database writes it: `["introduction", "risk-decomposition"]`."""
    return Cast(KeyTextTransform("lectures", asks), TextField())


def _is_asked(slug: str, of: str) -> Q:
    counts = Q(**{f"{of}optional": False}) & ~Q(**{f"{of}availability": Lecture.Availability.FORTHCOMING})
    return Q(fixed__contains=Concat(Value('"'), slug, Value('"'))) | (Q(fixed=None) & counts)
