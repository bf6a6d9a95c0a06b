"""Recording who was there: one mark per person and meeting, and every value it has had."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from cohorts.models import Attendance, AttendanceChange, Enrollment, Mark, Meeting
from cohorts.roster import expected
from mlsafety_course.transitions import Refused

EARLY = timedelta(minutes=15)
SELF_REFUSED = "Nobody records their own attendance. Ask the course lead to do it."


@dataclass(frozen=True)
class Row:
    """One line of a sheet as a person sent it. `version` is the one they saw: 0 where nothing was recorded."""

    enrollment: Enrollment
    mark: str
    note: str = ""
    version: int = 0


@dataclass(frozen=True)
class Saved:
    """What became of a row: the mark that holds, or why it was refused."""

    row: Row
    attendance: Attendance | None
    refusal: str = ""


def record_sheet(meeting: Meeting, rows: Iterable[Row], *, by: User, at: datetime, reason: str = "") -> list[Saved]:
    """Record row by row: one that is refused holds up no other."""
    return [_attempt(meeting, row, by=by, at=at, reason=reason) for row in rows]


def _attempt(meeting: Meeting, row: Row, *, by: User, at: datetime, reason: str) -> Saved:
    try:
        saved = record(
            meeting, row.enrollment, row.mark, note=row.note, version=row.version, by=by, at=at, reason=reason
        )
    except Refused as refusal:
        return Saved(row, None, str(refusal))
    return Saved(row, saved)


@transaction.atomic
def record(
    meeting: Meeting,
    enrollment: Enrollment,
    mark: str,
    *,
    note: str = "",
    version: int,
    by: User,
    at: datetime,
    reason: str = "",
) -> Attendance:
    """Say how a person stood at a meeting. `version` is the one last seen, 0 for none yet.

    What already stands exactly so is left alone, so that a repeated click or a lost answer does no harm.
    """
    meeting = Meeting.objects.locked(meeting)
    row = meeting.attendances.filter(enrollment=enrollment).select_related("recorded_by").first()
    _refuse_impossible(meeting, enrollment, mark, is_known=row is not None, by=by, at=at)
    if row and ((row.mark, row.note) == (mark, note) or _left_as_seen(row, version, mark, note)):
        return row
    if version != (row.version if row else 0):
        raise Refused(_conflict(enrollment, row))
    if meeting.status == Meeting.Status.HELD and not reason.strip():
        raise Refused("This meeting is signed off. Say why the mark changes, and it will be corrected.")
    return _write(row or Attendance(meeting=meeting, enrollment=enrollment, version=0), mark, note, reason, by, at)


def _left_as_seen(row: Attendance, version: int, mark: str, note: str) -> bool:
    """Whether the sender only sent back what their page showed, while somebody else changed it."""
    return version < row.version and row.changes.filter(version=version, mark=mark, note=note).exists()


def _conflict(enrollment: Enrollment, row: Attendance | None) -> str:
    now = f"is {row.get_mark_display().lower()} by {row.recorded_by} now" if row else "has no mark now"
    return f"{enrollment.person} {now}: it changed after you opened the page. Look again, then decide."


def _write(row: Attendance, mark: str, note: str, reason: str, by: User, at: datetime) -> Attendance:
    row.mark, row.note, row.version, row.recorded_by, row.recorded_at = mark, note, row.version + 1, by, at
    row.save()
    AttendanceChange.objects.create(
        attendance=row, mark=mark, note=note, version=row.version, by=by, at=at, reason=reason
    )
    return row


def _refuse_impossible(
    meeting: Meeting, enrollment: Enrollment, mark: str, *, is_known: bool, by: User, at: datetime
) -> None:
    if mark not in Mark:
        raise Refused("A mark is present, late, excused or absent.")
    if enrollment.person_id == by.pk:
        raise Refused(SELF_REFUSED)
    if meeting.status == Meeting.Status.CANCELLED:
        raise Refused(f"{meeting} was cancelled, so there is no attendance to record.")
    if mark != Mark.EXCUSED and at < meeting.starts_at - EARLY:
        raise Refused("The sheet opens 15 minutes before the meeting. Until then people can only be excused.")
    if not is_known and enrollment not in expected([meeting])[meeting.pk]:
        raise Refused(f"{enrollment.person} is not expected at {meeting}. Add them as a guest first.")
