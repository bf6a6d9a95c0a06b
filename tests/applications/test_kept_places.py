"""Places that were promised to people who were put off are offered to nobody else."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications import plan_facts
from applications.models import Application
from applications.plan import Name
from applications.workflow import seats, waitlist
from cohorts.models import Cohort, Enrollment
from cohorts.workflow import enrollment as enrollments
from cohorts.workflow import promise
from mlsafety_course.transitions import Refused
from tests.factories.applications import (
    ANSWERING,
    RELEASED,
    accept,
    make_admitted_application,
    make_round,
    make_waitlisted_application,
)
from tests.factories.cohorts import make_cohort, make_enrollment
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


def make_autumn_before() -> Cohort:
    return make_cohort(date(2022, 9, 19), date(2022, 11, 18), ())


def put_off(to: Cohort | None = None) -> Enrollment:
    """From the autumn before the round's spring."""
    enrollment = make_enrollment(make_autumn_before())
    enrollments.defer(enrollment, "A new job", to=to, by=make_lead(), at=enrollment.cohort.starts_at)
    return enrollment


def taken(cohort: Cohort) -> int:
    return seats.count(cohort.rounds.get(), ANSWERING).taken


def test_a_promised_place_is_taken_before_and_after_it_is_taken_up():
    round_ = make_round(capacity=2)
    place = put_off(round_.cohort)
    before = seats.count(round_, ANSWERING)

    enrollment = promise.take_up(place, round_.cohort, by=make_lead(), at=ANSWERING)
    after = seats.count(round_, ANSWERING)
    enrollments.leave(enrollment, "No time", by=enrollment.person, at=ANSWERING)

    assert (before.free, after.free) == (1, 1)
    assert seats.count(round_, ANSWERING).free == 2


def test_the_last_place_that_is_promised_is_not_offered_to_the_waitlist():
    round_ = make_round(capacity=1)
    waits = make_waitlisted_application(round_)
    place = put_off(round_.cohort)

    with pytest.raises(Refused, match="No place is free"):
        waitlist.promote(waits, by=make_lead(), at=ANSWERING)
    promise.waive(place, "A new job", by=make_lead(), at=ANSWERING)
    waitlist.promote(waits, by=make_lead(), at=ANSWERING)

    assert Application.objects.get(pk=waits.pk).status == "admitted"


def test_a_promise_without_a_cohort_counts_in_the_next_one_only():
    following = make_round(make_cohort(date(2023, 9, 4), date(2023, 11, 3), ())).cohort
    spring = make_round().cohort

    put_off()

    assert (taken(spring), taken(following)) == (1, 0)


def test_who_was_promised_a_place_and_has_an_offer_too_has_one_place():
    round_ = make_round(capacity=5)
    place = put_off(round_.cohort)
    application = make_admitted_application(round_, place.person)
    offered = taken(round_.cohort)

    accept(application)

    assert (offered, taken(round_.cohort)) == (1, 1)
    assert not Enrollment.objects.promised().exists()


def test_the_plan_of_a_round_knows_that_the_place_is_not_free():
    round_ = make_round(capacity=1)
    make_waitlisted_application(round_)
    free = plan_facts.of_rounds([round_], RELEASED)[round_.pk].done

    put_off(round_.cohort)

    kept = plan_facts.of_rounds([round_], RELEASED)[round_.pk].done
    assert set(kept) - set(free) == {Name.FIRST_WAVE, Name.SECOND_WAVE}


def test_many_promises_cost_as_many_queries_as_none():
    round_ = make_round()
    with CaptureQueriesContext(connection) as none:
        seats.count(round_, ANSWERING)
    for _ in range(3):
        put_off(round_.cohort)

    with CaptureQueriesContext(connection) as many:
        found = seats.count(round_, ANSWERING)

    assert found.taken == 3
    assert len(many) == len(none)
