"""Our book held against the provider's: eight ways in which they can differ. Plain values in and out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from stipends.providers.answers import Line, Payment, difference

THERE = {"paid", "pending", "unclaimed"}
HERE = {"sending", "unknown", "unclaimed", "needs_review", "paid"}


@dataclass(frozen=True)
class Ours:
    """One payout of ours, or one that we never made (`status` empty) under the number that it would have.

    `is_asked`: the provider was asked about it, so that its silence means something.
    """

    payment: Payment
    status: str
    transaction_id: str = ""
    is_asked: bool = False

    @property
    def number(self) -> str:
        return self.payment.number


@dataclass(frozen=True)
class Difference:
    """One mismatch, in words for finance."""

    kind: str
    number: str
    reference: str
    sentence: str


def compare(ours: Sequence[Ours], theirs: Iterable[Line]) -> list[Difference]:
    """Every difference, in the order of our payouts; what belongs to none of ours comes last."""
    by_number = {own.number: own for own in ours}
    by_transaction = {own.transaction_id: own for own in ours if own.transaction_id}
    lines: dict[str, dict[str, Line]] = {own.number: {} for own in ours}
    strange: list[Difference] = []
    for line in theirs:
        own = by_transaction.get(line.transaction_id) or by_number.get(line.number)
        if own is None:
            strange.append(_unknown(line))
        else:
            name = line.transaction_id or line.reference
            lines[own.number].setdefault(name, replace(line, number=line.number or own.number))
    return [found for own in ours for found in _judge(own, lines[own.number])] + strange


def _judge(own: Ours, lines: Mapping[str, Line]) -> list[Difference]:
    there = [line for line in lines.values() if line.status in THERE]
    came_back = [line for line in lines.values() if line.status == "returned"]
    if own.status == "paid" and came_back and not there:
        return [_difference(own, "returned", came_back[0], f"{own.number} is paid here, and came back there.")]
    if own.status == "paid" and own.is_asked and not there:
        return [Difference("missing", own.number, own.payment.reference, f"{own.number} is paid here, and not there.")]
    if not there:
        return []
    found = []
    if own.status not in HERE:
        how = f"is {own.status} here" if own.status else "was never sent from here"
        found.append(_difference(own, "extra", there[0], f"{own.number} {how}, and there it is {there[0].status}."))
    if len(there) > 1:
        found.append(_difference(own, "twice", there[1], f"{own.number} is there {len(there)} times."))
    kind, sentence = difference(own.payment, there[0])
    return [*found, _difference(own, kind, there[0], sentence)] if kind else found


def _difference(own: Ours, kind: str, line: Line, sentence: str) -> Difference:
    return Difference(kind, own.number, line.transaction_id or line.reference, sentence)


def _unknown(line: Line) -> Difference:
    reference = line.transaction_id or line.reference
    what = f"{reference or 'a payment without a name'}, {line.cents} cents {line.currency}"
    return Difference("unknown", line.number, reference, f"The provider has {what}, of which nothing is known here.")
