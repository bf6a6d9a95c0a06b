"""Planning, opening, handing over and closing sections."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from cohorts.models import Section
from cohorts.section_warnings import warnings_about
from cohorts.workflow import section as workflow
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import BEFORE_START, make_cohort, make_enrollment, make_seat, make_section, make_ta, ta_of
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db


def plan(cohort, ta, name="Wednesday A", **wishes):
    wishes = {"weekday": 2, "clock": time(18), "minutes": 60, "zone": cohort.zone} | wishes
    return workflow.plan(cohort, name=name, ta=ta, by=make_lead(), at=BEFORE_START, **wishes)


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
