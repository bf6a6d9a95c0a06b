"""What the plan of a round knows, and what a lead is told two days before."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from applications import plan_facts
from applications.models import Application, Round
from applications.plan import Name
from applications.workflow import offers, reviewing, waitlist
from mlsafety_course.home import attention
from tests.factories.applications import (
    CLOSES,
    CONFIRM_BY,
    READING,
    RELEASED,
    WRITING,
    accept,
    make_review,
    make_round,
    make_submitted_application,
    propose,
    release,
)
from tests.factories.cohorts import make_seat, make_section
from tests.factories.people import make_lead, make_reviewer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def facts(round_: Round, at: datetime) -> plan_facts.Facts:
    fresh = Round.objects.select_related("cohort").get(pk=round_.pk)
    return plan_facts.of_rounds([fresh], at)[fresh.pk]


def sentences(lead: User, at: datetime) -> list[str]:
    return [item.sentence for item in attention.items(lead, at)]


def decided(round_: Round, *outcomes: str) -> list[Application]:
    rows = [make_submitted_application(round_) for _ in outcomes]
    for row, outcome in zip(rows, outcomes, strict=True):
        propose(row, outcome)
    release(round_)
    return [Application.objects.select_related("round__cohort", "applicant").get(pk=row.pk) for row in rows]


def test_before_the_deadline_nothing_is_done():
    round_ = make_round()
    make_submitted_application(round_)

    found = facts(round_, WRITING)

    assert found.done == set()
    assert found.dates.closes_on == date(2023, 1, 29)
    assert found.dates.confirm_on == date(2023, 2, 12)


def test_every_application_is_read_as_often_as_the_round_asks():
    round_ = make_round(readers_each=2)
    one, _ = make_submitted_application(round_), make_submitted_application(round_)
    make_review(one, make_reviewer())

    before = facts(round_, READING).left[Name.READING]
    Application.objects.filter(pk=one.pk).update(extra_reads=1)

    assert before == 3
    assert facts(round_, READING).left[Name.READING] == 4


def test_two_steps_ask_for_one_reading_and_for_those_that_were_given_out():
    round_ = make_round(readers_each=3, reading="two_step")
    one, other = make_submitted_application(round_), make_submitted_application(round_)
    readers = [make_reviewer(), make_reviewer()]
    make_review(one, readers[0])
    for reader in readers:
        other.assignments.create(reviewer=reader, assigned_at=READING, due_on=date(2023, 2, 3))

    found = facts(round_, READING)

    assert found.left[Name.READING] == 2
    assert found.dates.reading_due_on == date(2023, 2, 3)


def test_who_cannot_read_owes_nothing():
    round_, away, torn = make_round(reading="two_step"), make_reviewer(), make_reviewer()
    sent = make_submitted_application(round_)
    make_review(sent, make_reviewer())
    for reader in (away, torn):
        sent.assignments.create(reviewer=reader, assigned_at=READING, due_on=date(2023, 2, 3))
    before = facts(round_, READING).left[Name.READING]
    reviewing.declare_conflict(sent, by=torn, at=READING)
    round_.away.create(reader=away, away_at=READING, noted_by=make_lead())

    after = facts(round_, READING)

    assert (before, after.left[Name.READING]) == (2, 0)
    assert after.done == {Name.READING}


def test_the_steps_are_done_one_after_the_other():
    section = make_section()
    round_ = make_round(section.cohort, capacity=2)
    first, waiting, second = decided(round_, "admit", "waitlist", "admit")
    at = RELEASED + timedelta(hours=1)

    steps = [facts(round_, at).done]
    accept(first)
    offers.decline(second, by=second.applicant, at=RELEASED + DAY)
    steps.append(facts(round_, RELEASED + DAY).done)
    waitlist.promote(waiting, by=make_lead(), at=RELEASED + DAY)
    waiting.refresh_from_db()
    steps.append(facts(round_, RELEASED + DAY).done)
    for enrollment in (section.cohort.enrollments.get(), accept(waiting)):
        make_seat(enrollment, section)
    steps.append(facts(round_, RELEASED + DAY).done)

    told = {Name.READING, Name.RELEASE}
    assert steps == [told, {*told, Name.ANSWERS}, told, set(Name)]


def test_a_wave_is_needed_only_while_a_place_is_free():
    full = make_round(capacity=1)
    accepted, _ = decided(full, "admit", "waitlist")
    accept(accepted)

    assert {Name.FIRST_WAVE, Name.SECOND_WAVE} <= set(facts(full, RELEASED + DAY).done)
    Round.objects.filter(pk=full.pk).update(capacity=2)
    assert not {Name.FIRST_WAVE, Name.SECOND_WAVE} & set(facts(full, RELEASED + DAY).done)


def test_a_round_to_which_nobody_applied_has_nothing_to_do():
    assert {Name.READING, Name.RELEASE, Name.ANSWERS} <= set(facts(make_round(), READING).done)


def test_readings_are_counted_by_the_clocks_of_the_deadline():
    round_ = make_round()
    for hours in (11, 12, 13):
        moment = datetime.combine(date(2023, 2, 1), READING.timetz()).replace(hour=hours)
        make_review(make_submitted_application(round_), make_reviewer(), at=moment)

    assert plan_facts.read_by_day(round_, CLOSES + 3 * DAY) == {date(2023, 1, 31): 1, date(2023, 2, 1): 2}


def test_many_rounds_cost_as_many_queries_as_one():
    rounds = [make_round() for _ in range(4)]
    for round_ in rounds:
        make_submitted_application(round_)
    led = list(Round.objects.select_related("cohort"))

    with CaptureQueriesContext(
        connection,
    ) as one:
        plan_facts.of_rounds(led[:1], READING)
    with CaptureQueriesContext(connection) as many:
        found = plan_facts.of_rounds(led, READING)

    assert len(one) == len(many)
    assert {row.left[Name.READING] for row in found.values()} == {2}


def test_a_reading_that_will_not_be_done_is_an_item_two_days_before():
    round_, lead = make_round(), make_lead()
    make_submitted_application(round_)
    due = datetime(2023, 2, 7, 15, tzinfo=READING.tzinfo)

    early, near = sentences(lead, due - 3 * DAY), sentences(lead, due - 2 * DAY)

    said = f"2 readings of {round_} are still to come, due by 7 February"
    assert said not in early
    assert said in near


def test_offers_and_waves_are_items_two_days_before():
    round_, lead = make_round(capacity=2), make_lead()
    offered, _ = decided(round_, "admit", "waitlist")
    last_day = CONFIRM_BY - timedelta(hours=1)

    open_offer = sentences(lead, last_day - 2 * DAY)
    offers.decline(offered, by=offered.applicant, at=last_day)
    wave = sentences(lead, last_day)

    assert f"1 offer of {round_} is not answered; the last day is 12 February" in open_offer
    assert f"1 person waits and a place is free in {round_}: offer it by 13 February" in wave
    assert not any("is not answered" in one for one in wave)


def test_people_without_a_section_are_urgent_once_the_plan_says_so():
    round_, lead = make_round(), make_lead()
    [offered] = decided(round_, "admit")
    accept(offered)
    cohort = round_.cohort

    early = sentences(lead, datetime(2023, 2, 14, 18, tzinfo=READING.tzinfo))
    near = sentences(lead, datetime(2023, 2, 15, 18, tzinfo=READING.tzinfo))

    assert f"1 person in {cohort} has no section" in early
    assert f"1 person in {cohort} has no section: sections should be published by 17 February" in near


def test_the_item_is_not_for_who_applied_to_the_round():
    lead = make_lead()
    round_ = make_submitted_application(person=lead).round

    assert not any("readings" in one for one in sentences(lead, READING + 6 * DAY))
    assert any(f"readings of {round_}" in one for one in sentences(make_lead(), READING + 6 * DAY))
