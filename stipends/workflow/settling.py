"""How a payout that was sent ends: paid, rejected, unclaimed, returned. A machine's answer has no `by`."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Group, User
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Arrow, Refused, arrow
from stipends import emails, failpoints, ledger, providers
from stipends.ledger import Event
from stipends.models import LedgerEntry, Payout, PayoutBatch, Stipend
from stipends.models.payout import IN_FLIGHT, PayoutQuerySet
from stipends.workflow import epoch, rights
from stipends.workflow import stipend as stipends_

P = Payout.Status
SETTLE_PAYOUT = arrow(P.SENDING, P.UNKNOWN, P.UNCLAIMED, P.NEEDS_REVIEW, to=P.PAID)
REJECT_PAYOUT = arrow(P.SENDING, P.UNKNOWN, P.NEEDS_REVIEW, to=P.REJECTED)
LEAVE_UNCLAIMED = arrow(P.SENDING, P.UNKNOWN, to=P.UNCLAIMED)
LOSE_SIGHT = arrow(P.SENDING, to=P.UNKNOWN)
ASK_PEOPLE = arrow(P.UNKNOWN, to=P.NEEDS_REVIEW)
RETURN_PAYOUT = arrow(P.PAID, P.UNCLAIMED, to=P.RETURNED)
ARROWS = [SETTLE_PAYOUT, REJECT_PAYOUT, LEAVE_UNCLAIMED, LOSE_SIGHT, ASK_PEOPLE, RETURN_PAYOUT]
CLOSE = arrow(PayoutBatch.Status.SENT, to=PayoutBatch.Status.SETTLED)
CLAIMABLE_FOR = timedelta(days=30)  # PayPal's own term
AT_REST: dict[str, Any] = {"due_at": None, "lease_until": None, "misses": 0, "waits_for": ""}


@transaction.atomic
def settle(payout: Payout, reference: str, *, fee_cents: int = 0, by: User, at: datetime) -> None:
    """Record that the bank has paid a file's payout, under its own reference, which no other payout has."""
    _may_record(payout, by)
    paid(payout, by=by, at=at, reference=reference, reason=reference, fee_cents=fee_cents)


@transaction.atomic
def reject_payout(payout: Payout, reason: str, *, by: User, at: datetime) -> None:
    """Record that the bank has definitely not paid a file's payout, or that a machine's never left."""
    if providers.CAPABILITIES[payout.batch.provider].is_api:
        _keep_here(payout, by)
    else:
        _may_record(payout, by)
    not_paid(payout, reason, by=by, at=at)


@transaction.atomic
def mark_unclaimed(payout: Payout, *, by: User, at: datetime) -> None:
    """Record that PayPal holds a web file's payout until the person claims it: so long from its sending."""
    _may_record(payout, by)
    if not providers.CAPABILITIES[payout.batch.provider].holds_unclaimed:
        raise Refused("A bank pays or sends back: only PayPal holds money until it is claimed.")
    sent_at = payout.first_sent_at or payout.batch.sent_at or at
    unclaimed(payout, by=by, at=at, claim_by=sent_at + CLAIMABLE_FOR)


@transaction.atomic
def mark_returned(payout: Payout, reason: str, *, by: User, at: datetime) -> None:
    """Record that paid money came back, or what nobody claimed. It is owed as before."""
    rights.must_hold(by, Group.PAYOUT_OFFICER)
    rights.must_be_third(payout, by)
    if payout.status == P.UNCLAIMED and providers.CAPABILITIES[payout.batch.provider].is_api:
        raise Refused("Whether this is claimed or comes back, PayPal says itself. Nothing has been changed.")
    returned(payout, reason, by=by, at=at)


def never_left(batch: PayoutBatch) -> PayoutQuerySet:
    """Its payouts that an officer may still end by hand: no request can have left, neither now nor in a life of this
    database that was lost."""
    is_ours = epoch.is_current() and not epoch.is_of_an_earlier_life(batch)
    return Payout.objects.never_left().filter(batch=batch) if is_ours else Payout.objects.none()


def paid(payout: Payout, *, reference: str, by: User | None, at: datetime, reason: str = "", **fields: Any) -> None:
    """The stipend is paid, the money has left the account, the person reads it: in the caller's transaction."""
    [stipend] = lock([payout.stipend_id])
    _move(payout, SETTLE_PAYOUT, by=by, at=at, reason=reason, reference=reference, settled_at=at, **fields)
    stipends_.PAID.apply(stipend, by=by, at=at)
    _book(Event.PAID, stipend, payout, by=by, at=at)
    post.write(emails.paid(stipend, payout), at=at)
    _close_if_done(payout, by=by, at=at)


def not_paid(payout: Payout, reason: str, *, by: User | None, at: datetime) -> None:
    """The stipend is payable again, or to be approved anew where the person has changed their details meanwhile."""
    [stipend] = lock([payout.stipend_id])
    _move(payout, REJECT_PAYOUT, by=by, at=at, reason=reason)
    stipends_.NOT_PAID.apply(stipend, by=by, at=at, reason=reason)
    _book(Event.NOT_PAID, stipend, payout, by=by, at=at)
    stipends_.use_newer_details(stipend, by=by, at=at)
    post.write(emails.not_paid(stipend, payout, reason), at=at)
    _close_if_done(payout, by=by, at=at)


def unclaimed(payout: Payout, *, by: User | None, at: datetime, **fields: Any) -> None:
    """The provider holds it for the person, who is told how and by when to claim it. It is not paid."""
    [stipend] = lock([payout.stipend_id])
    _move(payout, LEAVE_UNCLAIMED, by=by, at=at, **{"claim_by": at + CLAIMABLE_FOR, **fields})
    post.write(emails.unclaimed(stipend, payout, at), at=at)


def returned(payout: Payout, reason: str, *, by: User | None, at: datetime) -> None:
    """Paid money is owed again, to details that work; money that nobody claimed goes back to the approvers."""
    [stipend] = lock([payout.stipend_id])
    was_paid = payout.status == P.PAID
    _move(payout, RETURN_PAYOUT, by=by, at=at, reason=reason)
    if was_paid:
        stipends_.RETURN.apply(stipend, by=by, at=at, reason=reason)
        stipends_.ASK_AGAIN.apply(stipend, by=by, at=at, payee=None, expected_on=None, **stipends_.UNSIGNED)
    else:
        stipends_.NOT_PAID.apply(stipend, by=by, at=at, reason=reason)
        stipends_.UNAPPROVE.apply(stipend, by=by, at=at, reason=reason, **stipends_.UNSIGNED)
        stipends_.use_newer_details(stipend, by=by, at=at)
    _book(Event.RETURNED if was_paid else Event.NOT_PAID, stipend, payout, by=by, at=at)
    letter = emails.returned(stipend, payout, reason) if was_paid else emails.not_claimed(stipend, payout)
    post.write(letter, at=at)
    _close_if_done(payout, by=by, at=at)


def lose_sight(payout: Payout, reason: str, *, at: datetime, **fields: Any) -> None:
    """A request left, and nobody can say what became of it. It is neither paid nor failed."""
    _apply(payout, LOSE_SIGHT, by=None, at=at, reason=reason, **fields)


def ask_people(payout: Payout, reason: str, *, at: datetime) -> None:
    """No machine goes on from here: two people find out, and say so with evidence."""
    if payout.status == P.SENDING:
        lose_sight(payout, reason, at=at)
    _apply(payout, ASK_PEOPLE, by=None, at=at, reason=reason, **{**AT_REST, "waits_for": reason[:200]})


def lock(pks: Iterable[int]) -> Sequence[Stipend]:
    """The stipends as they stand now, locked in order of their keys."""
    found = Stipend.objects.with_people().filter(pk__in=list(pks))
    return list(found.order_by("pk").select_for_update(of=("self",)))


def _may_record(payout: Payout, by: User) -> None:
    rights.must_hold(by, Group.PAYOUT_OFFICER)
    rights.must_be_third(payout, by)
    if providers.CAPABILITIES[payout.batch.provider].is_api:
        raise Refused("What became of this payout, the provider says itself. Nothing has been changed.")
    if payout.status not in {P.SENDING, P.CREATED, P.UNCLAIMED}:
        raise Refused(f"{payout} can no longer be recorded: it has moved on meanwhile.")


def _keep_here(payout: Payout, by: User) -> None:
    """Locks a machine's payout that never left: from here on no worker can claim it. Refused where it may have left."""
    rights.must_hold(by, Group.PAYOUT_OFFICER)
    rights.must_be_third(payout, by)
    lock([payout.stipend_id])
    if not never_left(payout.batch).filter(pk=payout.pk).select_for_update(of=("self",)):
        raise Refused(
            "A request for this payment may have left already. What became of it, the provider says itself. "
            "Nothing has been changed."
        )


def _move(payout: Payout, arrow: Arrow, **fields: Any) -> None:
    _apply(payout, arrow, **{**AT_REST, **fields})
    failpoints.reached("record.payout")


def _apply(payout: Payout, arrow: Arrow, **fields: Any) -> None:
    """The arrow; Refused with a sentence where the reference is another payout's."""
    try:
        with transaction.atomic():
            arrow.apply(payout, **fields)
    except IntegrityError as error:
        if not Payout.objects.filter(reference=fields.get("reference")).exclude(pk=payout.pk).exists():
            raise
        raise Refused(f"The reference {fields['reference']} already stands at another payout.") from error


def _book(event: LedgerEntry.Event, stipend: Stipend, payout: Payout, *, by: User | None, at: datetime) -> None:
    ledger.post(event, stipend, payout=payout, by=by, at=at)
    failpoints.reached("record.ledger")


def _close_if_done(payout: Payout, *, by: User | None, at: datetime) -> None:
    """Settle the batch with its last payout; counted under the batch's lock."""
    batch = PayoutBatch.objects.select_for_update().get(pk=payout.batch_id)
    if batch.status == PayoutBatch.Status.SENT and not batch.payouts.filter(status__in=IN_FLIGHT).exists():
        CLOSE.apply(batch, by=by, at=at)
