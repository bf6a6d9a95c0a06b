"""The attendance sheet as a whole: row by row, and what people had asked about the same meeting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from cohorts.models import Attendance, Enrollment, Meeting
from cohorts.workflow import attendance_request
from cohorts.workflow.attendance import record
from mlsafety_course.transitions import Refused


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


def record_sheet(meeting: Meeting, rows: Iterable[Row], *, by: User, at: datetime) -> list[Saved]:
    """Record row by row: one that is refused holds up no other."""
    return [_attempt(meeting, row, by=by, at=at) for row in rows]


def _attempt(meeting: Meeting, row: Row, *, by: User, at: datetime) -> Saved:
    try:
        return Saved(row, _record(meeting, row, by=by, at=at))
    except Refused as refusal:
        return Saved(row, None, str(refusal))


@transaction.atomic
def _record(meeting: Meeting, row: Row, *, by: User, at: datetime) -> Attendance:
    saved = record(meeting, row.enrollment, row.mark, note=row.note, version=row.version, by=by, at=at)
    attendance_request.settle(saved, by=by, at=at)
    return saved


@transaction.atomic
def correct(
    meeting: Meeting, enrollment: Enrollment, mark: str, reason: str, *, version: int, by: User, at: datetime
) -> Attendance:
    """Change one mark of a sheet that is signed off. The person is told, once, with the reason."""
    row = meeting.attendances.filter(enrollment=enrollment).first()
    note = row.note if row else ""
    saved = record(meeting, enrollment, mark, note=note, version=version, by=by, at=at, reason=reason)
    attendance_request.settle(saved, by=by, at=at)
    return saved
