"""What holds against raw SQL: CHECK constraints on both databases, triggers on PostgreSQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from stipends.models import LedgerEntry, Payout, PayoutBatch, Stipend
from tests.factories.people import make_approver, make_payout_officer
from tests.factories.stipends import (
    LATER,
    freeze,
    give_details,
    make_approved,
    make_paid,
    make_ready,
    other_details,
    send,
)

pytestmark = pytest.mark.django_db
postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="triggers are for PostgreSQL")


def run(sql: str, *values: str | int) -> None:
    """One statement as a hand on the database writes it, with what the commit would check."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.parametrize(("column", "same_as"), [("approver_id", "person_id"), ("releaser_id", "person_id"),
                                                ("releaser_id", "approver_id")])  # fmt: skip
def test_two_of_the_three_people_are_never_one(column: str, same_as: str):
    freeze([make_approved()])

    with pytest.raises(IntegrityError):
        run(f"UPDATE stipends_payout SET {column} = {same_as}")  # noqa: S608


@pytest.mark.parametrize("table", ["stipends_payout", "stipends_payoutbatch", "stipends_stipend"])
def test_a_status_that_needs_more_is_refused_without_it(table: str):
    stipend, status = make_ready(), {"stipends_payoutbatch": "sent"}.get(table, "paid")
    freeze([make_approved()])

    with pytest.raises(IntegrityError):
        run(f"UPDATE {table} SET status = %s WHERE id <> %s", status, -stipend.pk)  # noqa: S608


def test_an_approval_needs_an_approver_and_what_was_approved():
    make_ready()

    with pytest.raises(IntegrityError):
        run("UPDATE stipends_stipend SET status = 'approved'")


def test_withheld_money_needs_a_reason_and_adds_up():
    freeze([make_approved()])

    with pytest.raises(IntegrityError):
        run("UPDATE stipends_payout SET withheld_cents = 1, net_cents = gross_cents - 1")
    with pytest.raises(IntegrityError):
        run("UPDATE stipends_payout SET withheld_cents = 1, withheld_reason = 'tax'")


@postgresql
@pytest.mark.parametrize("sql", ["UPDATE stipends_ledgerentry SET amount_cents = 1", "DELETE FROM stipends_ledgerentry",
                                 "UPDATE stipends_ledgerentry SET at = now()"])  # fmt: skip
def test_the_book_is_never_changed_or_deleted(sql: str):
    make_paid()

    with pytest.raises(IntegrityError, match="never changed or deleted"):
        run(sql)


@postgresql
def test_half_a_posting_does_not_commit():
    entry = LedgerEntry.objects.filter(stipend=make_ready()).first()
    assert entry

    with pytest.raises(IntegrityError, match="does not balance"):
        run(
            'INSERT INTO stipends_ledgerentry ("group", key, event, account, amount_cents, currency, at, stipend_id) '
            "VALUES (gen_random_uuid(), 'half', 'opened', 'expense', 1, 'USD', now(), %s)",
            entry.stipend_id,
        )


@postgresql
@pytest.mark.parametrize("column", ["amount_cents = amount_cents + 1", "currency = 'EUR'"])
def test_what_was_earned_never_changes(column: str):
    make_ready()

    with pytest.raises(IntegrityError, match="never change"):
        run(f"UPDATE stipends_stipend SET {column}")  # noqa: S608


def a_copy(stipend: Stipend, batch: PayoutBatch, releaser: User) -> Payout:
    """A payout that copies its sources truly."""
    return Payout(
        stipend=stipend, batch=batch, attempt=1, key="key", number="number", person=stipend.enrollment.person,
        approver=stipend.approved_by, releaser=releaser, payee=stipend.payee, payee_digest=stipend.approved_digest,
        gross_cents=stipend.amount_cents, net_cents=stipend.amount_cents, currency=stipend.currency,
    )  # fmt: skip


@postgresql
def test_a_true_copy_may_be_frozen_so_the_refusals_below_mean_something():
    officer = make_payout_officer()
    batch = PayoutBatch.objects.create(currency="USD", opened_at=LATER, opened_by=officer)

    a_copy(make_approved(), batch, officer).save()

    assert Payout.objects.count() == 1


@postgresql
@pytest.mark.parametrize(
    "lie", ["person", "approver", "payee", "digest", "amount", "currency", "status", "not approved", "held"]
)
def test_a_payout_that_copies_something_else_is_refused(lie: str):
    officer, stipend, other = make_payout_officer(), make_approved(), make_approved()
    batch = PayoutBatch.objects.create(currency="USD", opened_at=LATER, opened_by=officer)
    payout = a_copy(make_ready() if lie == "not approved" else stipend, batch, officer)
    lies: dict[str, dict[str, object]] = {
        "person": {"person": other.enrollment.person},
        "approver": {"approver": make_approver()},
        "payee": {"payee": other.payee},
        "digest": {"payee_digest": other.approved_digest},
        "amount": {"gross_cents": 1, "net_cents": 1},
        "currency": {"currency": "EUR"},
        "status": {"status": "paid", "reference": "R", "settled_at": LATER},
        "not approved": {"approver": make_approver()},
    }
    for name, value in lies.get(lie, {}).items():
        setattr(payout, name, value)
    if lie == "held":
        Stipend.objects.filter(pk=stipend.pk).update(held_at=LATER, held_by=officer, hold_reason="Wait")

    with pytest.raises(IntegrityError, match=r"does not copy|begins as created"):
        payout.save()


@postgresql
@pytest.mark.parametrize("column", ["payee_digest = 'x'", "net_cents = 1, gross_cents = 1", "number = 'x'", "key = 'x'",
                                    "currency = 'EUR'", "attempt = 9"])  # fmt: skip
def test_a_frozen_copy_never_changes(column: str):
    freeze([make_approved()])

    with pytest.raises(IntegrityError, match="never changes"):
        run(f"UPDATE stipends_payout SET {column}")  # noqa: S608


@postgresql
def test_sending_what_has_changed_since_is_refused():
    stipend = make_approved()
    batch = freeze([stipend])
    give_details(stipend, other_details(stipend), at=LATER)
    PayoutBatch.objects.filter(pk=batch.pk).update(status="sent", sent_at=LATER, sent_by=batch.frozen_by)

    with pytest.raises(IntegrityError, match="does not copy"):
        run("UPDATE stipends_payout SET status = 'sending'")


@postgresql
@pytest.mark.parametrize("source", ["created", "sending"])
def test_a_payout_does_not_jump(source: str):
    freeze([make_approved()]) if source == "created" else send([make_approved()])
    target = {"created": "paid", "sending": "created"}[source]

    with pytest.raises(IntegrityError, match="does not go from"):
        run("UPDATE stipends_payout SET status = %s, reference = 'R', settled_at = now()", target)


@postgresql
def test_a_stipend_is_not_paid_without_its_payout_nor_the_other_way_round():
    batch = send([make_approved()])
    assert batch.payout_count == 1

    with pytest.raises(IntegrityError, match="say otherwise"):
        run("UPDATE stipends_stipend SET status = 'paid'")
    with pytest.raises(IntegrityError, match="say otherwise"):
        run("UPDATE stipends_payout SET status = 'paid', reference = 'R', settled_at = now()")


@postgresql
def test_a_paid_stipend_is_not_set_back_by_hand():
    make_paid()

    with pytest.raises(IntegrityError, match="does not go from paid to approved"):
        run("UPDATE stipends_stipend SET status = 'approved'")
