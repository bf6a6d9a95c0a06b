"""The life of a meeting: planned, held once its sheet is signed off, or cancelled."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from cohorts import emails
from cohorts.models import Mark, Meeting
from cohorts.roster import expected
from cohorts.running import who_runs
from cohorts.workflow import covering, seating
from cohorts.workflow.attendance import EARLY, record, tell_changed_since
from cohorts.workflow.sheet import Row, Saved, record_sheet
from mlsafety_course import timekit
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused, arrow

__all__ = [
    "EARLY",
    "Row",
    "Saved",
    "appoint_substitute",
    "cancel",
    "move",
    "record",
    "record_sheet",
    "reopen",
    "reschedule",
    "sign_off",
]

Status = Meeting.Status

SIGN_OFF = arrow(Status.PLANNED, to=Status.HELD)
CANCEL = arrow(Status.PLANNED, to=Status.CANCELLED)
REOPEN = arrow(Status.HELD, to=Status.PLANNED)

ARROWS = [SIGN_OFF, CANCEL, REOPEN]


@transaction.atomic
def sign_off(meeting: Meeting, *, by: User, at: datetime) -> None:
    """Say that the sheet is complete. Refused before the meeting starts and while somebody has no mark."""
    meeting = Meeting.objects.locked(meeting)
    if at < meeting.starts_at:
        raise Refused("The meeting has not started yet, so it cannot be signed off. Nothing was lost: come back after.")
    missing = without_mark(meeting)
    if missing:
        raise Refused(f"Not signed off: {', '.join(missing)} still without a mark. Mark everyone, then sign off again.")
    SIGN_OFF.apply(meeting, by=by, at=at, signed_off_by=by, signed_off_at=at)
    reopened = meeting.moves.filter(source=Status.HELD, target=Status.PLANNED).last()
    if reopened:
        tell_changed_since(meeting, reopened.at, reopened.reason, at=at)


def without_mark(meeting: Meeting) -> list[str]:
    """The names of the expected people whom nobody has marked."""
    marked = set(meeting.attendances.values_list("enrollment_id", flat=True))
    return [enrollment.person.name for enrollment in expected([meeting])[meeting.pk] if enrollment.pk not in marked]


@transaction.atomic
def reopen(meeting: Meeting, reason: str, *, by: User, at: datetime) -> None:
    """Take the signature back, with a reason; the marks stay."""
    meeting = Meeting.objects.locked(meeting)
    _refuse_expected(meeting, by)
    REOPEN.apply(meeting, by=by, at=at, reason=reason, signed_off_by=None, signed_off_at=None)


@transaction.atomic
def move(meeting: Meeting, starts_at: datetime, *, by: User, at: datetime) -> None:
    """Hold the meeting at another time. It still belongs to its week; whoever is expected or runs it gets a mail."""
    meeting = Meeting.objects.locked(meeting)
    _refuse_unless_open(meeting)
    _refuse_expected(meeting, by)
    _refuse_past(starts_at, at)
    told = concerned(meeting)
    before, meeting.starts_at = meeting.starts_at, starts_at
    _refuse_taken(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=starts_at, sequence=F("sequence") + 1)
    meeting.moves.create(
        source=Status.PLANNED, target=Status.PLANNED, by=by, at=at, reason=moved_from(before, starts_at)
    )
    covering.bring_forward(meeting, at=at)
    people = (told | concerned(meeting)).values()
    post.write(*(emails.meeting_moved(meeting, person, before, at) for person in people), at=at)


def concerned(meeting: Meeting) -> dict[int, User]:
    """Who is told when it changes, by key: whom it expects and who runs it, at the time it stands at."""
    people = [*(enrollment.person for enrollment in expected([meeting])[meeting.pk]), *who_runs([meeting])[meeting.pk]]
    return {person.pk: person for person in people}


def moved_from(before: datetime, after: datetime) -> str:
    """For the history of a meeting."""
    return f"Moved from {timekit.day_and_time(before, 'UTC')} to {timekit.day_and_time(after, 'UTC')} (UTC)."


@transaction.atomic
def cancel(meeting: Meeting, reason: str, *, by: User, at: datetime) -> None:
    """Call the meeting off. It counts against nobody; whoever is expected or runs it gets a mail."""
    meeting = Meeting.objects.locked(meeting)
    _refuse_unless_open(meeting)
    _refuse_expected(meeting, by)
    call_off(meeting, reason, concerned(meeting).values(), by=by, at=at)


def call_off(meeting: Meeting, reason: str, people: Iterable[User], *, by: User, at: datetime) -> None:
    """Without asking whether it may be; these people are told. Who came instead of their own is expected there."""
    _cancel(meeting, reason, by=by, at=at)
    post.write(*(emails.meeting_cancelled(meeting, person, reason) for person in people), at=at)
    seating.end_visits(meeting, at=at)


@transaction.atomic
def reschedule(meeting: Meeting, starts_at: datetime, reason: str, *, by: User, at: datetime) -> Meeting:
    """Call the meeting off, unless it is already, and plan another in its place, of the same week: one act, one mail.

    Whoever was to stand in had agreed to the old time: at the new one it is led as usual.
    """
    meeting = seating.lock_meetings(meeting)[meeting.pk]
    _refuse_past(starts_at, at)
    if meeting.section.is_closed:
        raise Refused(f"{meeting.section} is closed, so it meets no more. Nothing was changed.")
    new = Meeting(
        section=meeting.section, week=meeting.week, starts_at=starts_at, minutes=meeting.minutes, replaces=meeting
    )
    _refuse_taken(new)
    told = _make_way(meeting, reason, by=by, at=at)
    new.save()
    new.moves.create(source="", target=Status.PLANNED, by=by, at=at, reason=f"In place of the one called off: {reason}")
    seating.carry_visits(meeting, new, at=at)
    post.write(*_news_of_another(meeting, new, told, reason), at=at)
    return new


def _make_way(meeting: Meeting, reason: str, *, by: User, at: datetime) -> dict[int, User] | None:
    """Call it off; whom it concerned until now. None where it was off before: they know. It is planned anew once."""
    _refuse_expected(meeting, by)
    if meeting.status != Status.CANCELLED:
        _refuse_unless_open(meeting)
        told = concerned(meeting)
        _cancel(meeting, reason, by=by, at=at)
        return told
    if Meeting.objects.filter(replaces=meeting).exists():
        raise Refused(f"{meeting} is cancelled, and another one is planned in its place already. Nothing was changed.")
    return None


def _news_of_another(meeting: Meeting, new: Meeting, told: dict[int, User] | None, reason: str) -> list[post.Letter]:
    """To whom either time concerns; whoever ran the meeting and does not run the new one is released from it. To whom
    the new one concerns alone where the other was off before (`told` is None)."""
    now, ran = concerned(new), {person.pk for person in who_runs([meeting])[meeting.pk]}
    led_by, was_off = ", ".join(ta.name for ta in who_runs([new])[new.pk]), told is None
    return [
        emails.meeting_released(new, person, meeting.starts_at, reason)
        if key in ran and key not in now
        else emails.meeting_rescheduled(new, person, meeting.starts_at, reason, led_by, was_off=was_off)
        for key, person in ((told or {}) | now).items()
    ]


def _cancel(meeting: Meeting, reason: str, *, by: User, at: datetime) -> None:
    CANCEL.apply(meeting, by=by, at=at, reason=reason, sequence=meeting.sequence + 1)
    covering.call_off(meeting, by=by, at=at)


def _refuse_past(starts_at: datetime, at: datetime) -> None:
    if starts_at <= at:
        raise Refused("The new time is already past. Choose a time to come. Nothing was changed.")


def _refuse_taken(meeting: Meeting) -> None:
    """Ask with the section's meeting locked; what slips through all the same meets the constraint."""
    same = Meeting.objects.filter(section=meeting.section, starts_at=meeting.starts_at).exclude(pk=meeting.pk)
    if same.exclude(status=Status.CANCELLED).exists():
        raise Refused("This section already meets at that time. Choose another one. Nothing was changed.")


@transaction.atomic
def appoint_substitute(meeting: Meeting, person: User, *, by: User, at: datetime) -> None:
    """Let somebody else run this one meeting: from 24 h before until 48 h after it, they see its sheet.

    Whoever is expected, whoever ran it until now and whoever runs it from now on is told.
    """
    meeting = Meeting.objects.locked(meeting)
    _refuse_unless_open(meeting)
    if _expects(meeting, person):
        raise Refused(f"{person} takes part in this meeting, and nobody records their own attendance.")
    if meeting.substitute == person:
        raise Refused(f"{person} stands in at {meeting} already. Nothing was changed.")
    covering.settle(meeting, person, by=by, at=at)


def _expects(meeting: Meeting, person: User) -> bool:
    return any(enrollment.person_id == person.pk for enrollment in expected([meeting])[meeting.pk])


def _refuse_expected(meeting: Meeting, by: User) -> None:
    """Whether a week counts for somebody is not for themself to decide."""
    if _expects(meeting, by):
        raise Refused("You take part in this meeting yourself. Another lead must do this. Nothing was changed.")


def _refuse_unless_open(meeting: Meeting) -> None:
    if meeting.status != Status.PLANNED:
        raise Refused(f"{meeting} is {meeting.get_status_display().lower()} and can no longer be changed.")
    if meeting.attendances.filter(mark__in=[Mark.PRESENT, Mark.LATE]).exists():
        raise Refused(f"People were marked present at {meeting}, so it took place. Correct the marks first.")
