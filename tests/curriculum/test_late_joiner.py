"""What somebody who joins a running course is told beforehand."""

from datetime import timedelta

import pytest

from curriculum.late_joiner import late_start
from curriculum.models import Homework
from mlsafety_course import timekit
from tests.factories.cohorts import make_cohort
from tests.factories.curriculum import make_homework, make_scheduled_cohort

pytestmark = pytest.mark.django_db


def end_of(cohort, number: int):
    return timekit.end_of_day(cohort.weeks.get(number=number).ends_on, cohort.zone)


def test_before_the_first_day_there_is_nothing_to_say():
    cohort = make_scheduled_cohort()

    assert late_start(cohort, cohort.starts_at - timedelta(seconds=1)) is None
    assert late_start(cohort, cohort.starts_at) is not None


def test_without_a_published_rule_nothing_is_promised():
    cohort = make_cohort()

    assert late_start(cohort, end_of(cohort, 1)) is None


def test_one_week_over_is_still_within_the_rule():
    cohort = make_scheduled_cohort()

    found = late_start(cohort, end_of(cohort, 1))

    assert found is not None
    assert found.sentence == (
        "Of 8 weeks, 1 week is over. By the rule at most 1 may be missed, so completion is still possible."
    )


def test_a_second_week_over_is_one_too_many():
    cohort = make_scheduled_cohort()
    moment = timedelta(seconds=1)

    before, after = (late_start(cohort, at) for at in (end_of(cohort, 2) - moment, end_of(cohort, 2)))

    assert before is not None
    assert after is not None
    assert (before.can_complete, after.can_complete) == (True, False)
    assert "no longer possible" in after.sentence


def test_homework_that_is_closed_is_told_apart_from_what_is_still_taken():
    homework = make_homework()
    cohort = homework.cohort
    moment = timedelta(seconds=1)

    open_, closed = (late_start(cohort, at) for at in (homework.closes_at - moment, homework.closes_at))

    assert open_ is not None
    assert closed is not None
    title = homework.assignment.title
    assert title in open_.still_taken
    assert title in closed.closed
    assert Homework.objects.required().filter(cohort=cohort).count() == len(closed.still_taken) + len(closed.closed)


def test_homework_of_locked_units_is_counted_and_not_named():
    cohort = make_scheduled_cohort()

    found = late_start(cohort, cohort.starts_at)

    titles = set(Homework.objects.filter(opens_at__gt=cohort.starts_at).values_list("assignment__title", flat=True))
    assert found is not None
    assert titles
    assert titles.isdisjoint(found.still_taken)
    assert len(found.still_taken) == Homework.objects.required().filter(cohort=cohort).count()
    assert any("of unit 8" in name for name in found.still_taken)
