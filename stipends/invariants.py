"""What must always be true of the book, each with a name: read by `manage.py check_ledger` and the ledger page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from stipends import payout_file
from stipends.models import LedgerEntry, Payout, PayoutBatch, Stipend, StipendTerms
from stipends.models.payout import CARRIED, IN_FLIGHT, LIVE
from stipends.models.stipend import COMMITTED
from stipends.providers import CAPABILITIES

Account, Event = LedgerEntry.Account, LedgerEntry.Event
FROZEN = [PayoutBatch.Status.FROZEN, PayoutBatch.Status.SENT, PayoutBatch.Status.SETTLED]

# Where the money of a stipend stands, by its status: the account holding minus its amount. None: nothing is owed.
OWED = {
    Stipend.Status.NEEDS_DETAILS: Account.PAYABLE,
    Stipend.Status.READY: Account.PAYABLE,
    Stipend.Status.APPROVED: Account.PAYABLE,
    Stipend.Status.RETURNED: Account.PAYABLE,
    Stipend.Status.PAYING: Account.IN_TRANSIT,
    Stipend.Status.PAID: Account.CASH,
    Stipend.Status.DECLINED: None,
    Stipend.Status.REJECTED: None,
    Stipend.Status.VOID: None,
}
# The events a payout must have booked, by its status: one of these sets.
BOOKED: dict[str, list[set[LedgerEntry.Event]]] = {
    **{status: [{Event.SENDING}] for status in IN_FLIGHT},
    Payout.Status.CREATED: [set()],
    Payout.Status.CANCELLED: [set()],
    Payout.Status.PAID: [{Event.SENDING, Event.PAID}],
    Payout.Status.REJECTED: [{Event.SENDING, Event.NOT_PAID}],
    Payout.Status.RETURNED: [{Event.SENDING, Event.PAID, Event.RETURNED}, {Event.SENDING, Event.NOT_PAID}],
}


@dataclass(frozen=True)
class Invariant:
    """A claim about the book, and every place where it is broken."""

    name: str
    broken: list[str]

    @property
    def holds(self) -> bool:
        return not self.broken


def check() -> list[Invariant]:
    """Every invariant, in a fixed order and a fixed number of queries."""
    return [Invariant(name, list(find())) for name, find in INVARIANTS.items()]


def unbalanced_groups() -> Iterator[str]:
    groups = LedgerEntry.objects.order_by().values("group").annotate(
        cents=Sum("amount_cents"), entries=Count("pk"), currencies=Count("currency", distinct=True)
    )  # fmt: skip
    for row in groups.exclude(cents=0, entries=2, currencies=1):
        yield f"Group {row['group']}: {row['entries']} entries add up to {row['cents']} cents."


def twice_live() -> Iterator[str]:
    live = Payout.objects.filter(status__in=LIVE).order_by().values("stipend").annotate(count=Count("pk"))
    for row in live.filter(count__gt=1):
        yield f"Stipend {row['stipend']} has {row['count']} live payouts."


def stipend_against_payouts() -> Iterator[str]:
    yield from _disagree(Stipend.Status.PAID, [Payout.Status.PAID])
    yield from _disagree(Stipend.Status.PAYING, IN_FLIGHT)


def _disagree(status: Stipend.Status, payout_statuses: list[str]) -> Iterator[str]:
    payout = Exists(Payout.objects.filter(stipend=OuterRef("pk"), status__in=payout_statuses))
    for stipend in _named(Stipend.objects.filter(Q(status=status) & ~payout | ~Q(status=status) & payout)):
        has = "no" if stipend.status == status else "a"
        yield f"{stipend} is {stipend.get_status_display().lower()} and has {has} payout that says so."


def status_against_entries() -> Iterator[str]:
    accounts = {account: Sum("ledger_entries__amount_cents", filter=Q(ledger_entries__account=account), default=0)
                for account in Account.values}  # fmt: skip
    for stipend in _named(Stipend.objects.annotate(**accounts)):
        owed = OWED[Stipend.Status(stipend.status)]
        expected = dict.fromkeys(Account.values, 0)
        if owed:
            expected |= {Account.EXPENSE.value: stipend.amount_cents, owed.value: -stipend.amount_cents}
        if any(getattr(stipend, account) != cents for account, cents in expected.items()):
            yield f"{stipend} is {stipend.get_status_display().lower()}, which its entries do not say."


def payout_against_entries() -> Iterator[str]:
    booked: dict[int, list[str]] = {}
    for row in (
        LedgerEntry.objects.filter(payout__isnull=False).order_by().values("payout", "event", "group").distinct()
    ):
        booked.setdefault(row["payout"], []).append(row["event"])
    for pk, number, status in Payout.objects.values_list("pk", "number", "status"):
        if sorted(booked.get(pk, [])) not in [sorted(events) for events in BOOKED[status]]:
            yield f"Payout {number} is {status} and has booked {', '.join(sorted(booked.get(pk, []))) or 'nothing'}."


def batch_against_what_was_frozen() -> Iterator[str]:
    sums = PayoutBatch.objects.filter(status__in=FROZEN).annotate(
        lines=Count("payouts"), cents=Sum("payouts__net_cents", default=0)
    )
    for batch in sums.exclude(lines=F("payout_count"), cents=F("total_cents")):
        yield f"{batch} says {batch.payout_count} payouts of {batch.total}, and its lines say otherwise."
    for batch in PayoutBatch.objects.filter(status__in=FROZEN):
        if payout_file.sha256(batch.file) != batch.sha256:
            yield f"The file of {batch} is not the one that was frozen."


def left_alone() -> Iterator[str]:
    """In flight, and neither is a machine to look again, nor are people asked to."""
    by_machine = [kind for kind, able in CAPABILITIES.items() if able.is_api]
    asked = Q(status__in=CARRIED, due_at__isnull=True) | Q(status="needs_review", due_at__isnull=False)
    for payout in Payout.objects.filter(asked, batch__provider__in=by_machine):
        yield f"{payout} is {payout.get_status_display().lower()}, and nobody will look at it again."


def fewer_than_three_people() -> Iterator[str]:
    same = Q(person=F("approver")) | Q(person=F("releaser")) | Q(approver=F("releaser"))
    for payout in Payout.objects.filter(same | ~Q(person=F("stipend__enrollment__person"))):
        yield f"{payout}: payee, approver and payout officer are not three people, or the payee is another person."


def paid_against_approved() -> Iterator[str]:
    wrong = ~Q(payee_digest=F("payee__digest")) | ~Q(payee__person=F("person"))
    wrong |= ~Q(gross_cents=F("stipend__amount_cents")) | ~Q(currency=F("stipend__currency"))
    wrong |= ~Q(currency=F("batch__currency"))
    for payout in Payout.objects.filter(wrong):
        yield f"{payout} pays another amount or another recipient than was approved."
    for stipend in _named(Stipend.objects.committed().exclude(approved_digest=F("payee__digest"))):
        yield f"{stipend}: the approved payee details are not the current ones."


def over_budget() -> Iterator[str]:
    committed = Q(stipends__status__in=COMMITTED)
    sums = StipendTerms.objects.annotate(cents=Sum("stipends__amount_cents", filter=committed, default=0))
    for terms in sums.filter(cents__gt=F("budget_cents")).select_related("cohort"):
        yield f"{terms.cohort}: more is approved than its budget of {terms.budget}."


def _named(stipends: QuerySet[Stipend]) -> QuerySet[Stipend]:
    return stipends.select_related("enrollment__person")


INVARIANTS: dict[str, Callable[[], Iterator[str]]] = {
    "Every group of entries balances": unbalanced_groups,
    "No stipend has two live payouts": twice_live,
    "A stipend is paid, or on its way, exactly when a payout of it is": stipend_against_payouts,
    "Every stipend's entries say its status": status_against_entries,
    "Every payout's entries say its status": payout_against_entries,
    "Every batch and its file are the ones that were frozen": batch_against_what_was_frozen,
    "Payee, approver and payout officer are three people": fewer_than_three_people,
    "Every payment goes where and as much as was approved": paid_against_approved,
    "Every payment on its way is watched": left_alone,
    "No cohort has approved more than its budget": over_budget,
}
