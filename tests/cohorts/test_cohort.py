"""Setting up a cohort."""

from datetime import UTC, date, datetime

import pytest

from cohorts.models import Cohort
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import make_cohort

pytestmark = pytest.mark.django_db


def test_the_spring_of_2023_has_eight_teaching_weeks_and_a_break():
    cohort = make_cohort()

    assert [week.number for week in cohort.weeks.all()] == [1, 2, 3, 4, None, 5, 6, 7, 8]


def test_closings_follow_from_the_last_day():
    cohort = make_cohort()

    assert cohort.submissions_close_at == datetime(2023, 4, 29, 12, tzinfo=UTC)
    assert cohort.appeals_close_at == datetime(2023, 5, 13, 12, tzinfo=UTC)
    assert cohort.awards_from == datetime(2023, 4, 22, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ends_on", "breaks"),
    [
        (date(2023, 2, 19), []),
        (date(2023, 2, 20), []),
        (date(2023, 4, 21), [date(2023, 3, 21)]),
        (date(2023, 4, 21), [date(2024, 3, 18)]),
        (date(2024, 4, 15), []),
    ],
)
def test_impossible_dates_are_refused_and_leave_nothing_behind(ends_on: date, breaks: list[date]):
    with pytest.raises(Refused):
        make_cohort(ends_on=ends_on, breaks=breaks)

    assert not Cohort.objects.exists()


def test_an_address_is_given_once():
    make_cohort(slug="spring")

    with pytest.raises(Refused, match="spring"):
        make_cohort(slug="spring")
