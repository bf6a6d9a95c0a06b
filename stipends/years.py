"""What each person was paid in one year, for the tax office and for whoever asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from stipends import money
from stipends.models import Payout


@dataclass(frozen=True)
class PersonYear:
    """One person's payments of a year in one currency, the earliest first."""

    payouts: list[Payout]

    @property
    def first(self) -> Payout:
        return self.payouts[0]

    @property
    def countries(self) -> str:
        """Where it was paid to, each country once."""
        return ", ".join(dict.fromkeys(payout.payee.country for payout in self.payouts))

    @property
    def legal_names(self) -> str:
        return ", ".join(dict.fromkeys(payout.payee.legal_name for payout in self.payouts))

    @property
    def gross(self) -> str:
        return self._sum("gross_cents")

    @property
    def withheld(self) -> str:
        return self._sum("withheld_cents")

    @property
    def net(self) -> str:
        return self._sum("net_cents")

    def _sum(self, cents: str) -> str:
        return money.text(sum(getattr(payout, cents) for payout in self.payouts), self.first.currency)


def by_person(payouts: Iterable[Payout]) -> list[PersonYear]:
    """Of payouts in the order of `paid_in`."""
    return [PersonYear(list(rows)) for _, rows in groupby(payouts, lambda row: (row.person_id, row.currency))]


def totals(payouts: Iterable[Payout]) -> list[tuple[str, ...]]:
    """By currency: its code, and gross, withheld and net of all."""
    sums: dict[str, list[int]] = {}
    for payout in payouts:
        cents = sums.setdefault(payout.currency, [0, 0, 0])
        for place, part in enumerate((payout.gross_cents, payout.withheld_cents, payout.net_cents)):
            cents[place] += part
    return [(code, *(money.text(part, code) for part in cents)) for code, cents in sorted(sums.items())]
