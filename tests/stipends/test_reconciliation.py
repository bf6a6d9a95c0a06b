"""Reconciling with a real server's book, and the epoch that a restored database has to earn."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from mlsafety_course.transitions import Refused
from stipends import carrier
from stipends.models import Mismatch, Payout, PayoutBatch, PayoutEpoch, Reconciliation, Stipend
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


def opened(days_ago: int) -> datetime:
    """All stipends were earned so long ago, by the real clock."""
    earned = timezone.now() - timedelta(days=days_ago)
    Stipend.objects.update(opened_at=earned)
    return earned


def pay_in_a_lost_life(simulator: PayoutSimulator, *rows: Stipend, days_ago: int) -> None:
    """These, or what is due, is paid; the database goes back to before that; PayPal forgets a key after 30 days."""
    backup = transaction.savepoint()
    if rows:
        send_by_api(rows)
    carry_on(3)
    assert [row["status"] for row in simulator.payments()] == ["SUCCESS"]
    transaction.savepoint_rollback(backup)
    at = timezone.now() - timedelta(days=days_ago)
    simulator.change("key", "*", is_known=int(days_ago < 30), at=at.timestamp())


@pytest.mark.parametrize(("epoch_now", "kinds"), [(1, []), (2, ["extra"])])
def test_after_a_restore_the_list_is_read_back_to_the_oldest_stipend_that_could_be_paid_again(
    simulator: PayoutSimulator, settings, epoch_now: int, kinds: list[str]
):
    pay_in_a_lost_life(simulator, make_approved(), days_ago=95)
    opened(days_ago=100)
    settings.PAYOUT_EPOCH = epoch_now

    done = reconcile()

    assert [mismatch.kind for mismatch in done.mismatches.all()] == kinds
    assert done.is_complete


def test_a_list_that_does_not_reach_so_far_back_signs_nothing(simulator: PayoutSimulator, settings):
    make_approved()
    earned = opened(days_ago=3 * 365 + 40)
    settings.PAYOUT_EPOCH = 2

    done = reconcile()

    assert not done.is_complete
    assert f"could be paid once more is of {earned:%-d %B %Y}" in done.trouble
    with pytest.raises(Refused, match="Start a new one"):
        epoch.sign(done, "Compared", by=make_payout_officer(), at=LATER)


def test_a_list_that_breaks_off_on_the_way_back_signs_nothing_and_shows_what_it_had(
    simulator: PayoutSimulator, settings
):
    pay_in_a_lost_life(simulator, make_approved(), days_ago=40)
    opened(days_ago=100)
    simulator.control(listed_since=(timezone.now() - timedelta(days=70)).timestamp())
    settings.PAYOUT_EPOCH = 2

    done = reconcile()

    assert [mismatch.kind for mismatch in done.mismatches.all()] == ["extra"]
    assert not done.is_complete
    assert "could not be read" in done.trouble


def froze(days_ago: int) -> None:
    """All batches were frozen so long ago, by the real clock."""
    with guards_down():
        PayoutBatch.objects.update(frozen_at=timezone.now() - timedelta(days=days_ago))


@pytest.mark.parametrize(("days", "status"), [(10, "paid"), (40, "needs_review")])
def test_what_was_frozen_at_a_backup_and_sent_since_is_not_sent_as_if_for_the_first_time(
    simulator: PayoutSimulator, settings, days: int, status: str
):
    officer = make_payout_officer()
    batch = freeze([make_approved()], by=officer, provider="paypal_api")
    opened(days_ago=days)
    froze(days_ago=days)
    backup = transaction.savepoint()
    batches.send(batch, by=officer, at=LATER)
    carry_on(3)
    transaction.savepoint_rollback(backup)
    simulator.change("key", "*", is_known=int(days < 30), at=(timezone.now() - timedelta(days=days)).timestamp())
    settings.PAYOUT_EPOCH = 2
    done = reconcile()
    for mismatch in done.mismatches.all():
        reconciliation.explain(mismatch, "Paid before the restore", by=officer, at=timezone.now())

    epoch.sign(done, "No files", by=officer, at=timezone.now())
    batches.send(PayoutBatch.objects.get(), by=officer, at=timezone.now())
    carry_on()

    assert Payout.objects.get().status == status
    assert len(simulator.payments()) == 1


def test_what_opens_anew_after_a_restore_is_looked_for_since_the_last_run_before_it(
    simulator: PayoutSimulator, settings
):
    known = timezone.now() - timedelta(days=100)
    Reconciliation.objects.create(epoch=1, asked_at=known, ended_at=known, is_complete=True)
    pay_in_a_lost_life(simulator, make_approved(), days_ago=95)
    opened(days_ago=0)
    settings.PAYOUT_EPOCH = 2

    done = reconcile()

    assert [mismatch.kind for mismatch in done.mismatches.all()] == ["extra"]


@pytest.mark.parametrize(("days", "status"), [(10, "paid"), (40, "needs_review")])
def test_what_was_on_its_way_at_a_backup_is_never_sent_under_a_key_that_may_be_forgotten(
    simulator: PayoutSimulator, settings, days: int, status: str
):
    send_by_api()
    opened(days_ago=days)
    froze(days_ago=days)
    pay_in_a_lost_life(simulator, days_ago=days)
    settings.PAYOUT_EPOCH = 2

    epoch.sign(reconcile(), "No files", by=make_payout_officer(), at=timezone.now())
    carry_on()

    assert Payout.objects.get().status == status
    assert len(simulator.payments()) == 1


def test_a_reconciliation_signs_the_new_epoch_and_payments_go_on(simulator: PayoutSimulator, settings):
    send_by_api()
    opened(days_ago=0)
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
