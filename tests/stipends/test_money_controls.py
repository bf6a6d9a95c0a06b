"""Controls: each guard against paying twice is taken away, and the money is paid twice. Beside each, the guard at work.

Were one of the controls to pass without paying twice, the tests of crashes would prove nothing.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from stipends import carrier, ledger
from stipends.models import Payout, Stipend
from stipends.providers import paypal
from stipends.providers.answers import Payment, Unclear
from stipends.workflow import carrying, settling
from stipends.workflow.carrying import Claim
from tests.factories.payouts import carry_on, send_by_api
from tests.factories.stipends import LATER, approve, fresh, make_approved, make_ready
from tests.payout_simulator.process import PayoutSimulator

pytestmark = pytest.mark.django_db
AFTER_A_LOST_BACKUP = 50


def with_a_key_made_per_call(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = carrier.payment_of

    def careless(payout: Payout) -> Payment:
        return replace(honest(payout), key=secrets.token_hex(32))

    monkeypatch.setattr(carrier, "payment_of", careless)


@pytest.mark.parametrize("is_careless", [False, True])
def test_control_a_key_made_per_call_pays_twice(
    simulator: PayoutSimulator, monkeypatch: pytest.MonkeyPatch, is_careless: bool
):
    if is_careless:
        with_a_key_made_per_call(monkeypatch)
    simulator.control(keys={"*": ["500_after"]})
    send_by_api()

    carry_on(3)

    assert (len(simulator.payments()) > 1) == is_careless


@pytest.mark.parametrize(("is_careless", "payments"), [(False, 1), (True, 2)])
def test_control_a_time_out_taken_for_failure_pays_twice(
    simulator: PayoutSimulator, monkeypatch: pytest.MonkeyPatch, is_careless: bool, payments: int
):
    if is_careless:
        monkeypatch.setitem(
            carrying.RECORDERS,
            Unclear,
            lambda payout, claim, answer, at: settling.not_paid(payout, "It timed out.", by=None, at=at),
        )
    stipend = make_approved()
    simulator.control(keys={"*": ["hang_after"]}, hang_seconds=1)
    send_by_api([stipend])
    carry_on(1)

    if fresh(stipend).status == "approved":  # the officer is told that it failed, and pays again
        send_by_api([fresh(stipend)])
    carry_on()

    assert len(simulator.payments()) == payments


def careless_claim(pk: int) -> Claim:
    """No lease, no compare-and-set: whoever has the message goes on."""
    return Claim(Payout.objects.with_people().get(pk=pk), True, timedelta(0))


@pytest.mark.parametrize(("claim", "payments"), [(carrying.claim, 1), (careless_claim, 2)])
def test_control_without_a_lease_two_workers_pay_where_the_provider_has_no_keys(
    simulator: PayoutSimulator, claim: Callable[[int], Claim | None], payments: int
):
    """The interleaving is forced: both have claimed before either asks."""
    simulator.control(no_keys=True)
    send_by_api()
    [pk] = carrier.due()

    claims = [claim(pk), claim(pk)]
    for found in claims:
        if found is not None:
            carrying.record(found, carrier._ask(found), at=LATER)

    assert len(simulator.payments()) == payments


@pytest.mark.parametrize(("says_it_has_keys", "payments"), [(False, 1), (True, 2)])
def test_control_a_provider_without_keys_must_not_be_asked_again(
    simulator: PayoutSimulator, monkeypatch: pytest.MonkeyPatch, says_it_has_keys: bool, payments: int
):
    able = replace(paypal.CAPABILITIES, idempotent=says_it_has_keys)
    monkeypatch.setattr(paypal.PayPal, "capabilities", able)
    monkeypatch.setattr(paypal.PayPal.__init__, "__defaults__", (able,))
    simulator.control(no_keys=True, keys={"*": ["500_after"]})
    send_by_api()

    carry_on(3)

    assert len(simulator.payments()) == payments
    assert Payout.objects.get().status == ("paid" if says_it_has_keys else "needs_review")


@pytest.mark.parametrize("is_careless", [False, True])
def test_an_old_backup_restored_and_everything_approved_again_pays_nobody_twice(
    simulator: PayoutSimulator, monkeypatch: pytest.MonkeyPatch, is_careless: bool
):
    """The database goes back to before the payments; PayPal's book does not. The control makes keys per call."""
    if is_careless:
        with_a_key_made_per_call(monkeypatch)
    count = 3 if is_careless else AFTER_A_LOST_BACKUP
    rows = [make_ready() for _ in range(count)]

    def approve_and_pay() -> None:
        send_by_api([approve(row) for row in rows])
        carry_on(3)

    backup = transaction.savepoint()
    approve_and_pay()
    assert {row["status"] for row in simulator.payments()} == {"SUCCESS"}
    transaction.savepoint_rollback(backup)
    assert not Payout.objects.exists()
    approve_and_pay()

    paid = [row["number"] for row in simulator.payments()]
    assert len(paid) - len(set(paid)) == (count if is_careless else 0)
    assert Stipend.objects.filter(status="paid").count() == (0 if is_careless else count)
    assert is_careless or [claim.name for claim in ledger.check() if claim.broken] == []
