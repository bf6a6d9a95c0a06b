"""What we write about a calendar that has moved, and about clocks that change."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from cohorts.clock_change import ClockChange
from cohorts.emails.moments import in_own_zone
from cohorts.models import Cohort, Gathering, Meeting
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def calendar_shifted(
    cohort: Cohort, person: User, moved: Iterable[tuple[Meeting, datetime, datetime]], at: datetime
) -> Letter:
    """To whoever takes part in or runs meetings that moved with their week, in one act at `at`: all of them at once."""
    rows = [
        (meeting, in_own_zone(before, person), in_own_zone(after, person))
        for meeting, before, after in sorted(moved, key=lambda row: row[1])
    ]
    link = letters.link("after_login")
    source = letters.source("cohorts", "calendar_shifted", person=person, cohort=cohort, rows=rows, link=link)
    key = f"shift:{cohort.pk}:{at.isoformat()}:{person.public_id}"
    return Letter(key, "meeting", person, f"{cohort}: your meetings move", source)


def clock_change_key(meeting: Meeting, person: User) -> str:
    return f"clock:{meeting.public_id}:{person.public_id}"


def clock_change(meeting: Meeting, person: User, change: ClockChange) -> Letter:
    """To whoever finds a meeting at another hour or day than usual, a week ahead."""
    source = letters.source(
        "cohorts",
        "clock_change",
        person=person,
        meeting=meeting,
        change=change,
        when=in_own_zone(meeting.starts_at, person),
        link=letters.link("after_login"),
    )
    what = "on another day" if change.is_other_day else "at another hour"
    return Letter(clock_change_key(meeting, person), "meeting", person, f"{meeting} is {what} for you", source)


def gathering_moved(gathering: Gathering, person: User, before: datetime) -> Letter:
    """To participants, when what they may come to is at another time or place."""
    source = letters.source(
        "cohorts",
        "gathering_moved",
        person=person,
        gathering=gathering,
        before=in_own_zone(before, person),
        after=in_own_zone(gathering.starts_at, person),
        link=letters.link("cohorts:gatherings"),
    )
    key = f"gathering:{gathering.public_id}:{gathering.sequence}:{person.public_id}"
    return Letter(key, "meeting", person, f"{gathering} has moved", source)


def gathering_cancelled(gathering: Gathering, person: User, reason: str) -> Letter:
    """To participants, when what they might have come to does not take place."""
    source = letters.source(
        "cohorts",
        "gathering_cancelled",
        person=person,
        gathering=gathering,
        reason=reason,
        when=in_own_zone(gathering.starts_at, person),
        link=letters.link("cohorts:gatherings"),
    )
    key = f"gathering:{gathering.public_id}:off:{person.public_id}"
    return Letter(key, "meeting", person, f"{gathering} is cancelled", source)
