"""The dates that hold for each person: fetched for many at once, decided by `windows`.

A homework opens with its unit, so other openings of a unit hold for its homework as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F, QuerySet, Value

from cohorts.models import Enrollment, Section
from curriculum import windows
from curriculum.models import DateOverride, Homework, Release
from curriculum.progress import HomeworkDates
from curriculum.windows import NOTHING, Base, Other, Window

PERSON, SECTION = "person", "section"
ANYBODY = 0
COLUMNS = ("of", "level", "ended", "unit", "release", "homework", "sequence")
FIELDS = ("opens_at", "due_at", "closes_at", "reason")


@dataclass(frozen=True)
class Overlays:
    """What is laid over the cohort's dates, by person and unit or homework (keys of rows).

    `bumps`: how often dates of a unit ("unit", key of the release) or homework have become this person's own, have
    changed, or have gone with a section that they left. It only ever grows, for calendars.
    """

    units: Mapping[tuple[int, int], Mapping[str, Other]]
    homeworks: Mapping[tuple[int, int], Mapping[str, Other]]
    bumps: Counter[tuple[int, str, int]]

    def of_unit(self, enrollment: int, unit: int) -> tuple[Other, Other]:
        """The section's and the person's."""
        found = self.units.get((enrollment, unit), {})
        return found.get(SECTION, NOTHING), found.get(PERSON, NOTHING)

    def of_homework(self, enrollment: int, homework: Homework) -> tuple[Other, Other]:
        """The section's and the person's, each with the unit's opening where the homework has none of its own."""
        own = self.homeworks.get((enrollment, homework.pk), {})
        section, person = self.of_unit(enrollment, homework.assignment.unit_id)
        return own.get(SECTION, NOTHING).over(section), own.get(PERSON, NOTHING).over(person)


def overlays(enrollments: Collection[int]) -> Overlays:
    """Everything that holds for these people and not for the whole cohort; one query, however many people."""
    units: defaultdict[tuple[int, int], dict[str, Other]] = defaultdict(dict)
    homeworks: defaultdict[tuple[int, int], dict[str, Other]] = defaultdict(dict)
    bumps: Counter[tuple[int, str, int]] = Counter()
    for enrollment, level, ended, unit, release, homework, sequence, *other in _rows(enrollments):
        key = (enrollment, "homework", homework) if release is None else (enrollment, "unit", release)
        bumps[key] += 1 + sequence + (ended is not None)
        if ended is None:
            dates = units[enrollment, unit] if homework is None else homeworks[enrollment, homework]
            dates[level] = Other(*other)
    return Overlays(dict(units), dict(homeworks), bumps)


def overlays_in(section: Section | None) -> Overlays:
    """What holds for ANYBODY who sits in it and has no dates of their own; one query, none without a section."""
    rows = DateOverride.objects.filter(section=section) if section else DateOverride.objects.none()
    units: dict[tuple[int, int], dict[str, Other]] = {}
    homeworks: dict[tuple[int, int], dict[str, Other]] = {}
    for unit, homework, *other in rows.values_list("release__unit", "homework", *FIELDS):
        found, of = (units, unit) if homework is None else (homeworks, homework)
        found[ANYBODY, of] = {SECTION: Other(*other)}
    return Overlays(units, homeworks, Counter())


def _rows(enrollments: Collection[int]) -> QuerySet[DateOverride, tuple[Any, ...]]:
    """People's own, and those of every section in which they have sat, with when they left it."""
    every = DateOverride.objects.order_by().annotate(unit=F("release__unit"))
    never = Value(None, output_field=DateTimeField())
    own = every.filter(enrollment__in=enrollments).annotate(of=F("enrollment"), level=Value(PERSON), ended=never)
    sat = every.filter(section__seats__enrollment__in=enrollments)
    sat = sat.annotate(of=F("section__seats__enrollment"), level=Value(SECTION), ended=F("section__seats__to_at"))
    return own.values_list(*COLUMNS, *FIELDS).union(sat.values_list(*COLUMNS, *FIELDS), all=True)


def dates_for(
    enrollments: Collection[Enrollment], homeworks: Collection[Homework], found: Overlays | None = None
) -> dict[tuple[int, int], HomeworkDates]:
    """By (enrollment, homework), for homework of the person's own cohort; one query, however many people.

    The homeworks come with their cohort and assignment. `found`: the overlays, where they were fetched already.
    """
    found = found or overlays([enrollment.pk for enrollment in enrollments])
    plain = {homework.pk: _whole(_base(homework), homework) for homework in homeworks}
    own = {enrollment for enrollment, _ in (*found.units, *found.homeworks)}
    return {
        (enrollment.pk, homework.pk): (
            _whole(windows.dates_of(_base(homework), *found.of_homework(enrollment.pk, homework)), homework)
            if enrollment.pk in own
            else plain[homework.pk]
        )
        for enrollment in enrollments
        for homework in homeworks
        if homework.cohort_id == enrollment.cohort_id
    }


def window_of(enrollment: Enrollment, homework: Homework, at: datetime) -> Window:
    """One homework for one person, with the reasons in words; one query."""
    return windows.resolve(_base(homework), *overlays([enrollment.pk]).of_homework(enrollment.pk, homework), at)


def openings_for(
    enrollments: Collection[Enrollment], releases: Collection[Release], found: Overlays | None = None
) -> dict[tuple[int, int], datetime]:
    """When each unit opens for each person, by (enrollment, release); one query, if the overlays are not `found`."""
    found = found or overlays([enrollment.pk for enrollment in enrollments])
    return {
        (enrollment.pk, release.pk): windows.dates_of(
            Base(release.opens_at), *found.of_unit(enrollment.pk, release.unit_id)
        ).opens_at
        for enrollment in enrollments
        for release in releases
        if release.cohort_id == enrollment.cohort_id
    }


def dates_in(section: Section | None, homeworks: Collection[Homework]) -> dict[tuple[int, int], HomeworkDates]:
    """The same for ANYBODY in a section, or, without one, in the cohort; one query at most."""
    found = overlays_in(section)
    return {
        (ANYBODY, row.pk): _whole(windows.dates_of(_base(row), *found.of_homework(ANYBODY, row)), row)
        for row in homeworks
    }


def openings_in(section: Section | None, releases: Collection[Release]) -> dict[tuple[int, int], datetime]:
    """The same for units."""
    found = overlays_in(section)
    return {
        (ANYBODY, row.pk): windows.dates_of(Base(row.opens_at), *found.of_unit(ANYBODY, row.unit_id)).opens_at
        for row in releases
    }


def opened(enrollment: Enrollment, at: datetime) -> dict[Homework, HomeworkDates]:
    """The homework that has opened to this person, each with their dates, in the order of the plan; two queries."""
    rows = list(Homework.objects.filter(cohort=enrollment.cohort_id).select_related("assignment__unit", "cohort"))
    dates = dates_for([enrollment], rows)
    return {row: own for row in rows if (own := dates[enrollment.pk, row.pk]).opens_at <= at}


def _base(homework: Homework) -> Base:
    return Base(homework.opens_at, homework.due_at, homework.closes_at)


def _whole(dates: Base, homework: Homework) -> HomeworkDates:
    """As the rules of `progress` read them."""
    return HomeworkDates(
        dates.opens_at,
        dates.due_at or homework.due_at,
        dates.closes_at or homework.closes_at,
        homework.cohort.submissions_close_at,
    )
