"""The book: what each event posts, and what the accounts hold."""

import uuid
from datetime import datetime

from django.db.models import QuerySet, Sum

from accounts.models import User
from cohorts.models import Cohort
from stipends.invariants import Invariant, check
from stipends.models import LedgerEntry, Payout, Stipend

__all__ = ["POSTINGS", "Invariant", "balance", "check", "post"]

Account, Event = LedgerEntry.Account, LedgerEntry.Event
NAMESPACE = uuid.UUID("5f0b1c39-6f55-5b0e-9f0e-6a3a1f1c7e55")

# event: (account that is debited, account that is credited)
POSTINGS = {
    Event.OPENED: (Account.EXPENSE, Account.PAYABLE),
    Event.SENDING: (Account.PAYABLE, Account.IN_TRANSIT),
    Event.PAID: (Account.IN_TRANSIT, Account.CASH),
    Event.NOT_PAID: (Account.IN_TRANSIT, Account.PAYABLE),
    Event.RETURNED: (Account.CASH, Account.PAYABLE),
    Event.GIVEN_UP: (Account.PAYABLE, Account.EXPENSE),
    Event.REINSTATED: (Account.EXPENSE, Account.PAYABLE),
}


def post(
    event: LedgerEntry.Event, stipend: Stipend, *, payout: Payout | None = None, by: User | None, at: datetime
) -> None:
    """Post the pair of entries of one event, in the transaction of the act and after its arrow (which locks the row).

    The key names payout or stipend, event and occasion, so that the same event cannot be booked twice.
    """
    key = f"{event}:{payout.number}" if payout else f"{event}:{stipend.public_id}:{_occasion(event, stipend)}"
    debit, credit = POSTINGS[event]
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            group=uuid.uuid5(NAMESPACE, key),
            key=f"{key}:{account}",
            event=event,
            account=account,
            amount_cents=cents,
            currency=stipend.currency,
            stipend=stipend,
            payout=payout,
            by=by,
            at=at,
        )
        for account, cents in ((debit, stipend.amount_cents), (credit, -stipend.amount_cents))
    )


def balance(cohort: Cohort | None = None) -> dict[str, dict[str, int]]:
    """Cents by currency and account, debits positive, of one cohort or of all. A closed book adds up to zero."""
    entries: QuerySet[LedgerEntry] = LedgerEntry.objects.order_by()
    if cohort:
        entries = entries.filter(stipend__terms__cohort=cohort)
    totals: dict[str, dict[str, int]] = {}
    for row in entries.values("currency", "account").annotate(cents=Sum("amount_cents")):
        totals.setdefault(row["currency"], dict.fromkeys(Account.values, 0))[row["account"]] = row["cents"]
    return totals


def _occasion(event: LedgerEntry.Event, stipend: Stipend) -> int:
    """1 for opening; giving up and taking back can happen again. An opening is booked once by its constant key."""
    if event == Event.OPENED:
        return 1
    return 1 + LedgerEntry.objects.filter(stipend=stipend, event=event).values("group").distinct().count()
