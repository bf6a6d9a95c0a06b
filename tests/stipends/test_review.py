"""A payout that no machine can settle: two people who agree, one of them an officer, neither of them the payee."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from mlsafety_course.transitions import Refused
from stipends import carrier, ledger, waiting
from stipends.models import Payout
from stipends.workflow import carrying, review, settling
from tests.factories.payouts import carry_on, pass_time, send_by_api
from tests.factories.people import make_approver, make_lead, make_payout_officer
from tests.factories.stipends import LATER, fresh, make_approved
from tests.payout_simulator.process import PayoutSimulator
from tests.stipends.conftest import Enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def payout(simulator: PayoutSimulator) -> Payout:
    """PayPal says that it has other parameters under the key."""
    simulator.control(keys={"*": ["409_parameters"]})
    send_by_api()
    carry_on(2)
    return Payout.objects.get(status="needs_review")


def say(payout: Payout, by: User, outcome: str = "paid", reference: str = "T-1") -> bool:
    return review.give_opinion(payout, outcome, evidence="Activity page", reference=reference, by=by, at=LATER)


@pytest.mark.parametrize(
    ("outcome", "status", "then"), [("paid", "paid", "paid"), ("rejected", "rejected", "approved")]
)
def test_two_who_agree_settle_it(payout: Payout, outcome: str, status: str, then: str):
    assert not say(payout, make_payout_officer(), outcome)

    assert say(payout, make_approver(), outcome)

    payout.refresh_from_db()
    assert (payout.status, fresh(payout.stipend).status) == (status, then)
    assert [claim.name for claim in ledger.check() if claim.broken] == []


def test_one_person_alone_never_settles_it_however_often(payout: Payout):
    officer = make_payout_officer()

    assert not any(say(payout, officer) for _ in range(3))

    payout.refresh_from_db()
    assert payout.status == "needs_review"


def test_two_who_disagree_settle_nothing_until_one_changes_their_mind(payout: Payout):
    officer, approver = make_payout_officer(), make_approver()
    say(payout, officer, "paid")
    assert not say(payout, approver, "rejected")
    assert not say(payout, approver, "paid", "T-2")

    assert say(payout, approver, "paid", "T-1")


def test_two_approvers_are_not_enough(payout: Payout):
    say(payout, make_approver())

    assert not say(payout, make_approver())


def test_somebody_who_left_finance_counts_no_more(payout: Payout):
    officer = make_payout_officer()
    say(payout, officer)
    officer.groups.clear()

    assert not say(payout, make_approver())


@pytest.mark.parametrize("who", ["payee", "lead"])
def test_the_payee_and_people_outside_finance_are_refused(payout: Payout, who: str):
    person = payout.person if who == "payee" else make_lead()
    if who == "payee":
        person.groups.set(make_payout_officer().groups.all())

    with pytest.raises(Refused):
        say(payout, person)


@pytest.fixture
def silent(simulator: PayoutSimulator) -> Payout:
    """Unclaimed, and PayPal does not know its own reference any more."""
    simulator.control(keys={"*": ["unclaimed"]})
    send_by_api()
    carry_on()
    simulator.change("key", "*", reference="GONE")
    pass_time(timedelta(hours=7))
    carry_on()
    return Payout.objects.get(status="unclaimed", misses__gt=0)


@pytest.mark.parametrize(("outcome", "status", "then"), [("paid", "paid", "paid"), ("rejected", "returned", "ready")])
def test_unclaimed_money_of_which_paypal_says_nothing_is_decided_by_two_once_its_day_is_past(
    silent: Payout, outcome: str, status: str, then: str
):
    late = LATER + timedelta(days=31)
    said: dict[str, Any] = {"outcome": outcome, "reference": silent.reference, "evidence": "Activity page", "at": late}
    with pytest.raises(Refused, match="not under review"):
        say(silent, make_payout_officer(), outcome)

    first = review.give_opinion(silent, by=make_payout_officer(), **said)
    second = review.give_opinion(silent, by=make_approver(), **said)

    silent.refresh_from_db()
    assert (first, second, silent.status, fresh(silent.stipend).status) == (False, True, status, then)
    assert [claim.name for claim in ledger.check() if claim.broken] == []
    assert carrier.due() == []


def test_it_is_listed_and_counted_until_paypal_says_something_again(
    silent: Payout, simulator: PayoutSimulator, enter: Enter
):
    approver, late = make_approver(), LATER + timedelta(days=31)

    def listed() -> tuple[bool, bool]:
        with time_machine.travel(late, tick=False):
            html = enter(approver).get(reverse("stipends:reviews")).content.decode()
        items = [item.sentence for item in waiting.items(approver, late)]
        return silent.number in html, "1 payment is under review: two people find out what became of it" in items

    before = listed()
    simulator.change("reference", "GONE", reference=silent.reference)
    pass_time(timedelta(hours=7))
    carry_on(1)

    assert (before, listed()) == ((True, True), (False, False))


@pytest.mark.parametrize("missing", ["evidence", "reference"])
def test_without_evidence_or_reference_nothing_is_recorded(payout: Payout, missing: str):
    said = {"evidence": "Seen", "reference": "T-1", missing: " "}

    with pytest.raises(Refused, match="Nothing has been recorded"):
        review.give_opinion(payout, "paid", **said, by=make_payout_officer(), at=LATER)

    assert not payout.opinions.exists()


def test_one_officer_cannot_settle_what_a_machine_carries(simulator: PayoutSimulator):
    payout = send_by_api([make_approved()]).payouts.get()
    carrying.claim(payout.pk)

    for act in (settling.settle, settling.reject_payout):
        with pytest.raises(Refused, match="provider says itself"):
            act(payout, "R-1", by=make_payout_officer(), at=LATER)
