"""Where one person stands in one week and in one homework: derived from what was recorded, never stored."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LINK_GRACE = timedelta(hours=72)
REVISE_GRACE = timedelta(days=7)


class WeekStatus(StrEnum):
    """What a week of the course came to for one person."""

    ATTENDED = "attended"
    EXCUSED = "excused"
    VOID = "void"
    MISSED = "missed"
    OPEN = "open"


class HomeworkStatus(StrEnum):
    """What a homework came to for one person so far."""

    EXCUSED = "excused"
    PASSED = "pass"
    REVISE = "revise"
    PENDING = "pending"
    LATE = "late"
    MISSING = "missing"
    OPEN = "open"
    LOCKED = "locked"


WEEK_WORDS = {
    WeekStatus.ATTENDED: "attended",
    WeekStatus.EXCUSED: "excused",
    WeekStatus.VOID: "cancelled",
    WeekStatus.MISSED: "missed",
    WeekStatus.OPEN: "not recorded yet",
}
HOMEWORK_WORDS = {
    HomeworkStatus.EXCUSED: "Excused",
    HomeworkStatus.PASSED: "Passed",
    HomeworkStatus.REVISE: "To be revised",
    HomeworkStatus.PENDING: "Waiting for its grade",
    HomeworkStatus.LATE: "Late, still taken",
    HomeworkStatus.MISSING: "Not handed in",
    HomeworkStatus.OPEN: "To do",
    HomeworkStatus.LOCKED: "To come",
}


class GradeVerdict(StrEnum):
    """What a grader says of one attempt."""

    PASSED = "pass"
    REVISE = "revise"
    CANNOT_OPEN = "cannot_open"


@dataclass(frozen=True)
class MeetingFacts:
    """One meeting of the week that concerns the person: their own section's (`is_own`), or one they visit.

    `status` is planned, held (signed off) or cancelled; `mark` is present, late, excused, absent or None, not recorded.
    """

    status: str
    mark: str | None = None
    is_own: bool = True


def week_status(meetings: Collection[MeetingFacts], *, was_away: bool = False) -> WeekStatus:
    """The status of a week, first match. `was_away`: the week ended before the person's first seat, or while dropped.

    Being there counts at any meeting of the week and at once. Being absent counts when the sheet is signed off and no
    meeting of one's own is left in that week.
    """
    marks = {meeting.mark for meeting in meetings}
    own = [meeting.status for meeting in meetings if meeting.is_own]
    if marks & {"present", "late"}:
        return WeekStatus.ATTENDED
    if "excused" in marks:
        return WeekStatus.EXCUSED
    if own and set(own) == {"cancelled"}:
        return WeekStatus.VOID
    was_absent = any(meeting.mark == "absent" and meeting.status == "held" for meeting in meetings)
    if was_away or (was_absent and "planned" not in own):
        return WeekStatus.MISSED
    return WeekStatus.OPEN


@dataclass(frozen=True)
class HomeworkDates:
    """The dates that hold for this person, after every override. Half-open instants."""

    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    submissions_close_at: datetime


@dataclass(frozen=True)
class AttemptFacts:
    """One thing handed in, with the newest grade it was given. A grade without a release date counts as none."""

    received_at: datetime
    verdict: str | None = None
    released_at: datetime | None = None

    def was_graded(self, verdict: GradeVerdict, at: datetime) -> bool:
        return self.verdict == verdict and self.released_at is not None and self.released_at <= at

    @property
    def mendable_until(self) -> datetime | None:
        """Until when (exclusive) a link that nobody could open may be replaced. None: there is nothing to mend."""
        if self.verdict != GradeVerdict.CANNOT_OPEN or self.released_at is None:
            return None
        return self.released_at + LINK_GRACE


def taken_until(dates: HomeworkDates, attempts: Iterable[AttemptFacts], *, at: datetime) -> datetime:
    """Until when (exclusive) the person may hand this in, as known at that instant.

    A `revise` gives at least 7 days but never past the cohort's closing of submissions; a link that nobody could open
    gives 72 hours whatever has closed.
    """
    until = [dates.closes_at]
    for attempt in attempts:
        if attempt.released_at is not None and attempt.was_graded(GradeVerdict.REVISE, at):
            until.append(min(attempt.released_at + REVISE_GRACE, dates.submissions_close_at))
        if attempt.mendable_until is not None and attempt.was_graded(GradeVerdict.CANNOT_OPEN, at):
            until.append(attempt.mendable_until)
    return max(until)


def counted_arrival(attempts: Iterable[AttemptFacts]) -> datetime | None:
    """When the newest attempt counts as handed in: replacing a broken link in time keeps the broken one's arrival."""
    arrival = mendable_until = None
    for attempt in sorted(attempts, key=lambda attempt: attempt.received_at):
        if mendable_until is None or attempt.received_at >= mendable_until:
            arrival = attempt.received_at
        mendable_until = attempt.mendable_until
    return arrival


def homework_status(
    dates: HomeworkDates, attempts: Collection[AttemptFacts], *, at: datetime, is_excused: bool = False
) -> HomeworkStatus:
    """The status of a homework, first match. One pass is a pass for good; else the newest readable attempt speaks."""
    readable = [attempt for attempt in attempts if not attempt.was_graded(GradeVerdict.CANNOT_OPEN, at)]
    newest = max(readable, key=lambda attempt: attempt.received_at, default=None)
    if is_excused:
        return HomeworkStatus.EXCUSED
    if any(attempt.was_graded(GradeVerdict.PASSED, at) for attempt in attempts):
        return HomeworkStatus.PASSED
    if newest:
        return HomeworkStatus.REVISE if newest.was_graded(GradeVerdict.REVISE, at) else HomeworkStatus.PENDING
    return _without_attempt(dates, attempts, at=at)


def _without_attempt(dates: HomeworkDates, broken: Collection[AttemptFacts], *, at: datetime) -> HomeworkStatus:
    """Nothing readable was handed in; who sent a broken link in time is not late while they may replace it."""
    arrival = counted_arrival(broken)
    if at >= taken_until(dates, broken, at=at):
        return HomeworkStatus.MISSING
    if at >= dates.due_at and (arrival is None or arrival >= dates.due_at):
        return HomeworkStatus.LATE
    return HomeworkStatus.OPEN if at >= dates.opens_at else HomeworkStatus.LOCKED
