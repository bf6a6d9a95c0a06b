"""Locking and forbidding one person and one section before a proposal is made."""

import pytest

from cohorts.models import PlacementRule
from cohorts.workflow import placement_rule as workflow
from mlsafety_course.transitions import Refused
from tests.cohorts.test_placement_workflow import AT, WEDNESDAY_ONLY, planned, propose, waiting
from tests.factories.cohorts import make_cohort, make_seat
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


def fix(enrollment, section, kind="lock"):
    return workflow.fix(enrollment, section, kind, "They asked for it.", by=make_lead(), at=AT)


def where(enrollment, run):
    return run.plan[str(enrollment.public_id)]


def test_a_locked_person_sits_there_though_their_hours_do_not_fit_and_the_proposal_says_so():
    cohort = make_cohort()
    planned(cohort)
    thursday = planned(cohort, 3)
    person = waiting(cohort, WEDNESDAY_ONLY)

    fix(person, thursday)
    run = propose(cohort)

    assert where(person, run) == str(thursday.public_id)
    assert len(run.figures["misses"][str(person.public_id)]) == 8


def test_a_forbidden_section_is_never_theirs():
    cohort = make_cohort()
    wednesday, person = planned(cohort), waiting(make_cohort())
    person = waiting(cohort, WEDNESDAY_ONLY)

    fix(person, wednesday, "forbid")

    assert where(person, propose(cohort)) is None


def test_without_the_rule_all_is_as_before():
    cohort = make_cohort()
    wednesday = planned(cohort)
    person = waiting(cohort, WEDNESDAY_ONLY)

    workflow.lift(fix(person, wednesday, "forbid"), by=make_lead(), at=AT)

    assert where(person, propose(cohort)) == str(wednesday.public_id)
    assert not PlacementRule.objects.exists()


def test_whoever_has_a_seat_keeps_it_whatever_the_rules_say():
    cohort = make_cohort()
    wednesday, thursday = planned(cohort), planned(cohort, 3)
    person = waiting(cohort)
    fix(person, thursday)
    fix(person, wednesday, "forbid")
    make_seat(person, wednesday, at=AT)

    assert where(person, propose(cohort)) == str(wednesday.public_id)


@pytest.mark.parametrize(
    ("why", "said"),
    [("seated", "sits in"), ("closed", "is closed"), ("twice", "otherwise already"), ("elsewhere", "not an active")],
)
def test_a_rule_that_makes_no_sense_is_refused(why, said):
    cohort = make_cohort()
    section, other = planned(cohort), planned(cohort, 3)
    person = waiting(make_cohort() if why == "elsewhere" else cohort)
    if why == "seated":
        make_seat(person, section, at=AT)
    if why == "closed":
        type(other).objects.filter(pk=other.pk).update(status="closed")
        other.refresh_from_db()
    if why == "twice":
        fix(person, section)

    with pytest.raises(Refused, match=said):
        fix(person, other)


def test_nobody_is_locked_into_a_section_that_they_teach():
    cohort = make_cohort()
    section = planned(cohort)
    person = waiting(cohort)
    section.teachings.update(ta=person.person)

    with pytest.raises(Refused, match="teaches"):
        fix(person, section)
