"""Whose daily mail is due: once a day, at an hour of their own clocks, caught up until their day ends."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cohorts.models import Staffing
from cohorts.workflow import digest
from mlsafety_course.outbox import post
from mlsafety_course.outbox.post import Letter
from tests.factories.cohorts import make_cohort, make_ta
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
EIGHT_IN_TOKYO = datetime(2023, 3, 1, 23, tzinfo=UTC)  # of 2 March there


@pytest.fixture
def ta():
    return make_ta(make_cohort(), make_person("Tomo Teacher", zone="Asia/Tokyo"))


def test_it_is_due_from_the_hour_on_and_not_a_second_before(ta):
    early, late = digest.due(EIGHT_IN_TOKYO - timedelta(seconds=1)), digest.due(EIGHT_IN_TOKYO)

    assert [one.on for one in early] == []
    assert [(one.ta, one.on, one.at) for one in late] == [(ta, date(2023, 3, 2), EIGHT_IN_TOKYO)]


def test_a_missed_hour_is_caught_up_until_the_day_ends_there(ta):
    midnight = datetime(2023, 3, 2, 15, tzinfo=UTC)

    assert [one.at for one in digest.due(midnight - timedelta(minutes=1))] == [EIGHT_IN_TOKYO]
    assert digest.due(midnight) == []


def test_what_is_written_is_not_due_again(ta):
    [due] = digest.due(EIGHT_IN_TOKYO)
    post.write(Letter(due.key, "digest", ta, "Today", "Hello."), at=EIGHT_IN_TOKYO)

    assert digest.due(EIGHT_IN_TOKYO + timedelta(hours=5)) == []


def test_the_hour_is_chosen_for_all_cohorts_and_another_hour_is_no_second_mail(ta):
    make_ta(make_cohort(), ta)
    [due] = digest.due(EIGHT_IN_TOKYO)
    post.write(Letter(due.key, "digest", ta, "Today", "Hello."), at=EIGHT_IN_TOKYO)

    digest.send_at(10, by=ta, at=EIGHT_IN_TOKYO)

    assert set(Staffing.objects.values_list("digest_hour", flat=True)) == {10}
    assert digest.due(EIGHT_IN_TOKYO + timedelta(hours=2)) == []


def test_where_the_clock_skips_the_hour_the_mail_comes_right_after():
    ta = make_ta(make_cohort(), make_person(zone="America/New_York"))
    digest.send_at(2, by=ta, at=EIGHT_IN_TOKYO)
    spring_forward = datetime(2023, 3, 12, 7, tzinfo=UTC)  # 02:00 becomes 03:00

    assert [one.on for one in digest.due(spring_forward)] == [date(2023, 3, 12)]


def test_when_appeals_have_ended_there_is_no_more_mail(ta):
    assert digest.due(make_cohort().appeals_close_at + timedelta(days=1)) == []
