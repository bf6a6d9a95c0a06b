"""Recording who was there: one mark per person and meeting, and every value it has had."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from cohorts import emails
from cohorts.models import Attendance, AttendanceChange, Enrollment, Mark, Meeting
from cohorts.roster import expected
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused

EARLY = timedelta(minutes=15)
SELF_REFUSED = "Nobody records their own attendance. Ask the course lead to do it."


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
    tell: bool = True,
) -> Attendance:
    """Say how a person stood at a meeting; `version` is the one last seen, 0 for none yet. What stands exactly so is
    left alone. Another mark on a signed sheet needs a reason, and goes to the person by mail unless told not to."""
    meeting = Meeting.objects.locked(meeting)
    row = meeting.attendances.filter(enrollment=enrollment).select_related("recorded_by").first()
    _refuse_impossible(meeting, enrollment, mark, is_known=row is not None, by=by, at=at)
    if row and ((row.mark, row.note) == (mark, note) or _left_as_seen(row, version, mark, note)):
        return row
    _refuse_unseen(meeting, enrollment, row, version, reason)
    was = row.mark if row else ""
    saved = _write(row or Attendance(meeting=meeting, enrollment=enrollment, version=0), mark, note, reason, by, at)
    if tell and meeting.status == Meeting.Status.HELD and was != mark:
        post.write(emails.mark_changed(saved, Mark(was).label if was else "", reason), at=at)
    return saved


def _refuse_unseen(meeting: Meeting, enrollment: Enrollment, row: Attendance | None, version: int, reason: str) -> None:
    """Where it changed after the page was opened, or the sheet is signed off and nobody says why."""
    if version != (row.version if row else 0):
        raise Refused(_conflict(enrollment, row))
    if meeting.status == Meeting.Status.HELD and not reason.strip():
        raise Refused("This meeting is signed off. Press Correct beside the name and say why the mark changes.")


def tell_changed_since(meeting: Meeting, reopened_at: datetime, reason: str, *, at: datetime) -> None:
    """Write to everybody whose mark is another one than when the sheet was opened again."""
    for row in meeting.attendances.select_related("enrollment__person", "recorded_by", "meeting__section"):
        before = row.changes.filter(at__lte=reopened_at).order_by("version").last()
        if before and before.mark != row.mark:
            post.write(emails.mark_changed(row, before.get_mark_display(), reason), at=at)


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
