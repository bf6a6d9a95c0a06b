"""Who sits where: a seat in a section from when to when, and guests of a single meeting."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import User
from cohorts import emails
from cohorts.models import Enrollment, Guest, Meeting, Seat, Section, Switch
from cohorts.roster import expected
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused

NAMED = ("enrollment__person", "meeting__section", "meeting__week", "instead_of__section", "instead_of__week")


def has_room(section: Section) -> bool:
    """Whether one more fits. Ask with the section locked."""
    return section.seats.current().count() < section.maximum


def has_room_at(meeting: Meeting, enrollment: Enrollment) -> bool:
    """Whether this person fits at this meeting, beside everybody it expects. Ask with its section locked."""
    others = [one for one in expected([meeting])[meeting.pk] if one.pk != enrollment.pk]
    return len(others) < meeting.section.maximum


def full_meeting(section: Section, enrollment: Enrollment, at: datetime) -> Meeting | None:
    """The first meeting to come at which this person would be one too many, its guests counted. Ask with the section
    locked."""
    planned = Meeting.objects.for_sheet().filter(section=section, status=Meeting.Status.PLANNED, starts_at__gt=at)
    coming = list(planned.order_by("starts_at", "pk"))
    others = {key: [one for one in people if one.pk != enrollment.pk] for key, people in expected(coming).items()}
    return next((meeting for meeting in coming if len(others[meeting.pk]) >= section.maximum), None)


def lock_section(section: Section) -> Section:
    """As it is now, so that its seats are counted by one at a time."""
    return Section.objects.select_for_update(of=["self"]).select_related("cohort").get(pk=section.pk)


def lock_meetings(*meetings: Meeting | None) -> dict[int, Meeting]:
    """As they are now, by key: their sections locked first, and each kind in one order, so that no two acts wait for
    each other."""
    wanted = [meeting for meeting in meetings if meeting]
    sections = Section.objects.filter(pk__in={meeting.section_id for meeting in wanted})
    list(sections.select_for_update().order_by("pk"))
    rows = Meeting.objects.for_sheet().filter(pk__in={meeting.pk for meeting in wanted}).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=["self"])}


@transaction.atomic
def seat(enrollment: Enrollment, section: Section, *, by: User, at: datetime) -> Seat:
    """Give the person a seat here, closing the one they had. What was recorded about them stays with them.

    They are told at once if the section is open, else when it opens. A switch for one week that is still to come ends:
    it was from the section they leave.
    """
    section = lock_section(section)
    enrollment = Enrollment.objects.select_for_update(of=["self"]).select_related("person").get(pk=enrollment.pk)
    held = enrollment.seats.current().first()
    if held and held.section_id == section.pk:
        return held
    _refuse_impossible(enrollment, section)
    if not has_room(section):
        raise Refused(f"{section} is full: {section.maximum} people. Choose another section, or make room first.")
    enrollment.seats.current().update(to_at=at)
    held = Seat.objects.create(enrollment=enrollment, section=section, from_at=at)
    _end(Guest.objects.instead().filter(enrollment=enrollment, instead_of__starts_at__gt=at), at)
    if section.status == Section.Status.OPEN:
        post.write(emails.placed(held, *section.next_meeting_and_ta(at)), at=at)
    return held


@transaction.atomic
def seat_by_hand(enrollment: Enrollment, section: Section, *, by: User, at: datetime) -> Seat:
    """A seat for one person whom a lead has chosen: refused too where guests have the last place at a meeting."""
    section = lock_section(section)
    full = full_meeting(section, enrollment, at)
    if full and has_room(section) and not section.seats.current().filter(enrollment=enrollment).exists():
        raise Refused(f"{full} is full with its guests: {section.maximum} people. Choose another section.")
    return seat(enrollment, section, by=by, at=at)


def vacate(enrollment: Enrollment, at: datetime) -> None:
    """The person has left: their seat is free, and so is every guest seat still to come."""
    Seat.objects.current().filter(enrollment=enrollment).update(to_at=at)
    _end(Guest.objects.live().filter(enrollment=enrollment), at)


def _refuse_impossible(enrollment: Enrollment, section: Section) -> None:
    if enrollment.cohort_id != section.cohort_id:
        raise Refused(f"{section} belongs to another cohort than {enrollment.person}.")
    if enrollment.status != Enrollment.Status.ACTIVE:
        raise Refused(f"{enrollment.person} has left the course, so there is nobody to seat.")
    if section.is_closed:
        raise Refused(f"{section} is closed. Choose an open section.")
    if section.teachings.filter(ta=enrollment.person_id).exists():
        raise Refused(f"{enrollment.person} teaches {section}, and nobody records their own attendance.")


@transaction.atomic
def invite_guest(meeting: Meeting, enrollment: Enrollment, *, by: User, at: datetime) -> Guest:
    """Let a person of another section come to this one meeting, for example to make up for a missed one.

    Before it begins they are told, and its places are counted; afterwards they were there, with or without a place.
    """
    meeting = lock_meetings(meeting)[meeting.pk]
    refuse_guest(meeting, enrollment)
    if at < meeting.starts_at and not has_room_at(meeting, enrollment):
        raise Refused(f"All {meeting.section.maximum} places of {meeting} are taken. Nobody was added.")
    guest = visit(meeting, enrollment, at=at)
    if at < meeting.starts_at:
        post.write(emails.invited_as_guest(guest), at=at)
    return guest


@transaction.atomic
def take_off(meeting: Meeting, enrollment: Enrollment, *, by: User, at: datetime) -> None:
    """Take somebody off the sheet who was added by hand and has no mark; they are told if it is still to come."""
    meeting = lock_meetings(meeting)[meeting.pk]
    person, guest = enrollment.person, Guest.objects.live().filter(meeting=meeting, enrollment=enrollment).first()
    if guest is None or meeting.status != Meeting.Status.PLANNED:
        raise Refused(f"{person} is no guest of {meeting}, or its sheet is not open any more. Nothing was changed.")
    if guest.instead_of_id:
        raise Refused(f"{person} comes instead of their own meeting: take back the switch.")
    if meeting.attendances.filter(enrollment=enrollment).exists():
        raise Refused(f"{person} has a mark at {meeting}. Correct that instead.")
    Guest.objects.filter(pk=guest.pk).update(ended_at=at, sequence=F("sequence") + 1)
    if at < meeting.starts_at:
        post.write(emails.no_guest_any_more(meeting, person, at), at=at)


def refuse_guest(meeting: Meeting, enrollment: Enrollment) -> None:
    """Refused with the reason why this person cannot visit this meeting. Ask with the meeting locked."""
    person = enrollment.person
    if meeting.status != Meeting.Status.PLANNED:
        raise Refused(f"{meeting} is {meeting.get_status_display().lower()}, so nobody can be added to it.")
    if enrollment.cohort_id != meeting.section.cohort_id or enrollment.status != Enrollment.Status.ACTIVE:
        raise Refused(f"{person} is not an active participant of this cohort.")
    if meeting.substitute_id == person.pk or meeting.section.teachings.filter(ta=person).exists():
        raise Refused(f"{person} runs this meeting, and nobody records their own attendance.")
    if Guest.objects.instead().filter(enrollment=enrollment, instead_of=meeting).exists():
        raise Refused(f"{person} goes to another meeting instead of this one. Take that back first.")
    if meeting.section.seats.at(meeting.starts_at).filter(enrollment=enrollment).exists():
        raise Refused(f"{person} is expected at this meeting already.")


def visit(meeting: Meeting, enrollment: Enrollment, *, instead_of: Meeting | None = None, at: datetime) -> Guest:
    """Give the guest seat, anew where it was taken back. Call with the meeting locked."""
    fresh = {"instead_of": instead_of, "invited_at": at}
    guest, is_new = Guest.objects.get_or_create(meeting=meeting, enrollment=enrollment, defaults=fresh)
    if not is_new and (guest.ended_at or (instead_of and guest.instead_of_id != instead_of.pk)):
        guest.instead_of, guest.invited_at, guest.ended_at = instead_of, at, None
        guest.sequence += 1
        guest.save()
    return guest


@transaction.atomic
def end_visit(guest: Guest, *, at: datetime) -> None:
    """Take a guest seat back before either meeting begins: who left their own for it is expected there again."""
    meetings = lock_meetings(guest.meeting, guest.instead_of)
    meeting, own = meetings[guest.meeting_id], meetings.get(guest.instead_of_id or 0)
    if at >= meeting.starts_at or (own and own.status != Meeting.Status.CANCELLED and at >= own.starts_at):
        raise Refused("One of the two meetings has begun, so this cannot be taken back. If you cannot come, say so.")
    if own and own.status == Meeting.Status.PLANNED and not has_room_at(own, guest.enrollment):
        raise Refused(f"The place at {own} went to somebody else meanwhile, so {meeting} stays the one of this week.")
    if not _end(Guest.objects.live().filter(pk=guest.pk), at):
        raise Refused("That seat was taken back already.")


def end_visits(meeting: Meeting, *, at: datetime) -> None:
    """The meeting is called off: who came instead of their own is expected there again, if that has not begun."""
    switched = Guest.objects.instead().filter(meeting=meeting, instead_of__starts_at__gt=at)
    back = list(switched.filter(instead_of__status=Meeting.Status.PLANNED).select_related(*NAMED))
    post.write(*(emails.expected_again(guest) for guest in back), at=at)
    Guest.objects.filter(pk__in=[guest.pk for guest in back]).update(ended_at=at, sequence=F("sequence") + 1)


def carry_visits(meeting: Meeting, replacement: Meeting, *, at: datetime) -> None:
    """What was called off takes place at another time: its guests come then, and who goes elsewhere still does.

    Their switches name the new meeting, so that they can be taken back. A wish to come that nobody has answered stays
    with the time that was asked for.
    """
    for guest in Guest.objects.live().filter(meeting=meeting).select_related("enrollment", "instead_of"):
        visit(replacement, guest.enrollment, instead_of=guest.instead_of, at=at)
    gone = {"sequence": F("sequence") + 1}
    Guest.objects.live().filter(meeting=meeting).update(ended_at=at, **gone)
    Guest.objects.live().filter(instead_of=meeting).update(instead_of=replacement, **gone)
    approved = Switch.objects.filter(status=Switch.Status.APPROVED)
    approved.filter(to_meeting=meeting).update(to_meeting=replacement)
    (approved | Switch.objects.waiting()).filter(instead_of=meeting).update(instead_of=replacement)


def _end(guests: QuerySet[Guest], at: datetime) -> int:
    """End those of meetings that have not begun; how many."""
    return guests.filter(meeting__starts_at__gt=at).update(ended_at=at, sequence=F("sequence") + 1)
