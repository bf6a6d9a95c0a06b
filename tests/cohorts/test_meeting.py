"""Signing off, reopening, moving, cancelling, standing in."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cohorts.models import Mark, Meeting
from cohorts.workflow import enrollment as enrollments
from cohorts.workflow import meeting as workflow
from cohorts.workflow import seating
from cohorts.workflow import section as sections
from mlsafety_course import timekit
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import hold_meeting, make_enrollment, make_seat, make_section, make_ta, ta_of
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db


def first_meeting(*names: str, **wishes) -> Meeting:
    section = make_section(**wishes)
    for name in names:
        make_seat(make_enrollment(section.cohort, name=name), section)
    return section.meetings.select_related("section__cohort", "week")[0]


def test_signing_off_says_who_still_has_no_mark():
    meeting = first_meeting("Ann", "Ben")
    ta, at = ta_of(meeting.section), meeting.ends_at
    [ann, _] = [seat.enrollment for seat in meeting.section.seats.order_by("enrollment__person__full_name")]
    workflow.record(meeting, ann, Mark.PRESENT, version=0, by=ta, at=at)

    with pytest.raises(Refused, match=r"Not signed off: Ben still"):
        workflow.sign_off(meeting, by=ta, at=at)


def test_a_guest_without_a_mark_holds_up_the_signature():
    meeting = first_meeting()
    guest = make_enrollment(meeting.section.cohort, name="Gil")
    seating.invite_guest(meeting, guest, by=ta_of(meeting.section), at=meeting.starts_at)

    with pytest.raises(Refused, match="Gil"):
        workflow.sign_off(meeting, by=ta_of(meeting.section), at=meeting.ends_at)


def test_nothing_is_signed_off_before_the_meeting_starts():
    meeting = first_meeting()
    ta = ta_of(meeting.section)

    with pytest.raises(Refused, match="not started"):
        workflow.sign_off(meeting, by=ta, at=meeting.starts_at - timedelta(seconds=1))

    workflow.sign_off(meeting, by=ta, at=meeting.starts_at)
    assert Meeting.objects.get(pk=meeting.pk).signed_off_by == ta


def test_a_sheet_is_signed_off_once():
    meeting = first_meeting("Ann")
    hold_meeting(meeting)

    with pytest.raises(Refused):
        workflow.sign_off(meeting, by=make_lead(), at=meeting.ends_at)


def test_reopening_keeps_the_marks_and_the_reason():
    meeting = first_meeting("Ann")
    hold_meeting(meeting)

    workflow.reopen(meeting, "Ann was late", by=make_lead(), at=meeting.ends_at + timedelta(days=1))

    meeting.refresh_from_db()
    assert (meeting.status, meeting.signed_off_by) == ("planned", None)
    assert meeting.attendances.count() == 1
    assert list(meeting.moves.all())[-1].reason == "Ann was late"


def test_a_moved_meeting_stays_in_its_week_and_everybody_is_told_once():
    meeting = first_meeting("Ann", "Ben")
    week, new = meeting.week, meeting.starts_at + timedelta(days=6)

    workflow.move(meeting, new, by=make_lead(), at=meeting.section.cohort.starts_at)

    meeting.refresh_from_db()
    assert (meeting.week, meeting.starts_at) == (week, new)
    assert meeting.sequence == 1
    told = Message.objects.filter(topic="meeting").values_list("person__full_name", flat=True)
    assert sorted(told) == ["Ann", "Ben", ta_of(meeting.section).full_name]
    assert "Moved from" in list(meeting.moves.all())[-1].reason


def test_a_meeting_is_not_moved_onto_another_one_or_into_the_past():
    meeting = first_meeting("Ann")
    other = meeting.section.meetings.all()[1]
    at = meeting.section.cohort.starts_at

    for new in (other.starts_at, at):
        with pytest.raises(Refused):
            workflow.move(meeting, new, by=make_lead(), at=at)

    assert not Message.objects.filter(topic="meeting").exists()


def test_cancelling_tells_who_was_expected_and_why():
    meeting = first_meeting("Ann")

    workflow.cancel(meeting, "A storm", by=make_lead(), at=meeting.section.cohort.starts_at)

    mails = Message.objects.filter(topic="meeting").order_by("person__full_name")
    assert [mail.person.full_name for mail in mails if mail.person] == ["Ann", ta_of(meeting.section).full_name]
    assert all("A storm" in mail.text for mail in mails)
    meeting.refresh_from_db()
    assert (meeting.status, meeting.sequence) == ("cancelled", 1)


def test_a_meeting_that_people_came_to_is_not_called_off():
    meeting = first_meeting("Ann")
    seat = meeting.section.seats.get()
    workflow.record(meeting, seat.enrollment, Mark.PRESENT, version=0, by=ta_of(meeting.section), at=meeting.starts_at)

    with pytest.raises(Refused, match="took place"):
        workflow.cancel(meeting, "A storm", by=make_lead(), at=meeting.ends_at)


def test_nobody_moves_calls_off_or_reopens_a_meeting_at_which_they_are_expected():
    meeting = first_meeting("Ann", "Ben")
    before = meeting.section.cohort.starts_at
    lead, own = make_lead(), "You take part in this meeting yourself. Another lead must do this"
    ann = meeting.section.seats.get(enrollment__person__full_name="Ann").enrollment.person

    with pytest.raises(Refused, match=own):
        workflow.move(meeting, meeting.starts_at + timedelta(days=1), by=ann, at=before)
    with pytest.raises(Refused, match=own):
        workflow.cancel(meeting, "I was away", by=ann, at=before)
    hold_meeting(meeting)
    with pytest.raises(Refused, match=own):
        workflow.reopen(meeting, "I was there", by=ann, at=meeting.ends_at)

    meeting.refresh_from_db()
    assert meeting.status == "held"
    workflow.reopen(meeting, "Ann was there", by=lead, at=meeting.ends_at)


def test_a_guest_does_not_call_off_the_meeting_they_visit():
    meeting = first_meeting()
    guest = make_enrollment(meeting.section.cohort, name="Gil")
    seating.invite_guest(meeting, guest, by=make_lead(), at=meeting.section.cohort.starts_at)

    with pytest.raises(Refused, match="Another lead"):
        workflow.cancel(meeting, "Rain", by=guest.person, at=meeting.section.cohort.starts_at)


def test_a_substitute_sees_the_sheet_from_a_day_before_until_two_days_after():
    meeting = first_meeting("Ann")
    person = make_person("Sam Stand-in")
    workflow.appoint_substitute(meeting, person, by=make_lead(), at=meeting.section.cohort.starts_at)
    start, moment = meeting.starts_at, timedelta(seconds=1)

    def sees(at) -> bool:
        return Meeting.objects.run_by(person, at, at.date()).exists()

    assert not sees(start - timedelta(hours=24) - moment)
    assert sees(start - timedelta(hours=24))
    assert sees(start + timedelta(hours=48) - moment)
    assert not sees(start + timedelta(hours=48))


def test_nobody_stands_in_at_a_meeting_they_take_part_in():
    meeting = first_meeting("Ann")
    person = meeting.section.seats.get().enrollment.person

    with pytest.raises(Refused, match="their own attendance"):
        workflow.appoint_substitute(meeting, person, by=make_lead(), at=meeting.section.cohort.starts_at)


def test_a_ta_runs_the_meetings_of_their_sections_only():
    meeting = first_meeting()
    other = make_section(meeting.section.cohort, weekday=3)
    at = meeting.starts_at

    mine = Meeting.objects.run_by(ta_of(meeting.section), at, at.date())

    assert set(mine.values_list("section", flat=True)) == {meeting.section_id}
    assert set(Meeting.objects.open_to(make_lead(), at, at.date()).values_list("section", flat=True)) == {
        meeting.section_id,
        other.pk,
    }


def test_calling_off_and_planning_anew_is_one_act_and_one_mail_that_says_both():
    meeting = first_meeting("Ann", "Ben")
    new_time = meeting.starts_at + timedelta(days=1)

    new = workflow.reschedule(meeting, new_time, "A storm", by=make_lead(), at=meeting.section.cohort.starts_at)

    meeting.refresh_from_db()
    assert (meeting.status, meeting.sequence) == ("cancelled", 1)
    assert (new.replaces, new.week, new.status, new.starts_at) == (meeting, meeting.week, "planned", new_time)
    mails = Message.objects.filter(topic="meeting").order_by("person__full_name")
    assert [mail.person.full_name for mail in mails if mail.person] == ["Ann", "Ben", ta_of(meeting.section).full_name]
    assert "Called off: Wednesday 22 February 2023, 23:00 London time" in mails[0].text
    assert "Instead: Thursday 23 February 2023, 23:00 London time" in mails[0].text
    assert "A storm" in mails[0].text


def test_whoever_stood_in_at_the_old_time_is_released_and_everybody_reads_who_leads_at_the_new_one():
    meeting, lead = first_meeting("Ann"), make_lead()
    ta, person, at = ta_of(meeting.section), make_person("Sam Stand-in"), meeting.section.cohort.starts_at
    workflow.appoint_substitute(meeting, person, by=lead, at=at)

    new = workflow.reschedule(meeting, meeting.starts_at + timedelta(days=1), "A storm", by=lead, at=at)

    assert new.substitute is None
    released = Message.objects.filter(person=person).latest("pk")
    assert released.subject == f"You need not lead {new}"
    assert "A storm" in released.text
    told = Message.objects.filter(subject__endswith="held at another time")
    assert sorted(mail.person.full_name for mail in told if mail.person) == ["Ann", ta.full_name]
    assert all(f"Led by: {ta.name}" in mail.text for mail in told)


@pytest.mark.parametrize("hours", [0, -24 * 30, 7 * 24])
def test_what_cannot_be_planned_anew_is_not_called_off_either(hours):
    """At its own time, in the past, and where the next meeting is."""
    meeting = first_meeting("Ann")
    new_time = meeting.starts_at + timedelta(hours=hours)

    with pytest.raises(Refused):
        workflow.reschedule(meeting, new_time, "A storm", by=make_lead(), at=meeting.section.cohort.starts_at)

    meeting.refresh_from_db()
    assert (meeting.status, meeting.sequence) == ("planned", 0)
    assert Meeting.objects.filter(section=meeting.section).count() == 8
    assert not Message.objects.filter(topic="meeting").exists()


def test_a_meeting_is_planned_anew_once():
    meeting = first_meeting("Ann")
    at, lead = meeting.section.cohort.starts_at, make_lead()
    workflow.reschedule(meeting, meeting.starts_at + timedelta(days=1), "A storm", by=lead, at=at)

    with pytest.raises(Refused, match="cancelled"):
        workflow.reschedule(meeting, meeting.starts_at + timedelta(days=2), "A storm", by=lead, at=at)

    assert Message.objects.filter(topic="meeting").count() == 2


@pytest.mark.parametrize("days", [0, 1])
def test_a_meeting_that_is_called_off_is_planned_anew_at_its_own_hour_or_another(days: int):
    meeting, lead = first_meeting("Ann"), make_lead()
    at, new_time = meeting.section.cohort.starts_at, meeting.starts_at + timedelta(days=days)
    workflow.cancel(meeting, "A storm", by=lead, at=at)

    new = workflow.reschedule(meeting, new_time, "The storm has passed", by=lead, at=at + timedelta(hours=1))

    meeting.refresh_from_db()
    assert (meeting.status, new.status, new.replaces, new.week) == ("cancelled", "planned", meeting, meeting.week)
    mails = Message.objects.filter(subject__endswith="takes place after all").order_by("person__full_name")
    assert [mail.person.full_name for mail in mails if mail.person] == ["Ann", ta_of(meeting.section).full_name]
    assert all("The storm has passed" in mail.text and "was called off" in mail.text for mail in mails)
    with pytest.raises(Refused, match="planned in its place already"):
        workflow.reschedule(meeting, new_time + timedelta(days=2), "Again", by=lead, at=at + timedelta(hours=2))


def test_a_meeting_called_off_in_a_past_week_is_planned_anew_for_those_it_expects_then():
    meeting, lead = first_meeting("Ann", "Ben"), make_lead()
    workflow.cancel(meeting, "A storm", by=lead, at=meeting.section.cohort.starts_at)
    weeks_later, ben = meeting.starts_at + timedelta(days=16), make_person("Ben of now")
    gone = meeting.section.seats.get(enrollment__person__full_name="Ben").enrollment
    enrollments.drop(gone, "No time", by=gone.person, at=weeks_later)
    make_seat(make_enrollment(meeting.section.cohort, ben), meeting.section, at=weeks_later)

    with pytest.raises(Refused, match="already past"):
        workflow.reschedule(meeting, weeks_later, "A make-up", by=lead, at=weeks_later)
    new = workflow.reschedule(meeting, weeks_later + timedelta(days=1), "A make-up", by=lead, at=weeks_later)

    told = Message.objects.filter(key__startswith=f"instead:{new.public_id}").order_by("person__full_name")
    names = [mail.person.full_name for mail in told if mail.person]
    assert names == ["Ann", "Ben of now", ta_of(meeting.section).full_name]


def test_the_hour_of_a_meeting_that_is_called_off_is_free_and_of_any_other_is_not():
    meeting, lead = first_meeting("Ann"), make_lead()
    second, third = meeting.section.meetings.all()[1:3]
    at = meeting.section.cohort.starts_at
    workflow.cancel(second, "A storm", by=lead, at=at)

    workflow.move(meeting, second.starts_at, by=lead, at=at)

    with pytest.raises(Refused, match="already meets at that time"):
        workflow.move(third, second.starts_at, by=lead, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=third.pk).update(starts_at=second.starts_at)


def test_nobody_plans_anew_a_meeting_at_which_they_were_expected():
    meeting = first_meeting("Ann")
    ann, at = meeting.section.seats.get().enrollment.person, meeting.section.cohort.starts_at
    workflow.cancel(meeting, "A storm", by=make_lead(), at=at)

    with pytest.raises(Refused, match="Another lead"):
        workflow.reschedule(meeting, meeting.starts_at + timedelta(days=1), "I could not", by=ann, at=at)


def test_a_meeting_moved_there_and_back_and_there_again_is_told_three_times():
    meeting = first_meeting("Ann")
    at, lead = meeting.section.cohort.starts_at, make_lead()
    times = [meeting.starts_at + timedelta(days=1), meeting.starts_at, meeting.starts_at + timedelta(days=1)]

    for minute, starts_at in enumerate(times):
        workflow.move(meeting, starts_at, by=lead, at=at + timedelta(minutes=minute))

    meeting.refresh_from_db()
    assert meeting.sequence == 3
    assert Message.objects.filter(topic="meeting", person__full_name="Ann").count() == 3


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/Los_Angeles"])
def test_who_hands_over_signs_off_their_last_meeting_wherever_they_live(zone: str):
    meeting = first_meeting()
    before, after = ta_of(meeting.section), make_ta(meeting.section.cohort)
    last_day = meeting.section.cohort.day_of(meeting.starts_at)
    sections.hand_over(meeting.section, after, from_on=last_day + timedelta(1), by=make_lead(), at=meeting.starts_at)

    days = [meeting.ends_at.astimezone(timekit.zone(zone)).date(), last_day + timedelta(1)]
    seen = [list(Meeting.objects.run_by(before, meeting.ends_at, day)) for day in days]
    much_later = Meeting.objects.run_by(before, meeting.ends_at + timedelta(hours=48), last_day + timedelta(3))
    next_week = meeting.section.meetings.all()[1]

    assert all(meeting in found for found in seen)
    assert not much_later.exists()
    assert next_week not in Meeting.objects.run_by(before, next_week.starts_at, last_day + timedelta(6))
    assert next_week in Meeting.objects.run_by(after, next_week.starts_at, last_day)
