"""The book, its invariants, and the command that checks them."""

from collections.abc import Callable
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from stipends import ledger
from stipends.models import LedgerEntry, Payee, Payout, PayoutBatch, Stipend, StipendTerms
from stipends.workflow import stipend as stipends
from tests.factories.cohorts import make_cohort
from tests.factories.payouts import guards_down
from tests.factories.people import make_approver, make_payout_officer
from tests.factories.stipends import EARNED, LATER, fresh, make_approved, make_paid, make_ready, make_stipend, send

pytestmark = pytest.mark.django_db


def broken() -> list[str]:
    return [invariant.name for invariant in ledger.check() if invariant.broken]


def test_an_empty_book_holds_every_invariant():
    assert broken() == []
    assert len(ledger.check()) >= 10
    assert ledger.balance() == {}


def test_the_same_event_is_not_booked_twice():
    stipend = make_stipend()

    with pytest.raises(IntegrityError):
        ledger.post(ledger.Event.OPENED, stipend, by=None, at=EARNED)


def test_every_event_moves_money_between_two_accounts():
    assert set(ledger.POSTINGS) == set(LedgerEntry.Event)
    assert all(debit != credit for debit, credit in ledger.POSTINGS.values())


def test_balances_are_told_by_cohort():
    one, two = make_cohort(), make_cohort()
    make_paid(cohort=one)
    make_ready(cohort=two)

    assert ledger.balance(one)["USD"] == {"expense": 500_00, "payable": 0, "in_transit": 0, "cash": -500_00}
    assert ledger.balance(two)["USD"] == {"expense": 500_00, "payable": -500_00, "in_transit": 0, "cash": 0}


ROADS: dict[str, Callable[[Stipend], object]] = {
    "declined": lambda row: stipends.decline(row, by=row.enrollment.person, at=EARNED),
    "rejected": lambda row: stipends.reject(row, "No", by=make_approver(), at=LATER),
    "void": lambda row: stipends.void(row, "No", by=make_approver(), at=LATER),
}


@pytest.mark.parametrize("road", ROADS)
def test_the_book_is_back_at_zero_where_nothing_is_owed(road: str):
    stipend = make_ready()

    ROADS[road](stipend)

    assert fresh(stipend).status == road
    assert set(ledger.balance()["USD"].values()) == {0}
    assert broken() == []


def test_nothing_is_left_between_the_accounts_when_a_stipend_is_paid():
    make_paid()

    assert ledger.balance()["USD"] == {"expense": 500_00, "payable": 0, "in_transit": 0, "cash": -500_00}
    assert LedgerEntry.objects.aggregate(cents=Sum("amount_cents"))["cents"] == 0
    assert broken() == []


def unbalance() -> None:
    LedgerEntry.objects.filter(account="expense").update(amount_cents=F("amount_cents") + 1)


def forget_a_posting() -> None:
    LedgerEntry.objects.filter(event="paid").delete()


def pay_without_payout() -> None:
    Stipend.objects.filter(status="ready").update(
        status="paid", approved_by=make_approver(), approved_at=LATER, approved_digest="x"
    )


def send_without_payout() -> None:
    Stipend.objects.filter(status="paid").update(status="paying")


def unpay_the_payout() -> None:
    Payout.objects.update(status="returned")


def change_a_total() -> None:
    PayoutBatch.objects.update(total_cents=F("total_cents") + 1)


def change_the_file() -> None:
    PayoutBatch.objects.update(sha256="0" * 64)


def change_the_amount() -> None:
    Payout.objects.update(gross_cents=1, net_cents=1)


def change_the_recipient() -> None:
    Payee.objects.update(digest="0" * 64)


def cut_the_budget() -> None:
    StipendTerms.objects.update(budget_cents=1)


def pay_somebody_else() -> None:
    Payout.objects.update(person=make_payout_officer("Somebody Else"))


def stop_watching() -> None:
    PayoutBatch.objects.update(provider="paypal_api")
    Payout.objects.update(status="sending")


def book_in_another_group() -> None:
    LedgerEntry.objects.filter(event="opened", account="expense").update(group=uuid4())


FAULTS = {
    unbalance: "Every group of entries balances",
    book_in_another_group: "Every group of entries balances",
    forget_a_posting: "Every payout's entries say its status",
    pay_without_payout: "A stipend is paid, or on its way, exactly when a payout of it is",
    send_without_payout: "A stipend is paid, or on its way, exactly when a payout of it is",
    unpay_the_payout: "A stipend is paid, or on its way, exactly when a payout of it is",
    change_a_total: "Every batch and its file are the ones that were frozen",
    change_the_file: "Every batch and its file are the ones that were frozen",
    change_the_amount: "Every payment goes where and as much as was approved",
    change_the_recipient: "Every payment goes where and as much as was approved",
    cut_the_budget: "No cohort has approved more than its budget",
    stop_watching: "Every payment on its way is watched",
    pay_somebody_else: "Payee, approver and payout officer are three people",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_planted_fault_is_found_by_name(fault: Callable[[], None]):
    make_paid()
    make_ready()
    assert broken() == []

    with guards_down():
        fault()

    assert FAULTS[fault] in broken()


def test_every_status_with_entries_missing_is_found():
    stipend = make_ready()
    with guards_down():
        LedgerEntry.objects.filter(stipend=stipend).delete()

    assert "Every stipend's entries say its status" in broken()


def test_the_database_refuses_two_live_payouts_so_the_check_is_of_a_rule_that_holds():
    stipend = make_approved()
    payout = Payout.objects.get(batch=send([stipend]))
    payout.pk, payout.attempt, payout.key, payout.number, payout.public_id = None, 2, "k", "n", uuid4()
    payout._state.adding = True

    with guards_down(), pytest.raises(IntegrityError, match=r"one_live_payout|UNIQUE"), transaction.atomic():
        payout.save()


def test_check_ledger_says_ok_and_ends_well():
    make_paid()
    out = StringIO()

    call_command("check_ledger", stdout=out)

    assert out.getvalue().splitlines()[-1] == "10 invariants checked, 0 broken."


def test_check_ledger_names_the_broken_one_and_exits_with_1():
    make_paid()
    out = StringIO()
    with guards_down():
        cut_the_budget()

    with pytest.raises(SystemExit) as ended:
        call_command("check_ledger", stdout=out)

    assert ended.value.code == 1
    assert "BROKEN No cohort has approved more than its budget" in out.getvalue()


def test_checking_costs_the_same_for_three_and_for_ten(django_assert_num_queries: Callable[..., object]):
    for _ in range(3):
        make_paid()
    with django_assert_num_queries(14):  # type: ignore[attr-defined]
        ledger.check()
    for _ in range(7):
        make_ready()

    with django_assert_num_queries(14):  # type: ignore[attr-defined]
        ledger.check()
