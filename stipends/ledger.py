"""The book: what each event posts, and what the accounts hold."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from accounts.models import User
from cohorts.models import Cohort
from mlsafety_course.charts import Bar, Bars, Part, Tone
from stipends import money
from stipends.invariants import Invariant, check
from stipends.models import LedgerEntry, Payout, Stipend
from stipends.models.terms import StipendTermsQuerySet

__all__ = ["POSTINGS", "Invariant", "balance", "budgets", "check", "post", "with_came_back"]

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
STEPS: dict[str, tuple[str, Tone]] = {
    "paid": ("Paid", "good"),
    "in_flight": ("On its way", "going"),
    "approved": ("Approved", "accent"),
    "owed": ("Earned, not approved", "quiet"),
    "came_back": ("Came back", "bad"),
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


def with_came_back(terms: StipendTermsQuerySet) -> StipendTermsQuerySet:
    """Beside `with_totals`, `came_back_cents`: the part of what is owed that was paid once and came back."""
    waits = Q(stipends__status__in=["needs_details", "ready", "returned"])
    came_back = Q(Exists(Payout.objects.filter(stipend=OuterRef("stipends"), status=Payout.Status.RETURNED)))
    return terms.annotate(came_back_cents=Sum("stipends__amount_cents", filter=waits & came_back, default=0))


def budgets(terms: Iterable[Any]) -> list[Bars]:
    """A chart for each currency: what each cohort pays, step by step, against its budget."""
    bars: dict[str, list[Bar]] = {}
    for term in terms:
        cents = {step: getattr(term, f"{step}_cents") for step in STEPS}
        cents["owed"] -= cents["came_back"]
        parts = [Part(label, cents[step], tone) for step, (label, tone) in STEPS.items()]
        bars.setdefault(term.currency, []).append(Bar(str(term.cohort), parts, term.budget_cents))
    return [
        Bars(
            key=f"budgets-{currency.lower()}",
            title=f"Paid, promised and earned, against the budget, in {currency}",
            things="Cohort",
            target_label="Budget",
            written=partial(money.text, currency=currency),
            bars=found,
        )
        for currency, found in sorted(bars.items())
    ]


def _occasion(event: LedgerEntry.Event, stipend: Stipend) -> int:
    """1 for opening; giving up and taking back can happen again. An opening is booked once by its constant key."""
    if event == Event.OPENED:
        return 1
    return 1 + LedgerEntry.objects.filter(stipend=stipend, event=event).values("group").distinct().count()
