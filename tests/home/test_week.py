"""A participant's week and standing."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from curriculum.workflow.grading import grade
from tests.factories.cohorts import hold_meeting, make_cohort, make_enrollment, make_section, ta_of
from tests.factories.curriculum import make_attempt, make_participant, make_scheduled_cohort
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
THIRD_WEEK = datetime(2023, 3, 7, 15, tzinfo=UTC)


@time_machine.travel(THIRD_WEEK, tick=False)
def test_the_week_page_says_what_to_do_now(client: Client):
    cohort = make_scheduled_cohort(make_cohort())
    enrollment = make_participant(cohort, make_section(cohort, join_url="https://meet.example.com/abc"))
    client.force_login(enrollment.person)

    page = client.get(reverse("course")).content.decode()

    assert "Unit 3, Robustness, is open." in page
    assert "https://meet.example.com/abc" in page
    assert "Towards completion" in page
    assert "Anomaly Detection notebook" not in page


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
