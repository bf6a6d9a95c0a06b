"""What goes out: batches and payouts, from freezing to the bank's word."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group as AuthGroup

from accounts.models import Group, User
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from stipends import ledger, payout_file, payout_key
from stipends.models import LedgerEntry, Payout, PayoutBatch, Stipend
from stipends.workflow import batch as workflow
from stipends.workflow import settling
from stipends.workflow import stipend as stipends
from tests.factories.people import make_approver, make_payout_officer, make_person
from tests.factories.stipends import (
    LATER,
    approve,
    freeze,
    fresh,
    give_details,
    make_approved,
    make_batch,
    make_paid,
    make_ready,
    other_details,
    send,
    settle,
)

pytestmark = pytest.mark.django_db
B, P, S = PayoutBatch.Status, Payout.Status, Stipend.Status
ZERO = {"expense": 0, "payable": 0, "in_transit": 0, "cash": 0}


def the_payout(batch: PayoutBatch) -> Payout:
    return Payout.objects.get(batch=batch)


def all_green() -> bool:
    return all(invariant.holds for invariant in ledger.check())


def test_freezing_copies_people_details_and_amount():
    officer, stipend = make_payout_officer(), make_approved()

    payout = the_payout(freeze([stipend], by=officer))

    people = (payout.person, payout.approver, payout.releaser)
    assert people == (stipend.enrollment.person, stipend.approved_by, officer)
    assert (payout.payee, payout.payee_digest) == (stipend.payee, stipend.approved_digest)
    assert (payout.gross_cents, payout.withheld_cents, payout.net_cents, payout.currency) == (50000, 0, 50000, "USD")
    assert payout.key == payout_key.key(settings.DEPLOYMENT_ID, stipend.enrollment.public_id, 1)
    assert fresh(stipend).status == S.APPROVED


def test_a_frozen_file_is_the_same_at_every_reading_and_named_by_its_hash():
    batch = freeze([make_approved() for _ in range(3)])

    again = PayoutBatch.objects.get(pk=batch.pk)

    assert again.file == batch.file
    assert payout_file.sha256(again.file) == again.sha256
    assert "@" not in again.file_encrypted
    assert (again.payout_count, again.total_cents) == (3, 1_500_00)


def test_sending_moves_the_money_on_its_way_and_settling_out_of_the_house():
    stipend = make_approved()
    batch = send([stipend])
    assert ledger.balance()["USD"] == {**ZERO, "expense": 500_00, "in_transit": -500_00}
    assert fresh(stipend).status == S.PAYING

    settle(batch)

    assert ledger.balance()["USD"] == {**ZERO, "expense": 500_00, "cash": -500_00}
    assert fresh(stipend).status == S.PAID
    assert PayoutBatch.objects.get(pk=batch.pk).status == B.SETTLED
    assert all_green()


def test_a_batch_is_settled_with_its_last_payout():
    batch, officer = send([make_approved(), make_approved()]), make_payout_officer()
    first, second = Payout.objects.filter(batch=batch)

    settling.settle(first, "R-1", by=officer, at=LATER)
    between = PayoutBatch.objects.get(pk=batch.pk).status
    settling.reject_payout(second, "Account closed", by=officer, at=LATER)

    assert (between, PayoutBatch.objects.get(pk=batch.pk).status) == (B.SENT, B.SETTLED)


def test_each_step_writes_one_mail_to_the_person():
    stipend = make_paid()

    subjects = list(Message.objects.filter(person=stipend.enrollment.person).order_by("pk").values_list("subject"))

    assert [subject for (subject,) in subjects] == [
        "Your stipend of $500.00",
        "We have your payment details",
        "Your stipend is approved",
        "Your stipend is on its way",
        "Your stipend has been paid",
    ]


def test_the_person_who_approved_does_not_release():
    both = make_person("Both", Group.APPROVER, Group.PAYOUT_OFFICER)
    stipend = approve(make_ready(), both)

    with pytest.raises(Refused, match="Another officer"):
        freeze([stipend], by=both)

    assert not Payout.objects.exists()
    assert stipend not in Stipend.objects.releasable_by(both)


def test_nobody_releases_their_own_stipend():
    officer = make_payout_officer()
    stipend = make_approved(officer)

    with pytest.raises(Refused, match="Another officer"):
        freeze([stipend], by=officer)

    assert stipend not in Stipend.objects.releasable_by(officer)


@pytest.mark.parametrize("act", ["send", "settle", "reject_payout", "mark_returned"])
def test_neither_approver_nor_payee_moves_a_frozen_payout_on(act: str):
    person, approver = make_person("Pia Payee", Group.PAYOUT_OFFICER), make_person("Abe", Group.APPROVER)
    stipend = approve(make_ready(person), approver)
    approver.groups.add(AuthGroup.objects.get(name=Group.PAYOUT_OFFICER))
    batch = freeze([stipend]) if act == "send" else send([stipend])
    if act == "mark_returned":
        settle(batch)
    payout = the_payout(batch)
    acts: dict[str, Callable[[User], None]] = {
        "send": lambda by: workflow.send(batch, by=by, at=LATER),
        "settle": lambda by: settling.settle(payout, "R", by=by, at=LATER),
        "reject_payout": lambda by: settling.reject_payout(payout, "No", by=by, at=LATER),
        "mark_returned": lambda by: settling.mark_returned(payout, "No", by=by, at=LATER),
    }

    for somebody in (person, approver):
        with pytest.raises(Refused, match="Another payout officer"):
            acts[act](somebody)

    assert the_payout(batch).status == payout.status


def test_a_superuser_or_an_approver_alone_moves_no_batch():
    superuser = User.objects.create_superuser("root@example.com", full_name="Root")
    batch = freeze([make_approved()])

    for somebody in (superuser, make_approver()):
        for act in (
            lambda by: workflow.open_batch(provider="bank_csv", currency="USD", by=by, at=LATER),
            lambda by: workflow.send(batch, by=by, at=LATER),
            lambda by: workflow.cancel(batch, "No", by=by, at=LATER),
            lambda by: settling.settle(the_payout(batch), "R", by=by, at=LATER),
        ):
            with pytest.raises(Refused, match="group"):
                act(somebody)

    assert PayoutBatch.objects.get(pk=batch.pk).status == B.FROZEN


@pytest.mark.parametrize("what", ["not approved", "held", "another currency", "another method", "in another batch"])
def test_what_cannot_be_paid_is_not_frozen(what: str):
    officer = make_payout_officer()
    stipend = make_ready() if what == "not approved" else make_approved()
    batch = make_batch(by=officer)
    if what == "held":
        stipends.hold(stipend, "Wait", by=officer, at=LATER)
    if what == "another currency":
        batch = workflow.open_batch(provider="paypal_csv", currency="EUR", by=officer, at=LATER)
    if what == "another method":
        batch = make_batch(provider="bank_csv", by=officer)
    if what == "in another batch":
        freeze([stipend])

    with pytest.raises(Refused):
        workflow.freeze(batch, [stipend], by=officer, at=LATER)

    assert PayoutBatch.objects.get(pk=batch.pk).status == B.OPEN
    assert not batch.payouts.exists()


def test_an_empty_batch_is_not_frozen():
    with pytest.raises(Refused, match="0 were chosen"):
        freeze([])


@pytest.mark.parametrize("what", ["held", "unapproved", "details", "approver left", "void"])
def test_what_changed_after_freezing_stops_the_whole_batch(what: str):
    changed, other, approver = make_approved(), make_approved(), make_approver()
    batch = freeze([changed, other])
    changes: dict[str, Callable[[], object]] = {
        "held": lambda: stipends.hold(changed, "Wait", by=approver, at=LATER),
        "unapproved": lambda: stipends.unapprove(changed, "A mistake", by=approver, at=LATER),
        "details": lambda: give_details(changed, other_details(changed), at=LATER),
        "approver left": lambda: changed.approved_by.groups.set([]) if changed.approved_by else None,
        "void": lambda: stipends.void(changed, "A mistake", by=approver, at=LATER),
    }
    changes[what]()

    with pytest.raises(Refused):
        workflow.send(PayoutBatch.objects.get(pk=batch.pk), by=make_payout_officer(), at=LATER)

    assert PayoutBatch.objects.get(pk=batch.pk).status == B.FROZEN
    assert set(batch.payouts.values_list("status", flat=True)) == {P.CREATED}
    assert fresh(other).status == S.APPROVED
    assert all_green()


def test_a_changed_and_newly_approved_recipient_is_not_paid_by_the_old_batch():
    stipend = make_approved()
    batch = freeze([stipend])
    approve(give_details(stipend, other_details(stipend), at=LATER))

    with pytest.raises(Refused, match="after this batch was frozen"):
        workflow.send(batch, by=make_payout_officer(), at=LATER)


def test_a_cancelled_batch_frees_its_stipends_for_another_with_a_new_attempt():
    stipend, officer = make_approved(), make_payout_officer()
    batch = freeze([stipend], by=officer)

    workflow.cancel(batch, "Wrong kind", by=officer, at=LATER)
    second = freeze([fresh(stipend)], by=officer)

    first_payout, second_payout = stipend.payouts.order_by("attempt")
    assert (first_payout.status, second_payout.status) == (P.CANCELLED, P.CREATED)
    assert first_payout.key != second_payout.key
    assert second_payout.batch == second


def test_after_a_restore_a_frozen_batch_is_kept_marked_as_sent_and_recorded_under_the_number_that_was_paid(settings):
    officer, other = make_payout_officer(), make_batch()
    batch = freeze([make_approved()], by=officer)
    number = the_payout(batch).number
    settings.PAYOUT_EPOCH = 2

    workflow.cancel(other, "Holds nothing", by=officer, at=LATER)
    with pytest.raises(Refused, match="may already have paid"):
        workflow.cancel(batch, "The bank has paid it", by=officer, at=LATER)
    settings.PAYOUT_EPOCH = 1  # as signing does
    workflow.send(batch, by=officer, at=LATER)
    settle(batch)

    assert (the_payout(batch).number, the_payout(batch).attempt, the_payout(batch).status) == (number, 1, P.PAID)
    assert all_green()


@pytest.mark.parametrize("status", [B.SENT, B.SETTLED, B.CANCELLED])
def test_a_batch_that_has_gone_out_or_ended_is_not_cancelled(status: str):
    officer = make_payout_officer()
    batch = freeze([make_approved()], by=officer) if status == B.CANCELLED else send([make_approved()], by=officer)
    if status == B.SETTLED:
        settle(batch)
    if status == B.CANCELLED:
        workflow.cancel(batch, "Wrong", by=officer, at=LATER)

    with pytest.raises(Refused):
        workflow.cancel(PayoutBatch.objects.get(pk=batch.pk), "Again", by=officer, at=LATER)


def test_a_payout_that_was_not_paid_can_be_paid_again_without_a_new_approval():
    stipend, officer = make_approved(), make_payout_officer()
    settling.reject_payout(the_payout(send([stipend])), "Address unknown", by=officer, at=LATER)
    assert fresh(stipend).status == S.APPROVED
    assert ledger.balance()["USD"]["payable"] == -500_00

    settle(send([fresh(stipend)]))

    assert fresh(stipend).status == S.PAID
    assert list(stipend.payouts.order_by("attempt").values_list("status", flat=True)) == [P.REJECTED, P.PAID]
    assert ledger.balance()["USD"] == {**ZERO, "expense": 500_00, "cash": -500_00}
    assert all_green()


def test_details_changed_while_on_its_way_count_only_if_that_payment_fails():
    stipend, officer = make_approved(), make_payout_officer()
    old, batch = stipend.payee, send([stipend])
    give_details(stipend, other_details(stipend), at=LATER)
    assert (fresh(stipend).status, fresh(stipend).payee) == (S.PAYING, old)

    settling.reject_payout(the_payout(batch), "Address unknown", by=officer, at=LATER)

    assert (fresh(stipend).status, fresh(stipend).approved_by) == (S.READY, None)
    assert fresh(stipend).payee != old
    assert all_green()


def test_returned_money_is_owed_again_and_asks_for_details():
    stipend, officer = make_paid(), make_payout_officer()

    settling.mark_returned(stipend.payouts.get(), "Account closed", by=officer, at=LATER)

    stipend = fresh(stipend)
    assert (stipend.status, stipend.payee, stipend.approved_digest) == (S.NEEDS_DETAILS, None, "")
    assert [move.target for move in stipend.moves.all()][-2:] == [S.RETURNED, S.NEEDS_DETAILS]
    assert ledger.balance()["USD"] == {**ZERO, "expense": 500_00, "payable": -500_00}
    assert all_green()


def test_returned_money_can_get_new_details_after_the_closing_date():
    stipend, officer = make_paid(), make_payout_officer()
    settling.mark_returned(stipend.payouts.get(), "Account closed", by=officer, at=LATER)
    late = stipend.enrollment.cohort.details_close_at + timedelta(days=30)

    stipend = give_details(stipend, other_details(stipend), at=late)

    assert stipend.status == S.READY
    waited = late + timedelta(hours=72)
    settle(send([approve(stipend, at=waited)], at=waited))
    assert fresh(stipend).status == S.PAID
    assert all_green()


def test_a_reference_stands_at_one_payout_only():
    batch, officer = send([make_approved(), make_approved()]), make_payout_officer()
    first, second = Payout.objects.filter(batch=batch)
    settling.settle(first, "R-1", by=officer, at=LATER)

    with pytest.raises(Refused, match="already stands"):
        settling.settle(second, "R-1", by=officer, at=LATER)

    assert Payout.objects.get(pk=second.pk).status == P.SENDING
    assert fresh(second.stipend).status == S.PAYING
    assert all_green()


def test_settling_twice_is_refused_and_changes_nothing():
    batch, officer = send([make_approved()]), make_payout_officer()
    stale = the_payout(batch)
    settle(batch)
    entries = LedgerEntry.objects.count()

    with pytest.raises(Refused):
        settling.settle(stale, "R-2", by=officer, at=LATER)

    assert LedgerEntry.objects.count() == entries
    assert the_payout(batch).reference == f"REF-{stale.number}"


def test_a_batch_frozen_twice_from_stale_pages_keeps_the_first():
    officer, first, second = make_payout_officer(), make_approved(), make_approved()
    batch = make_batch(by=officer)
    stale = PayoutBatch.objects.get(pk=batch.pk)
    workflow.freeze(batch, [first], by=officer, at=LATER)

    with pytest.raises(Refused):
        workflow.freeze(stale, [second], by=officer, at=LATER)

    assert [payout.stipend for payout in batch.payouts.all()] == [first]
    assert not second.payouts.exists()


def test_a_bank_batch_carries_the_reference_that_finance_entered():
    stipend = make_approved(method="bank")

    batch = freeze([stipend], provider="bank_csv")

    assert f"R-{stipend.enrollment.person.pk}" in batch.file
    assert "Intro to ML Safety stipend" in batch.file
