"""Another section: for one week, or for good. Asked by the person, answered by a TA of either section or a lead."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from cohorts import emails
from cohorts.models import Enrollment, Guest, Meeting, Section, Switch
from cohorts.roster import expected
from cohorts.workflow import seating
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused, arrow

Status = Switch.Status
Kind = Switch.Kind

APPROVE = arrow(Status.ASKED, to=Status.APPROVED)
DECLINE = arrow(Status.ASKED, to=Status.DECLINED)
WITHDRAW = arrow(Status.ASKED, to=Status.WITHDRAWN)

ARROWS = [APPROVE, DECLINE, WITHDRAW]
PASSED = "The meeting began before anybody had answered."


@transaction.atomic
def ask_once(enrollment: Enrollment, to_meeting: Meeting, reason: str = "", *, by: User, at: datetime) -> Switch:
    """Ask to go to this meeting instead of one's own of that week."""
    own = own_meeting(enrollment, to_meeting, at)
    if own is None:
        raise Refused("You have no meeting of your own in that week that is still to come, so there is none to swap.")
    _refuse_visit(to_meeting, enrollment, at)
    wish = Switch(kind=Kind.ONCE, to_section=to_meeting.section, to_meeting=to_meeting, instead_of=own)
    return _ask(wish, enrollment, reason, by=by, at=at)


@transaction.atomic
def ask_for_good(enrollment: Enrollment, section: Section, reason: str = "", *, by: User, at: datetime) -> Switch:
    """Ask for a seat in this section instead of one's own."""
    held = enrollment.seats.current().first()
    if held is None:
        raise Refused("You have no section yet, so there is none to change. You are told as soon as you are placed.")
    if held.section_id == section.pk or section.cohort_id != enrollment.cohort_id:
        raise Refused(f"{section} is not a section you can change to. Choose another one.")
    _refuse_full(section, enrollment, at)
    return _ask(Switch(kind=Kind.FOR_GOOD, to_section=section), enrollment, reason, by=by, at=at)


def own_meeting(enrollment: Enrollment, to_meeting: Meeting, at: datetime) -> Meeting | None:
    """The person's own meeting of the same week that has not begun."""
    own = Meeting.objects.expecting(enrollment).filter(week=to_meeting.week_id, starts_at__gt=at)
    theirs = own.filter(section__seats__enrollment=enrollment, section__seats__to_at__isnull=True)
    return theirs.exclude(pk=to_meeting.pk).order_by("starts_at", "pk").first()


def _ask(switch: Switch, enrollment: Enrollment, reason: str, *, by: User, at: datetime) -> Switch:
    if enrollment.person_id != by.pk:
        raise Refused("Only the person themself asks for a switch.")
    begun = Q(to_meeting__starts_at__lte=at) | Q(instead_of__starts_at__lte=at)
    for old in Switch.objects.waiting().filter(begun, enrollment=enrollment):
        WITHDRAW.apply(old, by=by, at=at, reason=PASSED)
    switch.enrollment, switch.reason, switch.asked_at = enrollment, reason, at
    try:
        with transaction.atomic():
            switch.save()
    except IntegrityError as error:
        raise Refused("You have asked for a switch that is not answered yet. Take that back first.") from error
    switch.moves.create(source="", target=Status.ASKED, by=by, at=at)
    post.write(*(emails.switch_asked(switch, ta) for ta in tas_of(switch, at)), at=at)
    return switch


@transaction.atomic
def approve(switch: Switch, *, by: User, at: datetime) -> None:
    """Make it so, if there is room: counted here, under the lock of the section, whatever was shown before."""
    _refuse_oneself(switch, by)
    tas = tas_of(switch, at)
    if switch.to_meeting and switch.instead_of:
        _go_once(switch, switch.to_meeting, switch.instead_of, at=at)
        letters = [emails.switch_approved(switch)]
    else:
        _move_for_good(switch, by=by, at=at)
        letters = []
    APPROVE.apply(switch, by=by, at=at, decided_by=by, decided_at=at)
    post.write(*letters, *(emails.switch_happens(switch, ta) for ta in tas if ta != by), at=at)


def _go_once(switch: Switch, to_meeting: Meeting, instead_of: Meeting, *, at: datetime) -> None:
    meetings = seating.lock_meetings(to_meeting, instead_of)
    there, own = meetings[to_meeting.pk], meetings[instead_of.pk]
    if own.starts_at <= at:
        raise Refused(
            f"{own} has begun. To let {switch.enrollment.person} make it up, add them as a guest on the sheet."
        )
    if switch.enrollment not in expected([own])[own.pk]:
        raise Refused(f"{switch.enrollment.person} is not expected at {own} any more, so there is nothing to swap.")
    _refuse_visit(there, switch.enrollment, at)
    seating.visit(there, switch.enrollment, instead_of=own, at=at)


def _move_for_good(switch: Switch, *, by: User, at: datetime) -> None:
    section = Section.objects.select_for_update().get(pk=switch.to_section_id)
    _refuse_full(section, switch.enrollment, at)
    seating.seat(switch.enrollment, section, by=by, at=at)


def _refuse_visit(meeting: Meeting, enrollment: Enrollment, at: datetime) -> None:
    if meeting.starts_at <= at:
        raise Refused(f"{meeting} has begun. Choose one that is still to come.")
    seating.refuse_guest(meeting, enrollment)
    if not seating.has_room_at(meeting, enrollment):
        raise Refused(f"All {meeting.section.maximum} seats of {meeting} are taken by now. Choose another meeting.")


def _refuse_full(section: Section, enrollment: Enrollment, at: datetime) -> None:
    """Not open, no seat left, or guests have the last one at a meeting to come."""
    if section.status != Section.Status.OPEN:
        raise Refused(f"{section} is not open. Choose another section.")
    if not seating.has_room(section) or seating.full_meeting(section, enrollment, at):
        raise Refused(f"All {section.maximum} seats of {section} are taken by now. Choose another section.")


def _refuse_oneself(switch: Switch, by: User) -> None:
    if switch.enrollment.person_id == by.pk:
        raise Refused("This is your own wish: a TA of either section or another lead answers it.")


def decline(switch: Switch, reason: str = "", *, by: User, at: datetime) -> None:
    """Say no; the person reads the reason."""
    _refuse_oneself(switch, by)
    with transaction.atomic():
        DECLINE.apply(switch, by=by, at=at, reason=reason, decided_by=by, decided_at=at)
        post.write(emails.switch_declined(switch, reason), at=at)


def withdraw(switch: Switch, *, by: User, at: datetime) -> None:
    """The person wants it no more, before anybody has answered."""
    WITHDRAW.apply(switch, by=by, at=at)


def forget(enrollment: Enrollment, *, by: User | None, at: datetime) -> None:
    """The person has left: nobody needs to answer any more."""
    for switch in Switch.objects.waiting().filter(enrollment=enrollment):
        WITHDRAW.apply(switch, by=by, at=at, reason="Left the course.")


@transaction.atomic
def take_back(switch: Switch, *, by: User, at: datetime) -> None:
    """Undo a switch for one week before either meeting begins; the person is expected at their own again."""
    guest = guest_of(switch)
    if guest is None:
        raise Refused("There is nothing to take back: this switch is over, or was taken back already.")
    seating.end_visit(guest, at=at)
    told = [ta for ta in tas_of(switch, at) if ta != by]
    post.write(*(emails.switch_taken_back(switch, person) for person in [switch.enrollment.person, *told]), at=at)


def guest_of(switch: Switch) -> Guest | None:
    """The seat that an approved switch gave, while it holds."""
    if switch.status != Status.APPROVED or switch.to_meeting is None:
        return None
    held = Guest.objects.instead().filter(meeting=switch.to_meeting, enrollment=switch.enrollment)
    return held.select_related("meeting", "instead_of", "enrollment").first()


def tas_of(switch: Switch, at: datetime) -> list[User]:
    """Who leads either of the two sections, each once; their own first."""
    day = switch.enrollment.cohort.day_of(at)
    seat = switch.enrollment.seats.current().select_related("section").first()
    own = switch.instead_of.section if switch.instead_of else seat.section if seat else None
    leads = [section.lead_ta(day) for section in (own, switch.to_section) if section]
    return list(dict.fromkeys(ta for ta in leads if ta))
