"""Who sits where: a seat in a section from when to when, and guests of a single meeting."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from cohorts import emails
from cohorts.models import Enrollment, Guest, Meeting, Seat, Section
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused


def has_room(section: Section) -> bool:
    """Whether one more fits. Ask with the section locked."""
    return section.seats.current().count() < section.maximum


@transaction.atomic
def seat(enrollment: Enrollment, section: Section, *, by: User, at: datetime) -> Seat:
    """Give the person a seat here, closing the one they had. What was recorded about them stays with them.

    They are told at once if the section is open, else when it opens.
    """
    section = Section.objects.select_for_update(of=["self"]).select_related("cohort").get(pk=section.pk)
    enrollment = Enrollment.objects.select_for_update(of=["self"]).select_related("person").get(pk=enrollment.pk)
    held = enrollment.seats.current().first()
    if held and held.section_id == section.pk:
        return held
    _refuse_impossible(enrollment, section)
    if not has_room(section):
        raise Refused(f"{section} is full: {section.maximum} people. Choose another section, or make room first.")
    enrollment.seats.current().update(to_at=at)
    held = Seat.objects.create(enrollment=enrollment, section=section, from_at=at)
    if section.status == Section.Status.OPEN:
        post.write(emails.placed(held, *section.next_meeting_and_ta(at)), at=at)
    return held


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
    """Let a person of another section come to this one meeting, for example to make up for a missed one."""
    meeting = Meeting.objects.locked(meeting)
    person = enrollment.person
    if meeting.status != Meeting.Status.PLANNED:
        raise Refused(f"{meeting} is {meeting.get_status_display().lower()}, so nobody can be added to it.")
    if enrollment.cohort_id != meeting.section.cohort_id or enrollment.status != Enrollment.Status.ACTIVE:
        raise Refused(f"{person} is not an active participant of this cohort.")
    if meeting.substitute_id == person.pk or meeting.section.teachings.filter(ta=person).exists():
        raise Refused(f"{person} runs this meeting, and nobody records their own attendance.")
    if meeting.section.seats.at(meeting.starts_at).filter(enrollment=enrollment).exists():
        raise Refused(f"{person} is expected at this meeting already.")
    return Guest.objects.get_or_create(meeting=meeting, enrollment=enrollment, defaults={"invited_at": at})[0]
