"""Telling people a week ahead that a meeting is at another hour, or on another day, by their own clocks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from accounts.models import User
from cohorts import emails
from cohorts.clock_notes import changes_of
from cohorts.models import Meeting, Section
from cohorts.roster import expected
from cohorts.running import who_runs
from mlsafety_course.outbox import post
from mlsafety_course.outbox.models import Message

AHEAD = timedelta(days=7)


def tell_due(*, at: datetime) -> int:
    """Write to everybody whose meeting of the coming week is another time for them than usual, TAs included.

    One mail for a person and meeting, however often this runs. Returns how many were written now.
    """
    coming = Meeting.objects.filter(status=Meeting.Status.PLANNED, starts_at__gt=at, starts_at__lte=at + AHEAD)
    sections = set(coming.filter(section__status=Section.Status.OPEN).values_list("section", flat=True))
    if not sections:
        return 0
    series = Meeting.objects.filter(section__in=sections, starts_at__lte=at + AHEAD).select_related(
        "section__cohort", "week", "substitute"
    )
    changes = [
        (meeting, person, changes[meeting.pk])
        for person, theirs in _by_person(series).items()
        for changes in [changes_of(theirs, person.zone)]
        for meeting in theirs
        if meeting.pk in changes and meeting.starts_at > at and meeting.status == Meeting.Status.PLANNED
    ]
    known = _told([emails.clock_change_key(meeting, person) for meeting, person, _ in changes])
    letters = [emails.clock_change(*row) for row in changes if emails.clock_change_key(*row[:2]) not in known]
    post.write(*letters, at=at)
    return len(letters)


def _told(keys: list[str]) -> set[str]:
    return set(Message.objects.filter(key__in=keys).order_by().values_list("key", flat=True))


def _by_person(series: Iterable[Meeting]) -> dict[User, list[Meeting]]:
    """Everybody's meetings so far and of the coming week: those that expect them and those they run."""
    meetings = {meeting.pk: meeting for meeting in series if meeting.status != Meeting.Status.CANCELLED}
    found: defaultdict[User, list[Meeting]] = defaultdict(list)
    for key, people in expected(list(meetings.values())).items():
        for enrollment in people:
            found[enrollment.person].append(meetings[key])
    for key, runners in who_runs(list(meetings.values())).items():
        for person in runners:
            found[person].append(meetings[key])
    return found
