"""Asking somebody without a seat about other hours, and what becomes of each answer."""

from datetime import date, timedelta
from typing import Any

import pytest

from cohorts.models import Availability, Enrollment, HoursQuestion, PlacementRun, Section
from cohorts.own_dates import coming
from cohorts.placing import proposal
from cohorts.workflow import hours_question as workflow
from cohorts.workflow import meeting as meetings
from cohorts.workflow import placement
from mlsafety_course import timekit
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.cohorts.test_placement_workflow import AT, WEDNESDAY_ONLY, planned, propose, waiting
from tests.factories.cohorts import give_hours, make_cohort, make_enrollment, make_seat
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db
DUE = AT + timedelta(days=4)
THURSDAY_EVENING = frozenset({3 * 48 + 36, 3 * 48 + 37})


@pytest.fixture
def thursday():
    return planned(make_cohort(), 3)


@pytest.fixture
def question(thursday) -> HoursQuestion:
    """Somebody free on Wednesdays only is asked about Thursdays."""
    person = waiting(thursday.cohort, WEDNESDAY_ONLY)
    return workflow.ask(person, thursday, answer_by=DUE, by=make_lead(), at=AT)


def fresh(question: HoursQuestion) -> HoursQuestion:
    return HoursQuestion.objects.select_related("enrollment__cohort", "enrollment__person").get(pk=question.pk)


def hours_of(enrollment: Enrollment) -> frozenset[int]:
    return timekit.unpack(Availability.objects.get(person=enrollment.person).grid)


def test_a_question_names_every_date_in_the_persons_own_zone_by_mail(question):
    mail = Message.objects.get(key=f"hours-question:{question.public_id}")

    assert mail.person == question.enrollment.person
    assert frozenset(question.half_hours) == THURSDAY_EVENING
    assert mail.text.count("Thursday") >= 8
    assert "Friday 17 February 2023" in mail.text


def test_a_question_marks_the_dates_that_the_clocks_change():
    """Lagos keeps its clocks: a New York evening is an hour earlier there from 12 March on."""
    section = planned(make_cohort(), 3)
    person = make_enrollment(section.cohort)
    type(person.person).objects.filter(pk=person.person_id).update(zone="Africa/Lagos")
    person = Enrollment.objects.select_related("person").get(pk=person.pk)
    give_hours(person, WEDNESDAY_ONLY, "Africa/Lagos")

    asked = workflow.ask(person, section, answer_by=DUE, by=make_lead(), at=AT)

    text = Message.objects.get(key=f"hours-question:{asked.public_id}").text
    assert "Friday 24 February, 00:00" in text
    assert "Thursday 16 March, 23:00 (your clocks" in " ".join(text.split())


def test_with_a_miss_allowed_only_the_other_dates_are_asked_for():
    section = planned(make_cohort(), 3)
    person = waiting(section.cohort, WEDNESDAY_ONLY)
    moved = section.meetings.for_sheet().get(week__number=5)
    meetings.move(moved, moved.starts_at + timedelta(days=1), by=make_lead(), at=AT)

    every = workflow.ask(person, section, answer_by=DUE, by=make_lead(), at=AT)
    workflow.withdraw(every, by=make_lead(), at=AT)
    asked = workflow.ask(person, section, answer_by=DUE, misses=1, by=make_lead(), at=AT + timedelta(minutes=1))

    assert len(every.half_hours) == 4
    assert frozenset(asked.half_hours) == THURSDAY_EVENING
    assert workflow.spared(asked, coming(section, AT)) == {moved.pk}
    text = " ".join(Message.objects.get(key=f"hours-question:{asked.public_id}").text.split())
    assert "Friday 31 March, 23:00 (you may miss this one)" in text
    assert text.count("you may miss") == 1


def test_the_smallest_change_of_a_proposal_asks_for_what_its_tier_asks():
    section = planned(make_cohort(), 3)
    waiting(section.cohort, WEDNESDAY_ONLY)
    moved = section.meetings.for_sheet().get(week__number=5)
    meetings.move(moved, moved.starts_at + timedelta(days=1), by=make_lead(), at=AT)

    every = why_unplaced(section, misses=0)
    but_one = why_unplaced(section, misses=1)

    assert "2 hours a week more" in every
    assert "an hour a week more of their time, Thursdays 18:00 to 19:00" in but_one
    assert "They may miss one meeting." in but_one


def why_unplaced(section: Section, misses: int) -> str:
    figures: dict[str, Any] = proposal.propose(section.cohort, AT, lambda step: None, misses).figures
    [left] = figures["unplaced"].values()
    return str(left["why"])


def test_yes_adds_the_hours_and_asks_for_a_new_proposal_that_places_them(question, thursday):
    person = question.enrollment

    workflow.say_yes(question, by=person.person, at=AT + timedelta(hours=1))
    placement.carry_out_due(at=AT + timedelta(hours=1))

    assert hours_of(person) == WEDNESDAY_ONLY | THURSDAY_EVENING
    run = PlacementRun.objects.done().get()
    assert run.plan[str(person.public_id)] == str(thursday.public_id)
    assert run.asked_by == question.asked_by
    assert list(fresh(question).moves.values_list("source", "target")) == [("", "asked"), ("asked", "yes")]


def test_yes_asks_for_no_second_proposal_while_one_is_being_made(question):
    placement.ask(question.section.cohort, by=make_lead(), at=AT)

    workflow.say_yes(question, by=question.enrollment.person, at=AT)

    assert PlacementRun.objects.count() == 1
    assert fresh(question).status == "yes"


def test_hours_given_in_another_zone_meanwhile_are_added_to_in_that_zone(question):
    person = question.enrollment
    give_hours(person, frozenset({5}), "Europe/London")

    workflow.say_yes(question, by=person.person, at=AT)

    free = Availability.objects.get(person=person.person)
    added = timekit.unpack(free.grid) - {5}
    assert (free.zone, added) == ("Europe/London", frozenset({3 * 48 + 44, 3 * 48 + 45, 3 * 48 + 46, 3 * 48 + 47}))


def test_no_is_kept_and_that_section_is_not_proposed_to_them_again(question, thursday):
    person = question.enrollment
    before = propose(thursday.cohort).figures["unplaced"][str(person.public_id)]

    workflow.say_no(question, by=person.person, at=AT)

    after = propose(thursday.cohort).figures["unplaced"][str(person.public_id)]
    assert before["section"] == str(thursday.public_id)
    assert after["section"] == ""
    assert hours_of(person) == WEDNESDAY_ONLY


@pytest.mark.parametrize("second", [workflow.say_yes, workflow.say_no, workflow.withdraw])
def test_a_question_is_answered_once(question, second):
    stale = fresh(question)
    workflow.say_no(question, by=question.enrollment.person, at=AT)

    with pytest.raises(Refused):
        second(stale, by=question.enrollment.person, at=AT)

    assert fresh(question).status == "no"
    assert not PlacementRun.objects.exists()


@pytest.mark.parametrize("answer", [workflow.say_yes, workflow.say_no])
def test_after_its_day_a_question_has_lapsed_and_no_answer_counts(question, answer):
    with pytest.raises(Refused, match="has passed"):
        answer(question, by=question.enrollment.person, at=DUE)

    assert fresh(question).status == "asked"
    assert workflow.has_lapsed(fresh(question), DUE)
    assert not workflow.has_lapsed(fresh(question), DUE - timedelta(seconds=1))


def test_one_question_at_a_time(question):
    with pytest.raises(Refused, match="asked already"):
        workflow.ask(question.enrollment, question.section, answer_by=DUE, by=make_lead(), at=AT)

    workflow.withdraw(question, by=make_lead(), at=AT)
    again = workflow.ask(question.enrollment, question.section, answer_by=DUE, by=make_lead(), at=AT)

    assert again.status == "asked"


@pytest.mark.parametrize("why", ["seated", "left", "closed", "late"])
def test_a_question_that_makes_no_sense_is_not_asked(thursday, why):
    person = waiting(thursday.cohort, WEDNESDAY_ONLY)
    if why == "seated":
        make_seat(person, thursday, at=AT)
    if why == "left":
        type(person).objects.filter(pk=person.pk).update(status="cancelled", left_at=AT)
    if why == "closed":
        type(thursday).objects.filter(pk=thursday.pk).update(status="closed")
    person.refresh_from_db()
    thursday.refresh_from_db()

    with pytest.raises(Refused):
        workflow.ask(person, thursday, answer_by=AT if why == "late" else DUE, by=make_lead(), at=AT)

    assert not Message.objects.filter(key__startswith="hours-question").exists()


def test_a_seat_takes_the_open_question_back(question):
    person = question.enrollment
    give_hours(person)

    placement.publish(propose(person.cohort), by=make_lead(), at=AT)

    assert fresh(question).status == "withdrawn"


def test_whoever_cannot_is_promised_a_place_in_the_next_cohort_with_one_press(question, thursday):
    cohort = thursday.cohort
    silent = question.enrollment
    unable, willing, untouched = (waiting(cohort, WEDNESDAY_ONLY) for _ in range(3))
    for person, answer in ((unable, workflow.say_no), (willing, workflow.say_yes)):
        asked = workflow.ask(person, thursday, answer_by=DUE, by=make_lead(), at=AT)
        answer(asked, by=person.person, at=AT)
    after = make_cohort(date(2023, 9, 4), date(2023, 11, 3), ())

    early = list(workflow.without_way(AT))
    promised = workflow.promise(cohort, by=make_lead(), at=DUE)

    assert early == [unable]
    assert set(promised) == {silent, unable}
    rows = {row.pk: row for row in Enrollment.objects.filter(cohort=cohort)}
    assert {row.status for row in (rows[silent.pk], rows[unable.pk])} == {"deferred"}
    assert rows[silent.pk].deferred_to == after
    assert {rows[willing.pk].status, rows[untouched.pk].status} == {"active"}
    assert Message.objects.filter(person__in=[silent.person, unable.person], text__contains=after.title).count() == 2
    assert workflow.promise(cohort, by=make_lead(), at=DUE) == []
