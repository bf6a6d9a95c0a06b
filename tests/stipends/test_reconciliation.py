"""Reconciling with a real server's book, and the epoch that a restored database has to earn."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mlsafety_course.transitions import Refused
from stipends import carrier
from stipends.models import Mismatch, Payout, PayoutEpoch, Reconciliation
from stipends.workflow import batch as batches
from stipends.workflow import epoch, reconciliation
from tests.factories.payouts import carry_on, guards_down, send_by_api
from tests.factories.people import make_approver, make_payout_officer
from tests.factories.stipends import LATER, freeze, fresh, make_approved
from tests.payout_simulator.process import PayoutSimulator

pytestmark = pytest.mark.django_db


def reconcile() -> Reconciliation:
    """By the real clock: the simulator's book has it too."""
    asked = reconciliation.ask(by=None, at=timezone.now())
    reconciliation.carry_out(asked.pk, at=timezone.now())
    return Reconciliation.objects.get(pk=asked.pk)


def paid_today() -> Payout:
    send_by_api()
    carry_on()
    Payout.objects.update(settled_at=timezone.now())
    return Payout.objects.get()


def plant(simulator: PayoutSimulator, kind: str, payout: Payout) -> None:
    """One difference between the simulator's book and ours."""
    [row] = simulator.payments()
    changes = {
        "amount": {"shown_value": "499.00"}, "currency": {"currency": "EUR"}, "payee": {"receiver": "eve@example.com"},
        "returned": {"status": "RETURNED"}, "missing": {"reference": "GONE", "number": "P-XXX-XXX-XXX"},
    }  # fmt: skip
    if kind in changes:
        simulator.change("key", "*", **changes[kind])
    elif kind == "extra":
        Payout.objects.filter(pk=payout.pk).update(status="rejected")
    else:
        number = payout.number if kind == "twice" else "P-ZZZ-ZZZ-ZZZ"
        simulator.enter(**{**row, "reference": "SECOND", "key": "other", "number": number})


@pytest.mark.parametrize("kind", ["missing", "extra", "amount", "currency", "payee", "twice", "returned", "unknown"])
def test_each_planted_difference_is_reported(simulator: PayoutSimulator, kind: str):
    payout = paid_today()
    assert not reconcile().mismatches.exists()

    with guards_down() if kind == "extra" else nullcontext():
        plant(simulator, kind, payout)

    assert kind in set(reconcile().mismatches.values_list("kind", flat=True))


def test_money_that_came_back_is_owed_again_at_once(simulator: PayoutSimulator):
    payout = paid_today()
    simulator.change("key", "*", status="RETURNED")

    done = reconcile()

    assert (Payout.objects.get().status, fresh(payout.stipend).status) == ("returned", "needs_details")
    assert [mismatch.explained_at is None for mismatch in done.mismatches.all()] == [False]


def test_paid_ones_are_read_again_for_seven_days(simulator: PayoutSimulator):
    paid_today()
    assert reconcile().compared == 1
    Payout.objects.update(settled_at=timezone.now() - timedelta(days=7, minutes=1))

    assert reconcile().compared == 0


def test_a_provider_that_cannot_be_read_leaves_it_incomplete(simulator: PayoutSimulator):
    paid_today()
    simulator.control(locked=True)

    done = reconcile()

    assert not done.is_complete
    assert "could not be read" in done.trouble


def test_the_command_says_what_differs_and_ends_badly(simulator: PayoutSimulator):
    payout = paid_today()
    plant(simulator, "amount", payout)
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("reconcile", stdout=out)

    assert "Another amount" in out.getvalue()


def test_it_is_carried_out_once(simulator: PayoutSimulator):
    asked = reconciliation.ask(by=make_payout_officer(), at=timezone.now())

    assert reconciliation.carry_out(asked.pk, at=timezone.now())
    assert not reconciliation.carry_out(asked.pk, at=timezone.now())


def test_a_difference_is_explained_once_and_not_by_its_payee(simulator: PayoutSimulator):
    payout = paid_today()
    plant(simulator, "amount", payout)
    mismatch = reconcile().mismatches.get()
    payout.person.groups.set(make_payout_officer().groups.all())
    with pytest.raises(Refused):
        reconciliation.explain(mismatch, "Fine", by=payout.person, at=LATER)

    reconciliation.explain(mismatch, "PayPal's display", by=make_payout_officer(), at=LATER)

    with pytest.raises(Refused, match="explained already"):
        reconciliation.explain(Mismatch.objects.get(), "No", by=make_payout_officer(), at=LATER)


def test_what_was_explained_is_not_asked_again_while_the_same_is_found(simulator: PayoutSimulator):
    payout = paid_today()
    plant(simulator, "amount", payout)
    first, officer = reconcile().mismatches.get(), make_payout_officer()
    second = reconcile().mismatches.get()
    assert list(Mismatch.objects.unexplained()) == [second]

    reconciliation.explain(second, "PayPal's display", by=officer, at=LATER)
    third = reconcile().mismatches.get()
    simulator.change("key", "*", shown_value="498.00")
    other = reconcile().mismatches.get()

    first.refresh_from_db()
    assert [(row.explanation, row.explained_by, row.explained_at) for row in (first, third)] == [
        ("PayPal's display", officer, LATER)
    ] * 2
    assert other.explained_at is None
    assert list(Mismatch.objects.unexplained()) == [other]


def test_what_came_back_twice_is_recorded_each_time(simulator: PayoutSimulator):
    run = Reconciliation.objects.create(epoch=1, asked_at=LATER, ended_at=LATER)
    payout = paid_today()
    simulator.change("key", "*", status="RETURNED")
    said = {"kind": "returned", "payout": payout, "reference": payout.transaction_id, "explanation": "Recorded."}
    sentence = f"{payout.number} is paid here, and came back there."
    Mismatch.objects.create(reconciliation=run, sentence=sentence, explained_at=LATER, **said)

    reconcile()

    assert Payout.objects.get().status == "returned"


def test_after_a_restore_nothing_is_frozen_sent_or_carried(simulator: PayoutSimulator, settings):
    carried, stipend, officer = send_by_api().payouts.get(), make_approved(), make_payout_officer()
    frozen = freeze([make_approved()], by=officer)

    settings.PAYOUT_EPOCH = 2

    with pytest.raises(Refused, match="Payments are stopped"):
        freeze([stipend])
    with pytest.raises(Refused, match="Payments are stopped"):
        batches.send(frozen, by=officer, at=LATER)
    assert carrier.due() == []
    assert not carrier.carry(carried.pk, at=LATER)
    assert simulator.payments() == []


def test_a_reconciliation_signs_the_new_epoch_and_payments_go_on(simulator: PayoutSimulator, settings):
    send_by_api()
    settings.PAYOUT_EPOCH = 2
    done = reconcile()

    epoch.sign(done, "No files were sent since the backup", by=make_payout_officer(), at=LATER)

    carry_on()
    assert Payout.objects.get().status == "paid"


@pytest.mark.parametrize("trouble", ["older", "incomplete", "unexplained", "silent", "approver"])
def test_nothing_less_signs_an_epoch(simulator: PayoutSimulator, settings, trouble: str):
    payout = paid_today()
    if trouble == "unexplained":
        plant(simulator, "amount", payout)
    if trouble == "incomplete":
        simulator.control(locked=True)
    older = reconcile()
    settings.PAYOUT_EPOCH = 2
    done = older if trouble == "older" else reconcile()
    statement = " " if trouble == "silent" else "Compared with the statement of 1 May"
    by = make_approver() if trouble == "approver" else make_payout_officer()

    with pytest.raises(Refused):
        epoch.sign(done, statement, by=by, at=datetime(2023, 5, 1, tzinfo=UTC))

    assert PayoutEpoch.objects.count() == 1
