"""Applications by the day they were sent in, on the clocks of the deadline."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from applications import arrivals
from tests.factories.applications import CLOSES, READING, make_application, make_round, make_submitted_application
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db
LAST_MINUTE = CLOSES - timedelta(minutes=1)


def test_a_day_is_a_day_of_the_deadlines_clocks():
    round_ = make_round()
    for at in (LAST_MINUTE, LAST_MINUTE - timedelta(hours=23), LAST_MINUTE - timedelta(hours=24)):
        make_submitted_application(round_, at=at)

    assert arrivals.by_day(round_) == {date(2023, 1, 29): 2, date(2023, 1, 28): 1}


def test_a_zone_with_half_hours_has_days_of_its_own():
    round_ = make_round(deadline_zone="Asia/Kolkata")
    make_submitted_application(round_, at=datetime(2023, 1, 19, 18, 29, tzinfo=UTC))
    make_submitted_application(round_, at=datetime(2023, 1, 19, 18, 31, tzinfo=UTC))

    assert arrivals.by_day(round_) == {date(2023, 1, 19): 1, date(2023, 1, 20): 1}


def test_drafts_and_other_rounds_are_left_out():
    round_ = make_round()
    make_application(round_)
    make_submitted_application()

    assert arrivals.by_day(round_) == {}


def test_the_line_goes_from_the_opening_to_the_marked_closing_day():
    round_ = make_round()
    make_submitted_application(round_, at=LAST_MINUTE)

    line = arrivals.line(round_, READING)

    assert (line.labels[0], line.labels[-1], line.mark, line.mark_label) == ("2 Jan", "29 Jan", 27, "closes 29 Jan")
    assert line.series[0].values == [*[0] * 27, 1]
    assert line.summary == "Highest on 29 Jan with 1."


def test_days_to_come_have_no_number_yet():
    line = arrivals.line(make_round(), datetime(2023, 1, 4, 12, tzinfo=UTC))

    assert line.series[0].values == [0, 0, 0, *[None] * 25]


def test_what_arrives_within_the_grace_lengthens_the_line_past_the_mark():
    round_ = make_round()
    make_submitted_application(round_, at=CLOSES + timedelta(minutes=1))

    line = arrivals.line(round_, READING)

    assert (line.labels[-1], line.mark) == ("30 Jan", 27)


@time_machine.travel(READING, tick=False)
def test_the_plan_of_a_round_has_the_line(client: Client):
    round_ = make_round()
    make_submitted_application(round_)
    client.force_login(make_lead())

    page = client.get(reverse("applications:plan", args=[round_.slug])).content.decode()

    assert "closes 29 Jan" in page
    assert "Highest on 20 Jan with 1." in page
