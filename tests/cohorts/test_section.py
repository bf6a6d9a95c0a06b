"""Planning, opening, handing over and closing sections."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from cohorts.models import Meeting, Section, Staffing
from cohorts.section_warnings import warnings_about
from cohorts.workflow import meeting as meetings
from cohorts.workflow import seating
from cohorts.workflow import section as workflow
from mlsafety_course import timekit
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import (
    BEFORE_START,
    hold_meeting,
    make_cohort,
    make_enrollment,
    make_seat,
    make_section,
    make_ta,
    ta_of,
)
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db


def plan(cohort, ta, name="Wednesday A", at=BEFORE_START, **wishes):
    usual: dict[str, Any] = {"weekday": 2, "clock": time(18), "minutes": 60, "zone": cohort.zone}
    return workflow.plan(cohort, name=name, ta=ta, by=make_lead(), at=at, **usual | wishes)


def test_a_section_meets_in_every_teaching_week_at_its_wall_time():
    cohort = make_cohort()

    section = plan(cohort, make_ta(cohort))

    meetings = section.meetings.select_related("week")
    assert [meeting.week.number for meeting in meetings] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert meetings[0].starts_at == datetime(2023, 2, 22, 23, tzinfo=UTC)
    assert meetings[3].starts_at == datetime(2023, 3, 15, 22, tzinfo=UTC)


def test_only_who_agreed_is_given_a_section():
    cohort = make_cohort()

    with pytest.raises(Refused, match="has not agreed"):
        plan(cohort, make_person("Tara Asante"))

    assert not Section.objects.exists()


def test_nobody_is_given_more_sections_than_they_agreed_to():
    cohort = make_cohort()
    ta = make_ta(cohort, most_sections=1)
    plan(cohort, ta)

    with pytest.raises(Refused, match="at most 1"):
        plan(cohort, ta, "Wednesday B")


def test_the_fewest_people_are_not_more_than_the_most():
    cohort = make_cohort()

    with pytest.raises(Refused, match="fewest"):
        plan(cohort, make_ta(cohort), minimum=5, maximum=4)


def test_a_name_is_given_once_in_a_cohort():
    cohort = make_cohort()
    ta = make_ta(cohort, most_sections=2)
    plan(cohort, ta)

    with pytest.raises(Refused, match="Wednesday A"):
        plan(cohort, ta)


def test_opening_tells_the_ta_and_whoever_sits_there():
    cohort = make_cohort()
    section = plan(cohort, make_ta(cohort), join_url="https://meet.example.com/a")
    enrollment = make_enrollment(cohort)
    make_seat(enrollment, section, at=BEFORE_START)

    workflow.open_(section, by=make_lead(), at=BEFORE_START)

    placed = Message.objects.get(person=enrollment.person)
    assert "https://meet.example.com/a" in placed.text
    assert "Wednesday 22 February 2023, 23:00 London time" in placed.text
    assert Message.objects.filter(person=ta_of(section), subject__contains="You teach").exists()


def test_a_section_is_opened_once():
    section = make_section()

    with pytest.raises(Refused):
        workflow.open_(section, by=make_lead(), at=BEFORE_START)


def test_a_section_with_people_is_not_closed():
    section = make_section()
    make_seat(make_enrollment(section.cohort), section)

    with pytest.raises(Refused, match="still sit"):
        workflow.close(section, "Too small", by=make_lead(), at=section.cohort.starts_at)


def test_handing_over_moves_the_sheet_from_one_ta_to_the_other_on_that_day():
    section = make_section()
    before, after = ta_of(section), make_ta(section.cohort)
    at = section.cohort.starts_at

    workflow.hand_over(section, after, from_on=date(2023, 3, 6), by=make_lead(), at=at)

    assert list(Section.objects.taught_by(before, date(2023, 3, 5))) == [section]
    assert list(Section.objects.taught_by(before, date(2023, 3, 6))) == []
    assert list(Section.objects.taught_by(after, date(2023, 3, 6))) == [section]


def test_handing_over_is_told_to_whoever_led_it_and_whoever_takes_part():
    section = make_section(name="Wednesday")
    before, after = ta_of(section), make_ta(section.cohort, make_person("Nia New"))
    enrollment = make_enrollment(section.cohort)
    make_seat(enrollment, section)

    workflow.hand_over(section, after, from_on=date(2023, 3, 6), by=make_lead(), at=section.cohort.starts_at)

    told = Message.objects.filter(subject="Nia New leads Wednesday")
    assert {mail.person for mail in told} == {before, enrollment.person}
    assert all("From Monday 6 March 2023 on, Nia New leads Wednesday." in mail.text for mail in told)
    assert list(section.meetings.order_by("starts_at").values_list("sequence", flat=True)) == [0, 0, *[1] * 6]


def test_handing_over_a_section_that_nobody_sees_yet_tells_nobody():
    cohort = make_cohort()
    section = plan(cohort, make_ta(cohort))

    workflow.hand_over(section, make_ta(cohort), from_on=date(2023, 3, 6), by=make_lead(), at=BEFORE_START)

    assert not Message.objects.filter(key__startswith="handed-over:").exists()


def test_the_lead_of_a_day_is_who_leads_on_it():
    section = make_section()
    before, after = ta_of(section), make_ta(section.cohort)

    workflow.hand_over(section, after, from_on=date(2023, 3, 6), by=make_lead(), at=section.cohort.starts_at)

    assert [section.lead_ta(date(2023, 3, day)) for day in (5, 6, 7)] == [before, after, after]
    assert section.lead_ta(date(2022, 12, 31)) is None


def test_opening_tells_tas_who_teach_or_will_and_nobody_whose_teaching_has_ended():
    cohort = make_cohort()
    first, second, third = make_ta(cohort), make_ta(cohort), make_ta(cohort)
    section = plan(cohort, first)
    lead, opened_on = make_lead(), BEFORE_START.date() + timedelta(days=2)
    workflow.hand_over(section, second, from_on=opened_on, by=lead, at=BEFORE_START)
    workflow.hand_over(section, third, from_on=opened_on + timedelta(days=1), by=lead, at=BEFORE_START)

    workflow.open_(section, by=lead, at=BEFORE_START + timedelta(days=2))

    told = Message.objects.filter(subject__contains="You teach").order_by("pk")
    assert [message.person for message in told] == [second, third]


def test_who_is_placed_hears_of_the_ta_who_leads_their_first_meeting():
    cohort = make_cohort()
    section, after = make_section(cohort), make_ta(cohort)
    workflow.hand_over(section, after, from_on=date(2023, 2, 20), by=make_lead(), at=BEFORE_START)
    enrollment = make_enrollment(cohort)

    make_seat(enrollment, section, at=BEFORE_START)

    assert Message.objects.get(person=enrollment.person).reply_to == after.email


def test_a_section_is_not_handed_over_from_a_day_before_its_last_lead_began():
    section = make_section()
    second, third = make_ta(section.cohort), make_ta(section.cohort)
    workflow.hand_over(section, second, from_on=date(2023, 3, 6), by=make_lead(), at=BEFORE_START)

    with pytest.raises(Refused, match="from 6 March 2023 on"):
        workflow.hand_over(section, third, from_on=date(2023, 3, 5), by=make_lead(), at=BEFORE_START)

    assert section.lead_ta(date(2023, 3, 6)) == second


def test_a_section_is_not_handed_twice_to_the_same_ta_from_the_same_day():
    section = make_section()
    after = make_ta(section.cohort, most_sections=2)
    workflow.hand_over(section, after, from_on=date(2023, 3, 6), by=make_lead(), at=BEFORE_START)

    with pytest.raises(Refused, match="already teaches"):
        workflow.hand_over(section, after, from_on=date(2023, 3, 6), by=make_lead(), at=BEFORE_START)

    assert section.lead_ta(date(2023, 3, 6)) == after


def test_a_wrong_hand_over_is_mended_from_the_same_day():
    section = make_section()
    wrong, right = make_ta(section.cohort), make_ta(section.cohort)
    workflow.hand_over(section, wrong, from_on=date(2023, 3, 6), by=make_lead(), at=BEFORE_START)

    workflow.hand_over(section, right, from_on=date(2023, 3, 6), by=make_lead(), at=BEFORE_START)

    assert section.lead_ta(date(2023, 3, 6)) == right
    assert list(Section.objects.taught_by(wrong, date(2023, 3, 6))) == []


def test_nobody_takes_over_a_section_they_sit_in():
    section = make_section()
    enrollment = make_enrollment(section.cohort)
    make_seat(enrollment, section)
    make_ta(section.cohort, enrollment.person)

    with pytest.raises(Refused, match="their own attendance"):
        workflow.hand_over(section, enrollment.person, from_on=date(2023, 3, 6), by=make_lead(), at=BEFORE_START)


def test_a_ta_sees_their_section_until_appeals_end():
    section = make_section()
    last = (section.cohort.appeals_close_at - timedelta(days=1)).date()

    assert Section.objects.taught_by(ta_of(section), last).exists()
    assert not Section.objects.taught_by(ta_of(section), last + timedelta(days=2)).exists()


def test_a_lead_is_warned_of_what_would_go_wrong():
    cohort = make_cohort()
    section = plan(cohort, make_ta(cohort), weekday=1, clock=time(9))

    warnings = warnings_about(section, list(section.meetings.select_related("week")))

    assert [warning.split()[0] for warning in warnings] == ["People", ta_of(section).name.split()[0], "It"]


def test_a_good_section_gives_no_warning():
    section = make_section()

    assert warnings_about(section, list(section.meetings.select_related("week"))) == []


def test_a_co_ta_and_a_standing_substitute_teach_from_a_day_to_a_day():
    section = make_section()
    cohort, lead = section.cohort, make_lead()
    co, substitute = make_ta(cohort), make_ta(cohort, most_sections=0)
    first = cohort.starts_on + timedelta(days=7)
    dates: dict[str, Any] = {"from_on": first, "to_on": first + timedelta(days=6), "by": lead, "at": cohort.starts_at}

    workflow.add_teacher(section, co, "co", **dates)
    workflow.add_teacher(section, substitute, "substitute", **dates)

    seen = [day for day in range(-1, 8) if section in Section.objects.taught_by(co, first + timedelta(days=day))]
    assert seen == [-1, 0, 1, 2, 3, 4, 5, 6]  # it is the first day earlier in the east
    assert section.lead_ta(first) == ta_of(section)
    mails = Message.objects.filter(person__in=[co, substitute], key__startswith="teaches:").order_by("pk")
    assert "you lead it together with its TA" in mails[0].text
    assert "you stand in there" in mails[1].text


def test_helpers_are_refused_where_they_cannot_help():
    section = make_section()
    cohort, lead, at = section.cohort, make_lead(), section.cohort.starts_at
    busy, only_stands_in, participant = make_ta(cohort), make_ta(cohort, most_sections=0), make_enrollment(cohort)
    make_section(cohort, busy, weekday=3)
    Staffing.objects.filter(person=busy).update(most_sections=1)
    dates: dict[str, Any] = {"from_on": cohort.starts_on, "to_on": None, "by": lead, "at": at}

    for ta, role, sentence in [
        (busy, "co", "at most 1"),
        (only_stands_in, "co", "stand in only"),
        (participant.person, "co", "has not agreed"),
        (ta_of(section), "co", "already teaches"),
        (busy, "lead", "hand it over"),
    ]:
        with pytest.raises(Refused, match=sentence):
            workflow.add_teacher(section, ta, role, **dates)

    assert section.teachings.count() == 1


def test_helping_ends_on_a_day_and_what_has_not_begun_never_begins():
    section = make_section()
    cohort, lead, at = section.cohort, make_lead(), section.cohort.starts_at
    first = cohort.starts_on + timedelta(days=14)
    co = make_ta(cohort)
    teaching = workflow.add_teacher(section, co, "co", from_on=first, to_on=None, by=lead, at=at)

    workflow.end_teaching(teaching, last_on=cohort.starts_on, by=lead, at=at)

    assert not section.teachings.filter(ta=co).current(first).exists()
    with pytest.raises(Refused, match="hand it to another TA"):
        workflow.end_teaching(section.teachings.get(role="lead"), last_on=first, by=lead, at=at)


def test_another_link_is_told_to_whoever_meets_there_and_to_calendars():
    section = make_section()
    make_seat(make_enrollment(section.cohort, name="Ann"), section)
    first = section.meetings.select_related("section", "week")[0]
    hold_meeting(first)
    sizes: dict[str, Any] = {"minimum": 1, "maximum": 8, "by": make_lead(), "at": first.ends_at + timedelta(hours=2)}

    workflow.change(section, join_url=section.join_url, room="", **sizes)
    workflow.change(section, join_url="https://meet.example.com/new", room="", **sizes)

    mails = Message.objects.filter(key__startswith="where:").order_by("person__full_name")
    assert [mail.person.full_name for mail in mails if mail.person] == ["Ann", ta_of(section).full_name]
    assert "https://meet.example.com/new" in mails[0].text
    assert "Wednesday 1 March 2023, 23:00 London time" in mails[0].text
    assert list(section.meetings.values_list("sequence", flat=True)) == [0, *[1] * 7]


def test_another_link_of_a_section_that_nobody_sees_is_told_to_nobody():
    section = make_section()
    make_seat(make_enrollment(section.cohort, name="Ann"), section)
    Section.objects.filter(pk=section.pk).update(status="planned")
    wishes: dict[str, Any] = {"minimum": 1, "maximum": 8, "by": make_lead(), "at": section.cohort.starts_at}

    workflow.change(section, join_url="https://meet.example.com/new", room="", **wishes)

    assert not Message.objects.filter(key__startswith="where:").exists()
    assert set(section.meetings.values_list("sequence", flat=True)) == {1}


def test_a_closed_section_meets_no_more_and_its_guests_are_told():
    section = make_section()
    past, coming = section.meetings.all()[:2]
    guest = make_enrollment(section.cohort, name="Gil")
    at = past.ends_at
    seating.invite_guest(coming, guest, by=ta_of(section), at=at)

    workflow.close(section, "Nobody left", by=make_lead(), at=at)

    assert set(section.meetings.values_list("status", flat=True)) == {"cancelled"}
    assert Message.objects.filter(person=guest.person, subject__contains="is cancelled").count() == 1
    assert not Meeting.objects.to_sign_off().exists()


def test_a_sheet_that_somebody_stands_on_outlives_its_section():
    section = make_section()
    enrollment = make_enrollment(section.cohort)
    make_seat(enrollment, section)
    past = section.meetings.all()[0]
    make_seat(enrollment, make_section(section.cohort, weekday=3), at=past.ends_at)

    workflow.close(section, "Nobody left", by=make_lead(), at=past.ends_at)

    assert list(Meeting.objects.to_sign_off().filter(section=section)) == [past]


def test_a_section_planned_in_the_middle_meets_from_then_on():
    cohort = make_cohort()
    third = cohort.weeks.get(number=3)

    section = plan(cohort, make_ta(cohort), at=timekit.end_of_day(third.ends_on, cohort.zone))

    assert section.meetings.values_list("week__number", flat=True)[0] == 4


def test_a_section_that_was_never_opened_asks_for_no_signature():
    cohort = make_cohort()

    section = plan(cohort, make_ta(cohort))

    assert section.meetings.exists()
    assert not Meeting.objects.to_sign_off().exists()


def test_who_stands_in_at_a_section_that_is_closed_is_told_and_nothing_is_planned_anew_there():
    section = make_section()
    substitute, at = make_ta(section.cohort, most_sections=0), section.cohort.starts_at
    meeting = section.meetings.for_sheet()[3]
    meetings.appoint_substitute(meeting, substitute, by=make_lead(), at=at)

    workflow.close(section, "Nobody left", by=make_lead(), at=at)

    assert Message.objects.filter(person=substitute, subject=f"{meeting} is cancelled").count() == 1
    with pytest.raises(Refused, match="is closed"):
        meetings.reschedule(meeting, meeting.starts_at, "After all", by=make_lead(), at=at)
