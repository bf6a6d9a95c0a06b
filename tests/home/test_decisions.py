"""The page before a release: what is expected, who could be seated, and what it may cost."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from applications.models import Round
from applications.workflow import deciding
from mlsafety_course import timekit
from mlsafety_course.home.stipend_outlook import stipend_outlook
from tests.factories.applications import (
    RELEASED,
    accept,
    make_admitted_application,
    make_round,
    make_submitted_application,
    propose,
    release,
)
from tests.factories.cohorts import make_section
from tests.factories.people import make_lead
from tests.factories.stipends import make_terms

pytestmark = pytest.mark.django_db
MORNINGS = timekit.pack(frozenset({2 * 48 + 18, 2 * 48 + 19, 2 * 48 + 20, 2 * 48 + 21}))
EVERY_HOUR = timekit.pack(frozenset(range(timekit.WEEK_HALF_HOURS)))


def offer(round_: Round, **fields: Any) -> None:
    propose(make_submitted_application(round_, **fields), "admit")


def page(round_: Round) -> str:
    client = Client()
    client.force_login(make_lead())
    with time_machine.travel(RELEASED, tick=False):
        return client.get(reverse("release", args=[round_.slug])).content.decode()


def test_the_stated_yield_says_how_many_will_accept():
    round_ = make_round(expected_yield=60)
    for _ in range(5):
        offer(round_)

    assert deciding.preview(round_, at=RELEASED).expected == 3
    assert "60 %" in page(round_)


def test_who_could_not_be_seated_is_named_and_may_be_released_all_the_same():
    round_ = make_round()
    make_section(round_.cohort, maximum=1)
    offer(round_, grid=EVERY_HOUR)
    offer(round_, grid=EVERY_HOUR)
    offer(round_, grid=MORNINGS)

    preview = deciding.preview(round_, at=RELEASED)

    assert (preview.seating.sections, preview.seating.seated) == (1, 1)
    named = [problem for problem in preview.problems if "fit no free seat" in problem.sentence]
    assert [len(problem.applications) for problem in named] == [2]
    assert not preview.blocking
    assert "1 of 3 people" in page(round_)


def test_who_has_a_place_is_seated_before_new_offers():
    round_ = make_round()
    make_section(round_.cohort, maximum=1)
    first = make_submitted_application(round_, grid=EVERY_HOUR)
    propose(first, "admit")
    release(round_)
    offer(round_, grid=EVERY_HOUR)

    preview = deciding.preview(round_, at=RELEASED)

    (problem,) = [problem for problem in preview.problems if "fit no free seat" in problem.sentence]
    assert [row.pk for row in problem.applications] == [preview.planned[0].application.pk]


def test_without_planned_sections_nobody_is_called_unplaceable():
    round_ = make_round()
    offer(round_)

    problems = deciding.preview(round_, at=RELEASED).problems
    assert not any("fit no free seat" in problem.sentence for problem in problems)
    assert "No section has its times yet" in page(round_)


def test_the_most_that_stipends_could_cost_stands_beside_the_budget():
    round_ = make_round()
    make_terms(round_.cohort, budget_cents=1_000_00)
    accept(make_admitted_application(round_))
    for _ in range(2):
        offer(round_)

    outlook = stipend_outlook(round_, 2, RELEASED)

    assert outlook is not None
    assert (outlook.places, outlook.most_cents, outlook.is_covered) == (3, 1_500_00, False)
    assert "More than the budget" in page(round_)


def test_a_budget_that_covers_all_raises_no_alarm():
    round_ = make_round()
    make_terms(round_.cohort, budget_cents=1_000_00)
    offer(round_)
    offer(round_)

    shown = page(round_)

    assert "$1,000.00" in shown
    assert "More than the budget" not in shown
