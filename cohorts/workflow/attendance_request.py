"""The life of what a participant asks about one meeting: to be excused from it, or to have its mark put right."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models import User
from cohorts import emails
from cohorts.models import Attendance, AttendanceRequest, Enrollment, Mark, Meeting
from cohorts.roster import expected
from cohorts.running import who_runs
from cohorts.workflow import attendance, digest
from mlsafety_course import timekit
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused, arrow

Status, Kind = AttendanceRequest.Status, AttendanceRequest.Kind

GRANT = arrow(Status.ASKED, to=Status.GRANTED)
DECLINE = arrow(Status.ASKED, to=Status.DECLINED)
WITHDRAW = arrow(Status.ASKED, to=Status.WITHDRAWN)

ARROWS = [GRANT, DECLINE, WITHDRAW]

NOTICE_FOR = timedelta(hours=48)
CORRECTION_FOR = timedelta(days=7)
LONGEST_REASON = 300


def notice_until(meeting: Meeting) -> datetime:
    """Until when (exclusive) an absence can be told."""
    return meeting.ends_at + NOTICE_FOR


def correction_until(meeting: Meeting) -> datetime | None:
    """Until when (exclusive) a correction can be asked for; None while the sheet is not signed off."""
    return meeting.signed_off_at + CORRECTION_FOR if meeting.signed_off_at else None


@transaction.atomic
def tell_absence(meeting: Meeting, enrollment: Enrollment, reason: str, *, by: User, at: datetime) -> AttendanceRequest:
    """Say that one cannot come, or could not: before the meeting or within 48 hours after it.

    Whoever runs a meeting of the same day, by their own clocks, or one that begins before their next digest, has a mail
    at once; others read it in that.
    """
    meeting = Meeting.objects.locked(meeting)
    row = _refuse_stranger(meeting, enrollment, by)
    if at >= notice_until(meeting):
        raise Refused("An absence can be told until 48 hours after the meeting. Write to your TA instead.")
    if row and row.mark != Mark.ABSENT:
        raise Refused(f"You are recorded as {row.get_mark_display().lower()} at {meeting}, so there is nothing to ask.")
    asked = _ask(meeting, enrollment, Kind.ABSENCE, Mark.EXCUSED, reason, at=at)
    people = [person for person in who_runs([meeting])[meeting.pk] if person.pk != by.pk]
    pressed = [person for person in people if _is_pressing(meeting, person, at)]
    post.write(*(emails.absence_today(asked, person) for person in pressed), at=at)
    return asked


@transaction.atomic
def ask_correction(
    meeting: Meeting, enrollment: Enrollment, wanted: str, reason: str, *, by: User, at: datetime
) -> AttendanceRequest:
    """Ask for another mark, within seven days after the sheet was signed off."""
    meeting = Meeting.objects.locked(meeting)
    row, until = _refuse_stranger(meeting, enrollment, by), correction_until(meeting)
    if until is None:
        raise Refused("The sheet of this meeting is not signed off yet. What is not recorded counts against nobody.")
    if at >= until:
        raise Refused("A mark can be questioned for seven days after the sheet was signed off. Write to us instead.")
    if wanted not in Mark or (row and row.mark == wanted):
        raise Refused("That mark stands already. Nothing was asked.")
    return _ask(meeting, enrollment, Kind.CORRECTION, wanted, reason, at=at)


def withdraw(asked: AttendanceRequest, *, by: User, at: datetime) -> None:
    """Take it back while nobody has answered."""
    if by.pk != asked.enrollment.person_id:
        raise Refused("Only the person who asked takes it back.")
    WITHDRAW.apply(asked, by=by, at=at)


@transaction.atomic
def grant(asked: AttendanceRequest, *, by: User, at: datetime) -> None:
    """Record what was asked for, with the reason that the person gave, and tell them."""
    meeting = Meeting.objects.locked(asked.meeting)
    _refuse_own(asked, by)
    row = meeting.attendances.filter(enrollment=asked.enrollment_id).first()
    GRANT.apply(asked, by=by, at=at, decided_by=by, decided_at=at)
    attendance.record(
        meeting,
        asked.enrollment,
        asked.wanted,
        note=row.note if row else "",
        version=row.version if row else 0,
        by=by,
        at=at,
        reason=f"{asked.get_kind_display()}: {asked.reason}"[:LONGEST_REASON],
        tell=False,
    )
    post.write(emails.request_answered(asked, by, was=row.get_mark_display() if row else ""), at=at)


@transaction.atomic
def decline(asked: AttendanceRequest, answer: str, *, by: User, at: datetime) -> None:
    """Say no, with a sentence that the person reads."""
    _refuse_own(asked, by)
    if not answer.strip():
        raise Refused("Say in a sentence why not: the person reads it. Nothing was changed.")
    DECLINE.apply(asked, by=by, at=at, reason=answer.strip(), decided_by=by, decided_at=at)
    post.write(emails.request_answered(asked, by, answer=answer.strip()), at=at)


def settle(row: Attendance, *, by: User, at: datetime) -> None:
    """Grant what was asked for and stands now anyway: whoever marks the sheet has answered with it."""
    waiting = AttendanceRequest.objects.waiting().filter(meeting=row.meeting_id, enrollment=row.enrollment_id)
    for asked in waiting.filter(wanted=row.mark):
        GRANT.apply(asked, by=by, at=at, decided_by=by, decided_at=at)
        post.write(emails.request_answered(asked, by), at=at)


def _ask(
    meeting: Meeting, enrollment: Enrollment, kind: str, wanted: str, reason: str, *, at: datetime
) -> AttendanceRequest:
    if not reason.strip():
        raise Refused("Say in a sentence what happened, so that it can be answered.")
    told = {"kind": kind, "wanted": wanted, "reason": reason.strip(), "asked_at": at}
    try:
        with transaction.atomic():
            asked = AttendanceRequest.objects.create(meeting=meeting, enrollment=enrollment, **told)
    except IntegrityError as error:
        raise Refused("You have asked this already, and it waits for an answer. Nothing was sent twice.") from error
    asked.moves.create(source="", target=Status.ASKED, by=enrollment.person, at=at)
    return asked


def _refuse_stranger(meeting: Meeting, enrollment: Enrollment, by: User) -> Attendance | None:
    """The person's mark, if any. Refused unless they ask about themself, at a meeting that expects or marked them."""
    if by.pk != enrollment.person_id:
        raise Refused("Only the person themself asks about their attendance.")
    if meeting.status == Meeting.Status.CANCELLED:
        raise Refused(f"{meeting} was cancelled, so it counts against nobody and there is nothing to ask.")
    row = meeting.attendances.filter(enrollment=enrollment).first()
    if row is None and enrollment not in expected([meeting])[meeting.pk]:
        raise Refused(f"You are not expected at {meeting}, so it counts against you in no way.")
    return row


def _refuse_own(asked: AttendanceRequest, by: User) -> None:
    if asked.enrollment.person_id == by.pk:
        raise Refused("Nobody answers their own request. Another TA or a course lead does. Nothing was changed.")


def _is_pressing(meeting: Meeting, person: User, at: datetime) -> bool:
    """Of today by their own clocks, or before they read of it otherwise."""
    here = timekit.zone(person.zone)
    if at.astimezone(here).date() == meeting.starts_at.astimezone(here).date():
        return True
    following = digest.next_mail(person, at)
    return at < meeting.starts_at and (following is None or meeting.starts_at <= following)
