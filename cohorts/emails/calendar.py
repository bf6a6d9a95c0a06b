"""What we write about a calendar that has moved, and about clocks that change."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from accounts.models import User
from cohorts.clock_change import ClockChange
from cohorts.emails.moments import in_own_zone
from cohorts.models import Cohort, Gathering, Meeting
from mlsafety_course import timekit
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter

UNTIL = {
    "submissions_close_at": "Homework is taken until",
    "survey_closes_at": "The exit survey is open until",
    "appeals_close_at": "Appeals are taken until",
    "details_close_at": "Stipend details are taken until",
}
TEACHING_UNTIL = {"grading_closes_at": "Homework is graded until"}
Dates = tuple[datetime, datetime]


def calendar_shifted(
    cohort: Cohort,
    person: User,
    meetings: Iterable[tuple[Meeting, datetime, datetime]],
    gatherings: Iterable[tuple[Gathering, datetime, datetime]],
    closings: Mapping[str, Dates],
    at: datetime,
) -> Letter:
    """To whoever takes part in the cohort or runs meetings of it that moved in one act at `at`: all of it at once."""
    source = letters.source(
        "cohorts",
        "calendar_shifted",
        person=person,
        cohort=cohort,
        rows=(rows := _moved(meetings, person)),
        gatherings=_moved(gatherings, person),
        closings=_closings(closings, person),
        link=letters.link("after_login"),
    )
    key = f"shift:{cohort.pk}:{at.isoformat()}:{person.public_id}"
    what = "your meetings move" if rows else "the calendar moves"
    return Letter(key, "meeting", person, f"{cohort}: {what}", source)


def _moved(rows: Iterable[tuple[object, datetime, datetime]], person: User) -> list[tuple[object, str, str]]:
    """By time, before and after in the person's zone."""
    ordered = sorted(rows, key=lambda row: row[1])
    return [(what, in_own_zone(before, person), in_own_zone(after, person)) for what, before, after in ordered]


def _closings(moved: Mapping[str, Dates], person: User) -> list[tuple[str, str, str]]:
    """By their last minute, as deadlines are printed everywhere."""
    said = UNTIL | TEACHING_UNTIL
    return [(said[name], _last(before, person), _last(after, person)) for name, (before, after) in moved.items()]


def _last(at: datetime, person: User) -> str:
    return timekit.three_forms(at, "UTC", person.zone).own


def closings_moved(cohort: Cohort, person: User, moved: Mapping[str, Dates], at: datetime) -> Letter:
    """To a participant or TA, when closings that they act by are at another time since `at`."""
    rows, link = _closings(moved, person), letters.link("after_login")
    source = letters.source("cohorts", "closings_moved", person=person, cohort=cohort, rows=rows, link=link)
    key = f"closings:{cohort.pk}:{at.isoformat()}:{person.public_id}"
    return Letter(
        key, "meeting", person, f"{cohort}: {'a last day has' if len(rows) == 1 else 'last days have'} moved", source
    )


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
