"""Every date of a cohort as each person has it, and what differs between two looks at it, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from cohorts.models import Cohort, Enrollment
from curriculum import windows
from curriculum.models import Homework, Release
from curriculum.own_dates import Overlays, overlays
from curriculum.windows import Base
from mlsafety_course import timekit

UNIT, HOMEWORK = "unit", "homework"
VERBS = {"opens_at": "opens", "due_at": "is due", "closes_at": "closes"}

Point = tuple[str, int, str]
Plan = dict[Point, datetime]


@dataclass(frozen=True)
class Moved:
    """One date before and after. `name` gives nothing of a locked unit away."""

    name: str
    field: str
    before: datetime
    after: datetime

    @property
    def what(self) -> str:
        """ "Unit 3, Robustness, opens"."""
        return f"{self.name}{',' if self.field == 'opens_at' else ''} {VERBS[self.field]}"

    def said(self, instant: datetime, zone: str) -> str:
        """In full by the clocks of the zone; the end of something by its last minute."""
        return timekit.three_forms(instant, zone, zone, exclusive=self.field != "opens_at").own

    def brief(self, instant: datetime, zone: str) -> str:
        """The same in short, for tables that say their zone."""
        return timekit.day_and_time(instant - timekit.MINUTE if self.field != "opens_at" else instant, zone)


@dataclass(frozen=True)
class Plans:
    """The cohort's own plan, and by enrollment that of each person who was asked for."""

    cohort: Plan
    people: dict[int, Plan]


def plans(cohort: Cohort, enrollments: Collection[Enrollment]) -> Plans:
    """Three queries, however many people."""
    releases = list(Release.objects.filter(cohort=cohort))
    homeworks = list(Homework.objects.filter(cohort=cohort).select_related("assignment"))
    found = overlays([enrollment.pk for enrollment in enrollments])
    own = {enrollment for enrollment, _ in (*found.units, *found.homeworks)}
    common = _plan(releases, homeworks, found, 0)
    people = {
        enrollment.pk: _plan(releases, homeworks, found, enrollment.pk) if enrollment.pk in own else common
        for enrollment in enrollments
    }
    return Plans(common, people)


def _plan(releases: Sequence[Release], homeworks: Sequence[Homework], found: Overlays, enrollment: int) -> Plan:
    """One person's; homework opens with its unit, which is said once."""
    plan: Plan = {}
    for release in releases:
        dates = windows.dates_of(Base(release.opens_at), *found.of_unit(enrollment, release.unit_id))
        plan[UNIT, release.pk, "opens_at"] = dates.opens_at
    for homework in homeworks:
        base = Base(homework.opens_at, homework.due_at, homework.closes_at)
        dates = windows.dates_of(base, *found.of_homework(enrollment, homework))
        plan[HOMEWORK, homework.pk, "due_at"] = dates.due_at or homework.due_at
        plan[HOMEWORK, homework.pk, "closes_at"] = dates.closes_at or homework.closes_at
    return plan


def names(cohort: Cohort) -> dict[tuple[str, int], str]:
    """ "Unit 3, Robustness" and "Homework 1 of unit 3": what may be said of a unit that is locked. Two queries."""
    found = {
        (UNIT, release.pk): f"Unit {release.unit.order}, {release.unit.title}"
        for release in Release.objects.filter(cohort=cohort).select_related("unit")
    }
    pieces = list(Homework.objects.filter(cohort=cohort).select_related("assignment__unit"))
    pieces.sort(key=lambda piece: (piece.assignment.position, piece.pk))
    several = Counter(piece.assignment.unit_id for piece in pieces)
    numbers: Counter[int] = Counter()
    for piece in pieces:
        unit = piece.assignment.unit
        numbers[unit.pk] += 1
        which = f"Homework {numbers[unit.pk]}" if several[unit.pk] > 1 else "Homework"
        found[HOMEWORK, piece.pk] = f"{which} of unit {unit.order}"
    return found


def moved(before: Plan, after: Plan, named: dict[tuple[str, int], str]) -> list[Moved]:
    """What differs, in the order of the new dates."""
    if before is after:
        return []
    found = [
        Moved(named[kind, key], field, before[kind, key, field], instant)
        for (kind, key, field), instant in after.items()
        if (kind, key, field) in before and before[kind, key, field] != instant
    ]
    return sorted(found, key=lambda one: (one.after, one.name, one.field))
