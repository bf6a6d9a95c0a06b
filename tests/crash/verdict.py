"""What really happened, by the simulator's own book, against what ours says."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from stipends import ledger
from stipends.models import LedgerEntry, Payout, Stipend

MOVED = {"SUCCESS", "UNCLAIMED"}  # money that has left; what came back or failed has not


@dataclass(frozen=True)
class Verdict:
    """`double`: stipends paid more than once there. `lost`: stipends nobody paid. `unbooked`: paid there, not here.
    `unapproved`: paid there to another address, of another amount, or without the word of two other people."""

    double: int
    lost: int
    unbooked: int
    unapproved: int
    ledger: int

    def __str__(self) -> str:
        counts = f"{self.double} double, {self.lost} lost, {self.unbooked} unbooked, {self.unapproved} unapproved"
        return f"{counts}, ledger {self.ledger}"

    @property
    def is_clean(self) -> bool:
        return not any(vars(self).values())


def judge(payments: list[dict[str, Any]]) -> Verdict:
    """Compare the simulator's payments with every stipend there is."""
    payouts = {payout.number: payout for payout in Payout.objects.with_people().select_related("stipend__payee")}
    moved = [payment for payment in payments if payment["status"] in MOVED]
    owners = Counter(payouts[payment["number"]].stipend_id for payment in moved if payment["number"] in payouts)
    return Verdict(
        double=sum(count > 1 for count in owners.values()),
        lost=sum(owners[pk] == 0 for pk in Stipend.objects.values_list("pk", flat=True)),
        unbooked=sum(_is_unbooked(payment, payouts) for payment in moved),
        unapproved=sum(not _is_approved(payment, payouts) for payment in moved),
        ledger=abs(LedgerEntry.objects.aggregate(cents=Sum("amount_cents", default=0))["cents"])
        + sum(len(invariant.broken) for invariant in ledger.check()),
    )


def _is_unbooked(payment: dict[str, Any], payouts: dict[str, Payout]) -> bool:
    payout = payouts.get(payment["number"])
    return payout is None or payout.status != "paid" or payout.reference != payment["reference"]


def _is_approved(payment: dict[str, Any], payouts: dict[str, Payout]) -> bool:
    payout = payouts.get(payment["number"])
    if payout is None or len({payout.person_id, payout.approver_id, payout.releaser_id}) != 3:
        return False
    said = (payment["receiver"], payment["value"], payment["currency"])
    approved = (payout.payee.destination, f"{payout.net_cents / 100:.2f}", payout.currency)
    history = set(payout.stipend.moves.filter(target="approved").values_list("by", flat=True))
    return said == approved and payout.approver_id in history and payout.batch.sent_by_id is not None
