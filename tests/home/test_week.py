"""A participant's week and standing."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.workflow import hours_question
from curriculum.models import Reading
from curriculum.workflow import other_dates, schedule, ticks
from curriculum.workflow.grading import grade
from curriculum.workflow.results import release_due, revoke
from tests.factories.cohorts import hold_meeting, make_cohort, make_enrollment, make_section, ta_of
from tests.factories.curriculum import (
    make_attempt,
    make_completion,
    make_homework,
    make_participant,
    make_scheduled_cohort,
)
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db
THIRD_WEEK = datetime(2023, 3, 7, 15, tzinfo=UTC)


@time_machine.travel(THIRD_WEEK, tick=False)
def test_the_week_page_says_what_to_do_now(client: Client):
    cohort = make_scheduled_cohort(make_cohort())
    enrollment = make_participant(cohort, make_section(cohort, join_url="https://meet.example.com/abc"))
    client.force_login(enrollment.person)

    page = client.get(reverse("course")).content.decode()

    assert "Unit 3, Robustness, is open." in page
    assert "This week</span>" in page
    assert "https://meet.example.com/abc" in page
    assert "Towards completion" in page
    assert "Anomaly Detection notebook" not in page


def test_whom_to_ask_is_the_ta_even_when_all_meetings_are_over(client: Client):
    enrollment = make_participant()
    section, until = enrollment.seats.get().section, enrollment.cohort.submissions_close_at
    client.force_login(enrollment.person)

    with time_machine.travel(until - timedelta(minutes=1), tick=False):
        page = client.get(reverse("course")).content.decode()

    assert "All meetings of your section are behind you." in page
    assert f"mailto:{ta_of(section).email}" in page
    assert reverse("cohorts:switch_once") not in page
    assert "The course is over; its material stays open." in page
    assert "This week</span>" not in page
    assert "The exit survey is the last thing the course asks for." in page


def test_after_the_result_the_week_says_what_came_of_it(client: Client):
    enrollment = make_participant()
    at = enrollment.cohort.grading_closes_at + timedelta(hours=1)
    client.force_login(enrollment.person)

    with time_machine.travel(at - timedelta(hours=2), tick=False):
        before = client.get(reverse("course")).content.decode()
    release_due(at=at)
    with time_machine.travel(at, tick=False):
        after = client.get(reverse("course")).content.decode()

    assert "By the rule, the course was not completed." not in before
    assert "By the rule, the course was not completed." in after
    assert "All units are open: no more homework comes." in after


@time_machine.travel(THIRD_WEEK, tick=False)
def test_released_feedback_is_on_the_page_and_a_draft_is_not(client: Client):
    attempt = make_attempt()
    ta, when = ta_of(attempt.enrollment.seats.get().section), attempt.received_at + timedelta(hours=1)
    grade(attempt, "revise", "Argue the second step.", by=ta, at=when, release=False)
    client.force_login(attempt.enrollment.person)
    assert "Argue the second step." not in client.get(reverse("course")).content.decode()

    grade(attempt, "pass", "Well argued.", by=ta, at=when, seen=1)

    assert "Well argued." in client.get(reverse("course")).content.decode()


@pytest.mark.parametrize("name", ["course", "standing"])
def test_the_pages_do_not_exist_for_who_is_not_enrolled(client: Client, name: str):
    client.force_login(make_person())

    assert client.get(reverse(name)).status_code == 404


@time_machine.travel(THIRD_WEEK, tick=False)
def test_standing_shows_every_requirement_with_its_evidence(client: Client):
    enrollment = make_participant()
    section = enrollment.seats.get().section
    hold_meeting(section.meetings.earliest("starts_at"))
    client.force_login(enrollment.person)

    page = client.get(reverse("standing")).content.decode()

    assert "You are on track." in page
    assert "Attend at least 5 weekly discussions" in page
    assert "week 1" in page.lower()


def test_before_the_first_day_the_page_says_when_it_begins(client: Client):
    enrollment = make_participant()
    client.force_login(enrollment.person)

    with time_machine.travel(enrollment.cohort.starts_at - timedelta(days=3), tick=False):
        page = client.get(reverse("course")).content.decode()

    assert "The course has not begun. Unit 1 opens" in page


def test_without_a_section_the_page_says_what_happens_next(client: Client):
    enrollment = make_enrollment(make_scheduled_cohort())
    client.force_login(enrollment.person)

    assert "You have no section yet." in client.get(reverse("course")).content.decode()


def test_the_week_page_leads_to_a_question_about_ones_hours_while_it_is_open(client: Client):
    cohort = make_cohort()
    section, enrollment, at = make_section(cohort), make_enrollment(cohort), cohort.starts_at - timedelta(days=5)
    due = at + timedelta(days=4)
    hours_question.ask(enrollment, section, answer_by=due, by=make_lead(), at=at)
    client.force_login(enrollment.person)

    with time_machine.travel(at, tick=False):
        asked = client.get(reverse("course")).content.decode()
    with time_machine.travel(due, tick=False):
        lapsed = client.get(reverse("course")).content.decode()

    assert f'href="{reverse("cohorts:hours_question")}"' in asked
    assert reverse("cohorts:hours_question") not in lapsed


def page_of(client: Client, enrollment, at=THIRD_WEEK) -> str:
    client.force_login(enrollment.person)
    with time_machine.travel(at, tick=False):
        return client.get(reverse("course")).content.decode()


def test_the_week_page_says_what_is_new_and_forgets_it_after_seven_days(client: Client):
    enrollment, lead = make_participant(), make_lead()
    homework, at = make_homework(enrollment.cohort, "robustness-questions"), THIRD_WEEK - timedelta(hours=2)
    dates = {"due_at": homework.due_at + timedelta(days=1), "closes_at": homework.closes_at}
    schedule.move(enrollment.cohort, {}, {homework: dates}, by=lead, at=at)

    now, later = page_of(client, enrollment), page_of(client, enrollment, THIRD_WEEK + timedelta(days=13))

    assert "Unit 3, Robustness, has opened" in now
    assert "Homework 1 of unit 3 is due now Tue 14 Mar" in now
    assert "It was Mon 13 Mar" in now
    assert "Unit 3, Robustness, has opened" not in later
    assert "is due now" not in later


def test_a_date_of_ones_own_is_news_in_place_of_the_cohorts(client: Client):
    enrollment, lead = make_participant(), make_lead()
    homework = make_homework(enrollment.cohort, "robustness-questions")
    own = {"due_at": homework.due_at + timedelta(days=3)}
    dates = {"due_at": homework.due_at + timedelta(days=1), "closes_at": homework.closes_at}
    schedule.move(enrollment.cohort, {}, {homework: dates}, by=lead, at=THIRD_WEEK - timedelta(hours=2))
    other_dates.set_other_dates(homework, enrollment, own, "Ill.", by=lead, at=THIRD_WEEK - timedelta(hours=1))

    page = page_of(client, enrollment)

    assert "Homework 1 of unit 3 is due for you Thu 16 Mar" in page
    assert "is due now" not in page


def test_each_open_unit_says_how_much_of_it_is_ticked_off(client: Client):
    enrollment = make_participant()
    before = page_of(client, enrollment)
    reading = Reading.objects.get(slug="unsolved-problems-in-ml-safety")

    ticks.tick(enrollment, reading, done=True, by=enrollment.person, at=THIRD_WEEK)
    after = page_of(client, enrollment)

    assert "Week 1 · 0 of " in before
    assert "Week 1 · 1 of " in after


def test_the_week_page_costs_as_many_queries_in_the_first_week_as_in_a_full_last_one(client: Client):
    enrollment, lead = make_participant(), make_lead()
    first = cost_of(client, enrollment, enrollment.cohort.starts_at)
    for number, slug in enumerate(
        ("hazard-analysis-questions", "robustness-questions", "adversarial-robustness-notebook")
    ):
        homework = make_homework(enrollment.cohort, slug)
        make_attempt(enrollment, homework)
        at = THIRD_WEEK + timedelta(hours=number)
        own = {"due_at": homework.due_at + timedelta(days=3)}
        other_dates.set_other_dates(homework, enrollment, own, "Ill.", by=lead, at=at)

    full = cost_of(client, enrollment, THIRD_WEEK + timedelta(days=5))

    assert full == first


def cost_of(client: Client, enrollment, at) -> int:
    client.force_login(enrollment.person)
    with time_machine.travel(at, tick=False), CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("course")).status_code == 200
    return len(queries)


def test_a_completion_that_was_taken_back_is_no_longer_announced(client: Client):
    made = make_completion()
    client.force_login(made.enrollment.person)
    with time_machine.travel(made.awarded_at + timedelta(hours=1), tick=False):
        before = client.get(reverse("course")).content.decode()
        revoke(made, "The work was copied.", by=make_lead(), at=made.awarded_at + timedelta(hours=1))

        after = client.get(reverse("course")).content.decode()

    assert "Your certificate is ready." in before
    assert "You have completed the course." not in after
