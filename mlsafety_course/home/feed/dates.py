"""The dates of a cohort in a calendar: when units open, when homework is due, what else there is to come to.

Nothing that a locked unit guards stands here: not the title of its homework, which a calendar shows for weeks before.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from cohorts.models import Cohort, Enrollment, Gathering
from curriculum.models import Homework, Release
from curriculum.own_dates import Overlays, dates_for, openings_for
from mlsafety_course import timekit
from mlsafety_course.home.feed.entry import Entry
from mlsafety_course.outbox import letters


def unit_entries(enrollments: Collection[Enrollment], own: Overlays) -> list[Entry]:
    """One moment for each unit of each cohort, when it opens for this person (one query)."""
    places = {enrollment.cohort_id: enrollment for enrollment in enrollments}
    releases = Release.objects.filter(cohort__in=places).select_related("unit", "cohort").order_by("opens_at", "pk")
    openings = openings_for(enrollments, list(releases), own)
    entries = []
    for release in releases:
        enrollment = places[release.cohort_id]
        opens_at, bumped = openings[enrollment.pk, release.pk], own.bumps[enrollment.pk, "unit", release.pk]
        entries.append(_opening(release, enrollment, opens_at, bumped))
    return entries


def _opening(release: Release, enrollment: Enrollment, opens_at: datetime, bumped: int) -> Entry:
    unit = release.unit
    return Entry(
        uid=f"unit-{unit.slug}-{release.cohort.slug}",
        sequence=release.sequence + changes(enrollment) + bumped,
        starts_at=opens_at,
        minutes=0,
        zone=release.cohort.zone,
        summary=f"Unit {unit.order} opens: {unit.title}",
        link=letters.link("curriculum:unit", unit.slug),
        is_cancelled=_has_left(enrollment, opens_at),
    )


def homework_entries(enrollments: Collection[Enrollment], own: Overlays) -> list[Entry]:
    """The last minute of each homework by the person's own dates, in their own zone (one query)."""
    places = {enrollment.cohort_id: enrollment for enrollment in enrollments}
    rows = Homework.objects.filter(cohort__in=places).select_related("assignment__unit", "cohort")
    found = list(rows.order_by("due_at", "assignment__position", "pk"))
    several = Counter((homework.cohort_id, homework.assignment.unit_id) for homework in found)
    numbers: Counter[tuple[int, int]] = Counter()
    dates = dates_for(enrollments, found, own)
    entries = []
    for homework in found:
        unit = homework.cohort_id, homework.assignment.unit_id
        numbers[unit] += 1
        which = f" ({numbers[unit]} of {several[unit]})" if several[unit] > 1 else ""
        enrollment = places[homework.cohort_id]
        due_at, bumped = dates[enrollment.pk, homework.pk].due_at, own.bumps[enrollment.pk, "homework", homework.pk]
        entries.append(_due(homework, which, enrollment, due_at, bumped))
    return entries


def _due(homework: Homework, which: str, enrollment: Enrollment, due_at: datetime, bumped: int) -> Entry:
    kind = "Homework" if homework.required else "Optional homework"
    return Entry(
        uid=f"homework-{homework.public_id}",
        sequence=homework.sequence + changes(enrollment) + bumped,
        starts_at=due_at - timekit.MINUTE,
        minutes=0,
        zone=timekit.canonical(enrollment.person.zone),
        summary=f"{kind} of unit {homework.assignment.unit.order} is due{which}",
        description="This is the last minute in which it is in time.",
        link=letters.link("curriculum:homework", homework.public_id),
        is_cancelled=_has_left(enrollment, due_at),
    )


def gathering_entries(cohorts: Iterable[Cohort]) -> list[Entry]:
    """Office hours and events, the cancelled ones as such (one query)."""
    rows = Gathering.objects.filter(cohort__in=[cohort.pk for cohort in cohorts]).select_related("cohort")
    return [_gathering(gathering) for gathering in rows.order_by("starts_at", "pk")]


def _gathering(gathering: Gathering) -> Entry:
    host = f"With {gathering.host}. " if gathering.host else ""
    join = f" Join: {gathering.join_url}" if gathering.join_url else ""
    return Entry(
        uid=f"gathering-{gathering.public_id}",
        sequence=gathering.sequence,
        starts_at=gathering.starts_at,
        minutes=gathering.minutes,
        zone=gathering.zone,
        summary=f"{gathering.title} (optional)",
        description=f"{host}{gathering.description}{join}".strip(),
        location=gathering.room or gathering.join_url,
        is_cancelled=gathering.status == Gathering.Status.CANCELLED,
    )


def changes(enrollment: Enrollment) -> int:
    """How often the person left and came back."""
    return len(enrollment.moves.all())


def _has_left(enrollment: Enrollment, instant: datetime) -> bool:
    return enrollment.left_at is not None and enrollment.left_at <= instant
