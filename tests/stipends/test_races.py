"""Acts that overlap, on a database that lets them: one wins, the other reads a sentence, nothing happens twice.

The forms of pages, sent by up to sixteen people at once: `test_page_races`.
"""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts.models import User
from stipends import carrier, ledger
from stipends.models import LedgerEntry, Payout, PayoutBatch, Stipend
from stipends.models.payout import PayoutQuerySet
from stipends.workflow import batch as batches
from stipends.workflow import epoch, settling
from stipends.workflow import stipend as stipends
from tests.factories.cohorts import make_cohort
from tests.factories.payouts import guards_down, send_by_api
from tests.factories.people import make_approver, make_payout_officer
from tests.factories.stipends import (
    EARNED,
    LATER,
    freeze,
    fresh,
    make_approved,
    make_batch,
    make_completion,
    make_ready,
    make_terms,
    send,
)
from tests.payout_simulator.process import PayoutSimulator
from tests.racing import Act, at_once, in_between

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]
TURNS = [0, *[pytest.param(turn, marks=pytest.mark.prove) for turn in range(1, 100)]]


def all_green() -> bool:
    return [invariant.name for invariant in ledger.check() if invariant.broken] == []


def approving(stipend: Stipend, by: User) -> Act:
    """An approval from a page opened before."""
    seen = fresh(stipend)
    digest = seen.payee.digest if seen.payee else ""
    return lambda: stipends.approve(seen, digest=digest, by=by, at=LATER)


def test_without_compare_and_set_both_would_win():
    stipend, barrier = make_ready(), threading.Barrier(2)

    def careless(by: User) -> Act:
        def act() -> None:
            with guards_down(), transaction.atomic():
                seen = Stipend.objects.get(pk=stipend.pk)
                assert seen.status == "ready"
                barrier.wait(20)
                fields = {"approved_by": by, "approved_at": LATER, "approved_digest": "x"}
                Stipend.objects.filter(pk=stipend.pk).update(status="approved", **fields)

        return act

    assert at_once(careless(make_approver()), careless(make_approver())) == ["done", "done"]


def test_approvals_at_once_do_not_exceed_the_budget_together():
    cohort = make_cohort()
    make_terms(cohort, budget_cents=1_000_00)
    rows = [make_ready(cohort=cohort) for _ in range(4)]

    answers = at_once(*[approving(row, make_approver()) for row in rows])

    assert answers.count("done") == 2
    assert all_green()


def freezing(batch: PayoutBatch, rows: list[Stipend], by: User) -> Act:
    seen = PayoutBatch.objects.get(pk=batch.pk)
    return lambda: batches.freeze(seen, rows, by=by, at=LATER)


@pytest.mark.parametrize("turn", TURNS)
def test_a_stipend_gets_into_one_of_two_batches(turn: int):
    rows = [make_approved(), make_approved()]

    answers = at_once(
        freezing(make_batch(), rows, make_payout_officer()), freezing(make_batch(), rows[::-1], make_payout_officer())
    )

    assert answers.count("done") == 1
    assert Payout.objects.count() == 2
    assert all_green()


@pytest.mark.parametrize("turn", TURNS)
def test_sending_holding_and_cancelling_at_once_send_only_what_is_free(turn: int):
    stipend, officer = make_approved(), make_payout_officer()
    batch = freeze([stipend])
    first, second, held = PayoutBatch.objects.get(), PayoutBatch.objects.get(), fresh(stipend)

    answers = at_once(
        lambda: batches.send(first, by=officer, at=LATER),
        lambda: batches.cancel(second, "No", by=officer, at=LATER),
        lambda: stipends.hold(held, "Wait", by=officer, at=LATER),
    )

    assert (answers[0], answers[1]).count("done") == 1
    assert not Stipend.objects.filter(status="paying", held_at__isnull=False).exists()
    assert batch.payouts.count() == 1
    assert all_green()


def test_settling_at_once_books_once_and_settles_the_batch():
    batch, officer = send([make_approved(), make_approved()]), make_payout_officer()

    def act(payout: Payout, reference: str) -> Act:
        seen = Payout.objects.get(pk=payout.pk)
        return lambda: settling.settle(seen, reference, by=officer, at=LATER)

    one, two = batch.payouts.all()
    answers = at_once(act(one, "R-1"), act(one, "R-1"), act(two, "R-2"), act(two, "R-3"))

    assert answers.count("done") == 2
    assert LedgerEntry.objects.filter(event="paid").count() == 4
    assert PayoutBatch.objects.get().status == "settled"
    assert all_green()


def test_the_last_two_payouts_settle_their_batch_even_when_they_overlap():
    """The first commits only once the second waits for it (or, were there no lock, has already gone by)."""
    batch, officer = send([make_approved(), make_approved()]), make_payout_officer()
    one, two = batch.payouts.all()
    first_is_in, second_is_through = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            settling.settle(one, "R-1", by=officer, at=LATER)
            first_is_in.set()
            while not second_is_through.is_set() and not somebody_waits():
                second_is_through.wait(0.01)

    def second() -> None:
        first_is_in.wait(20)
        settling.settle(two, "R-2", by=officer, at=LATER)
        second_is_through.set()

    assert at_once(first, second) == ["done", "done"]
    assert PayoutBatch.objects.get().status == "settled"


@pytest.mark.parametrize(("is_careless", "payments"), [(False, 0), (True, 1)])
def test_what_an_officer_ends_is_not_sent_at_the_same_moment(
    simulator: PayoutSimulator, monkeypatch: pytest.MonkeyPatch, is_careless: bool, payments: int
):
    """The worker comes when the officer has looked and not yet recorded. Without the row's lock it is paid."""
    payout, officer = send_by_api([make_approved()]).payouts.get(), make_payout_officer()
    if is_careless:
        monkeypatch.setattr(PayoutQuerySet, "select_for_update", lambda rows, **_: rows)
    meanwhile = in_between(monkeypatch, settling, "_keep_here", patience=2)

    answers = at_once(
        lambda: settling.reject_payout(payout, "Not set up", by=officer, at=LATER),
        meanwhile(lambda: carrier.carry(payout.pk, at=LATER)),
    )

    assert answers[0] == "done"
    assert Payout.objects.get().status == "rejected"
    assert len(simulator.payments()) == payments
    assert all_green()


def test_what_a_worker_has_claimed_an_officer_does_not_end(simulator: PayoutSimulator, monkeypatch: pytest.MonkeyPatch):
    """The officer comes when the worker has claimed and not yet committed, and waits for the row."""
    payout, officer = send_by_api([make_approved()]).payouts.get(), make_payout_officer()
    meanwhile = in_between(monkeypatch, epoch, "is_of_an_earlier_life", patience=2)

    answers = at_once(
        lambda: carrier.carry(payout.pk, at=LATER),
        meanwhile(lambda: settling.reject_payout(payout, "Not set up", by=officer, at=LATER)),
    )

    assert "may have left already" in answers[1]
    assert len(simulator.payments()) == 1
    assert all_green()


def somebody_waits() -> bool:
    """Whether a transaction of this database waits for another one's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


def test_clocks_of_several_workers_open_each_stipend_once():
    for _ in range(3):
        make_completion()

    at_once(*[lambda: stipends.open_due(at=EARNED + timedelta(minutes=1)) for _ in range(4)])

    assert Stipend.objects.count() == 3
    assert LedgerEntry.objects.count() == 6
    assert all_green()
