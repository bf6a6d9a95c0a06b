"""What an approver is warned of: each kind by a fact that makes it, and quiet without."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from curriculum.workflow import completion as completions
from stipends import warnings
from stipends.models import Stipend
from stipends.warnings import Remark
from stipends.workflow import clearance
from stipends.workflow import stipend as workflow
from stipends.workflow.payee import PayeeDetails
from tests.factories.cohorts import make_cohort, make_seat, make_section
from tests.factories.curriculum import make_completion
from tests.factories.people import make_approver, make_lead, make_payout_officer, make_person
from tests.factories.stipends import (
    LATER,
    approve,
    details_of,
    fresh,
    give_details,
    make_paid,
    make_ready,
    make_stipend,
    make_terms,
    other_details,
)

pytestmark = pytest.mark.django_db


def remarks(stipend: Stipend, reader: User | None = None) -> dict[str, Remark]:
    found = warnings.of([fresh(stipend)], reader or make_approver(), LATER)[stipend.pk]
    return {remark.code: remark for remark in found}


def make_clean(person: User | None = None) -> Stipend:
    """Paid at home, ticked off, under their own name."""
    stipend = make_stipend(person)
    person = stipend.enrollment.person
    give_details(stipend, PayeeDetails(person.full_name, "US", "paypal", f"pay-{person.pk}@example.com"))
    for kind in ("tax_form", "sanctions"):
        clearance.tick(person, kind, "done", by=make_payout_officer(), at=LATER)
    return fresh(stipend)


def test_nothing_is_said_where_nothing_is_to_be_seen():
    assert remarks(make_clean()) == {}


def test_another_name_than_the_accounts():
    stipend = make_stipend()
    give_details(stipend, PayeeDetails("Somebody Else", "US", "paypal", "else@example.com"))

    assert remarks(stipend)["name"].sentence.startswith("The payee's name is “Somebody Else”")


def test_the_same_payee_twice():
    first, second = make_ready(), make_stipend()
    give_details(second, details_of(first.enrollment.person))

    assert "shared" in remarks(first)
    assert "shared" in remarks(second)


def test_an_award_below_todays_facts():
    completion = make_completion()
    make_terms(completion.enrollment.cohort)
    workflow.open_due(at=completion.awarded_at)
    before = remarks(completion.stipend)

    completions.make_exception(
        completion.enrollment, "deny", "", "Somebody else did the work.", by=make_lead(), at=completion.awarded_at
    )

    assert "below" not in before
    assert "below" in remarks(completion.stipend)


def test_whoever_taught_the_person_is_told_so_and_nobody_else():
    approver, cohort = make_approver(), make_cohort()
    stipend = make_stipend(cohort=cohort)
    make_seat(stipend.enrollment, make_section(cohort, approver), at=cohort.starts_at - timedelta(days=2))

    assert "taught" in remarks(stipend, approver)
    assert "taught" not in remarks(stipend)


def test_the_first_payment_abroad_is_a_note_and_the_second_is_none(settings: Settings):
    person = make_person()
    first = make_ready(person)
    note = remarks(first)["abroad"]
    paid = make_paid(make_person("Paid Before"))
    second = make_stipend(paid.enrollment.person)

    assert note.sentence == "First payment to this person abroad, to Britain (UK)."
    assert note.weight == "note"
    assert "abroad" not in remarks(second)
    settings.STIPEND_HOME_COUNTRY = "GB"
    assert "abroad" not in remarks(first)


def test_above_the_threshold_of_a_year_counts_what_is_paid_and_approved(settings: Settings):
    person = make_person()
    make_paid(person)
    approve(make_stipend(person))
    third = make_stipend(person)

    settings.STIPEND_YEARLY_THRESHOLD = 1500
    assert "year" not in remarks(third)
    settings.STIPEND_YEARLY_THRESHOLD = 1499

    assert remarks(third)["year"].sentence == ("With this, $1,500.00 in 2023: above the threshold of $1,499.00.")


def test_details_that_changed_lately():
    stipend = make_ready()
    give_details(stipend, other_details(stipend), at=LATER)

    assert "recent" in remarks(stipend)


def test_what_finance_has_still_to_enter_stops():
    bank = make_stipend()
    give_details(bank, PayeeDetails(bank.enrollment.person.full_name, "US", "bank", ""))

    assert remarks(bank)["recipient"].weight == "stop"
    assert remarks(make_ready(method="other"))["recipient"].weight == "stop"


def test_ticks_that_are_missing_are_a_note_and_a_problem_stops():
    stipend = make_ready()
    assert remarks(stipend)["tax_form-missing"].weight == "note"

    clearance.tick(stipend.enrollment.person, "tax_form", "problem", "Not signed.", by=make_approver(), at=LATER)

    assert remarks(stipend)["tax_form-problem"].weight == "stop"
    assert "Not signed." in remarks(stipend)["tax_form-problem"].sentence
