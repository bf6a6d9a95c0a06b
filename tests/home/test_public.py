"""What a visitor finds before anything else."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mlsafety_course.outbox.models import Message
from tests.factories.applications import make_round
from tests.factories.curriculum import make_scheduled_cohort
from tests.factories.mail import make_message
from tests.factories.stipends import make_terms

pytestmark = pytest.mark.django_db
WEEK_BEFORE = datetime(2023, 1, 23, 12, tzinfo=UTC)
AFTER = datetime(2023, 6, 1, 12, tzinfo=UTC)


@time_machine.travel(WEEK_BEFORE, tick=False)
def test_a_visitor_reads_dates_work_rule_and_stipend_of_the_open_round(client: Client):
    cohort = make_scheduled_cohort()
    make_round(cohort)
    make_terms(cohort)
    client.cookies["zone"] = "America/New_York"

    page = client.get(reverse("home")).content.decode()

    assert "Sunday 29 January 2023, 23:59 Anywhere on Earth" in page
    assert "Monday 30 January 2023, 06:59 New York time" in page
    assert "8 units over 9 calendar weeks" in page
    assert "To complete the course, miss at most 1 week" in page
    assert "$500" in page
    assert "Which course suits me" in page


@time_machine.travel(AFTER, tick=False)
def test_without_a_round_the_page_says_so_and_still_shows_the_course(client: Client):
    make_round(make_scheduled_cohort())

    page = client.get(reverse("home")).content.decode()

    assert "Applications are closed now" in page
    assert "Hazard Analysis" in page


def test_an_empty_house_has_a_front_page(client: Client):
    assert client.get(reverse("home")).status_code == 200


def test_a_zone_that_a_browser_made_up_is_shown_as_utc(client: Client):
    client.cookies["zone"] = "Mars/Olympus"

    assert "Times shown in UTC" in client.get(reverse("home")).content.decode()


def test_everybody_may_read_what_is_kept(client: Client):
    assert "Your application" in client.get(reverse("privacy")).content.decode()


def test_health_tells_how_long_mail_has_waited(client: Client):
    make_message(at=datetime(2023, 3, 1, 12, tzinfo=UTC))

    with time_machine.travel(datetime(2023, 3, 1, 12, 1, tzinfo=UTC), tick=False):
        answer = client.get(reverse("healthz")).json()

    assert answer == {"live": True, "database": True, "oldest_mail_seconds": 60}
    assert Message.objects.count() == 1
