"""What is new for a participant: units that opened, feedback that came, dates that moved in the last seven days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from cohorts.models import Enrollment
from curriculum.models import DateOverride, Grade, Release, ScheduleChange
from curriculum.own_plan import HOMEWORK, UNIT, VERBS, Moved, names
from mlsafety_course import timekit

NEW_FOR = timedelta(days=7)
MOST = 8


@dataclass(frozen=True)
class News:
    """One thing, in words, and where to look at it, if anywhere."""

    at: datetime
    text: str
    note: str = ""
    url: str = ""


def news(
    enrollment: Enrollment, openings: Mapping[Release, datetime], feedback: Sequence[Grade], at: datetime, zone: str
) -> list[News]:
    """The newest first, the most recent eight; four queries."""
    since = at - NEW_FOR
    found = [
        *_opened(openings, since, at),
        *(_feedback(grade) for grade in feedback if grade.released_at and grade.released_at > since),
        *_moved(enrollment, since, at, zone),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def _opened(openings: Mapping[Release, datetime], since: datetime, at: datetime) -> Iterator[News]:
    for release, opens_at in openings.items():
        if since < opens_at <= at:
            unit = release.unit
            url = reverse("curriculum:unit", args=[unit.slug])
            yield News(opens_at, f"Unit {unit.order}, {unit.title}, has opened", url=url)


def _feedback(grade: Grade) -> News:
    homework = grade.attempt.homework
    url = reverse("curriculum:homework", args=[homework.public_id])
    return News(grade.released_at or grade.graded_at, f"Feedback on {homework.assignment.title}", url=url)


def _moved(enrollment: Enrollment, since: datetime, at: datetime, zone: str) -> Iterator[News]:
    """Of each date the newest change; a date that is this person's own comes in place of the cohort's."""
    named, seen = names(enrollment.cohort), set[tuple[str, int, str]]()
    for row in _own(enrollment):
        key = (UNIT, row.release_id) if row.release_id else (HOMEWORK, row.homework_id or 0)
        for field in VERBS:
            if instant := getattr(row, field):
                seen.add((*key, field))
                if since < row.at <= at:
                    yield _news(row.at, Moved(named[key], field, instant, instant), zone, "for you")
    for change in ScheduleChange.objects.filter(cohort=enrollment.cohort_id, at__gt=since, at__lte=at).order_by("-at"):
        key = (UNIT, change.release_id) if change.release_id else (HOMEWORK, change.homework_id or 0)
        if (*key, change.field) not in seen:
            seen.add((*key, change.field))
            yield _news(change.at, Moved(named[key], change.field, change.before, change.after), zone, "now")


def _own(enrollment: Enrollment) -> Sequence[DateOverride]:
    """The person's own, then their section's."""
    seats = Q(section__seats__enrollment=enrollment, section__seats__to_at__isnull=True)
    rows = DateOverride.objects.filter(Q(enrollment=enrollment) | seats)
    return sorted(rows, key=lambda row: row.section_id is not None)


def _news(at: datetime, moved: Moved, zone: str, word: str) -> News:
    exclusive = moved.field != "opens_at"
    after, before = (
        timekit.day_and_time(instant - timekit.MINUTE if exclusive else instant, zone)
        for instant in (moved.after, moved.before)
    )
    was = f"It was {before}." if moved.before != moved.after else ""
    return News(at, f"{moved.what} {word} {after}", was)
