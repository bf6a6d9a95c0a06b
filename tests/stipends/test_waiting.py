"""What about money waits for somebody: each item by the fact that makes it."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from stipends import waiting
from stipends.models import Mismatch, Reconciliation
from stipends.workflow import settling
from stipends.workflow import stipend as workflow
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_approver, make_lead, make_payout_officer
from tests.factories.stipends import LATER, freeze, make_approved, make_ready, make_stipend, make_terms, send

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def sentences(reader: User | None = None, *, days: int = 0) -> list[str]:
    return [item.sentence for item in waiting.items(reader or make_approver(), LATER + days * DAY)]


def test_nothing_waits_where_nothing_is_late():
    make_ready()
    make_approved()

    assert sentences() == []


def test_a_payment_under_review():
    settling.ask_people(send([make_approved()]).payouts.get(), "Nobody knows.", at=LATER)

    assert sentences() == ["1 payment is under review: two people find out what became of it"]


def test_ones_own_payment_under_review_is_for_others():
    approver = make_approver("Own Approver")
    settling.ask_people(send([make_approved(approver)]).payouts.get(), "Nobody knows.", at=LATER)

    assert sentences(approver) == []


def test_differences_that_nobody_has_explained_and_a_reconciliation_that_was_not_finished():
    run = Reconciliation.objects.create(epoch=1, asked_at=LATER, ended_at=LATER, trouble="No answer.")
    Mismatch.objects.create(reconciliation=run, kind="extra", sentence="Paid there, not here.")

    assert sentences() == [
        "1 difference between our book and PayPal's is unexplained",
        "1 reconciliation could not be finished: No answer.",
    ]


def test_a_difference_is_unexplained_whatever_later_runs_found_and_counts_once():
    for days in range(4):
        run = Reconciliation.objects.create(epoch=1, asked_at=LATER + days * DAY, ended_at=LATER, is_complete=True)
        if days in {1, 2}:
            Mismatch.objects.create(reconciliation=run, kind="twice", reference="T-2", sentence="P-1 is there 2 times.")

    assert sentences() == ["1 difference between our book and PayPal's is unexplained"]


def test_payments_that_a_restore_has_stopped(settings: Settings):
    settings.PAYOUT_EPOCH = 2

    assert sentences() == ["1 restore stops all payments: reconcile and sign"]


def test_a_budget_that_is_too_small_is_told_to_leads_too():
    cohort = make_cohort()
    make_terms(cohort, budget_cents=900_00)
    make_ready(cohort=cohort)
    make_ready(cohort=cohort)

    for reader in (make_approver(), make_lead()):
        assert sentences(reader) == [f"1 budget is too small: {cohort} needs $100.00 more"]


def test_leads_are_told_nothing_of_single_stipends():
    make_ready()

    assert sentences(make_lead(), days=60) == []


def test_a_promised_day_that_is_near_is_told_two_days_before():
    make_ready()
    near = "1 stipend waits for approval, and the day we told the person is near or past"

    assert near not in sentences(days=16)
    assert near in sentences(days=17)


def test_a_promised_day_of_what_is_approved_and_of_what_is_sent():
    make_approved()
    send([make_approved()])

    found = sentences(days=20)

    assert "1 approved stipend waits for a batch, and the day we told the person is near or past" in found
    assert "1 payment waits for its result, and the day we told the person is near or past" in found


def test_details_that_are_waited_for_more_than_a_week():
    make_stipend()

    assert sentences(days=4) == []
    assert sentences(days=8) == ["1 stipend has waited for payment details for more than 7 days"]


def test_a_hold_that_lasts():
    workflow.hold(make_ready(), "Wait", by=make_approver(), at=LATER)

    assert sentences(days=13) == []
    assert sentences(days=15) == ["1 stipend has been on hold for more than two weeks"]


def test_what_finance_has_still_to_enter():
    make_ready(method="other")

    assert sentences() == ["1 stipend waits for finance to enter the bank recipient, or to write down what was agreed"]


def test_batches_that_nobody_went_on_with():
    freeze([make_approved()])
    send([make_approved()])

    assert sentences(days=1) == []
    assert "1 batch is frozen and not sent for more than two days" in sentences(days=3)
    assert "1 batch is sent for more than a week without all its results" in sentences(days=8)


def test_money_that_a_file_left_unclaimed_for_a_month():
    settling.mark_unclaimed(send([make_approved()]).payouts.get(), by=make_payout_officer(), at=LATER)

    assert not [sentence for sentence in sentences(days=29) if "claimed" in sentence]
    assert "1 batch with money that should have been claimed by now: ask PayPal what became of it" in sentences(days=31)
