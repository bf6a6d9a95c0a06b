"""What is asked of a provider, and the few things it can have said. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Capabilities:
    """What a provider can do. Empty `currencies`: any. `key_life`: how long it knows a key again, where it has keys.
    `book_life`: how far back it lists what it paid, where it lists.

    `can_look_up`: a payment can be read by the provider's own reference, without asking for it again.
    `holds_unclaimed`: money for somebody without an account is kept until they claim it, or comes back.
    """

    methods: frozenset[str]
    max_rows: int
    currencies: frozenset[str] = frozenset()
    is_api: bool = False
    idempotent: bool = False
    can_look_up: bool = False
    holds_unclaimed: bool = False
    key_life: timedelta | None = None
    book_life: timedelta | None = None

    def may_repeat(self, age: timedelta) -> bool:
        """Whether the same key may be sent again, `age` after it first was: within half of its life, never later."""
        return self.idempotent and self.key_life is not None and age < self.key_life / 2


@dataclass(frozen=True)
class Payment:
    """One payment as we ask for it. `reference`: the provider's own, once it has told us; amounts in cents."""

    key: str
    number: str
    receiver: str
    cents: int
    currency: str
    note: str
    reference: str = ""


@dataclass(frozen=True)
class Line:
    """One payment as the provider's book has it. `status`: paid, pending, unclaimed, failed or returned."""

    reference: str
    transaction_id: str
    number: str
    receiver: str
    cents: int
    currency: str
    status: str
    fee_cents: int = 0
    sentence: str = ""


@dataclass(frozen=True)
class Found:
    """The provider has it, and this is how it stands."""

    line: Line


@dataclass(frozen=True)
class Taken:
    """The provider has just taken it under its own reference; how it ends, it says later."""

    reference: str


@dataclass(frozen=True)
class Declined:
    """The provider did not take the request. Where no request can have arrived before, nothing was paid."""

    sentence: str


@dataclass(frozen=True)
class NothingSent:
    """No request for money left here, and nothing was learnt: try again after `wait`, or when it suits."""

    sentence: str
    wait: timedelta | None = None


@dataclass(frozen=True)
class Unclear:
    """A request left, and what came back does not say what became of it."""

    sentence: str


@dataclass(frozen=True)
class Contradiction:
    """The provider says something that cannot be true of this payment: no machine goes on from here."""

    sentence: str


Answer = Found | Taken | Declined | NothingSent | Unclear | Contradiction


def difference(payment: Payment, line: Line) -> tuple[str, str]:
    """What differs between a payment and the provider's book, as (kind, sentence); both empty where nothing does."""
    found = ("", "")
    if line.currency != payment.currency:
        found = ("currency", f"{payment.number} was to be paid in {payment.currency}, and is there in {line.currency}.")
    elif line.cents != payment.cents:
        found = ("amount", f"{payment.number} is of {payment.cents} cents here, and of {line.cents} there.")
    elif line.receiver and line.receiver.casefold() != payment.receiver.casefold():
        found = ("payee", f"{payment.number} went to another address than the approved one.")
    elif line.number != payment.number:
        found = ("unknown", f"Under the reference of {payment.number} the provider has another payment.")
    return found
