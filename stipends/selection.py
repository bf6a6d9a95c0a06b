"""Stipends chosen for one act, and the digest of what the person saw of them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stipends import money
from stipends.models import Stipend
from stipends.warnings import Remark


@dataclass(frozen=True)
class Row:
    """One stipend as a page shows it."""

    stipend: Stipend
    warnings: Sequence[Remark] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Nothing but notes: it may be chosen by itself."""
        return all(warning.weight == "note" for warning in self.warnings)

    @property
    def evidence(self) -> Sequence[Mapping[str, object]]:
        """What was required and what was done, as the award kept it."""
        requirements: Sequence[Mapping[str, object]] = self.stipend.completion.evidence.get("requirements", [])
        return requirements

    @property
    def exceptions(self) -> Sequence[Mapping[str, object]]:
        exceptions: Sequence[Mapping[str, object]] = self.stipend.completion.evidence.get("exceptions", [])
        return exceptions


@dataclass(frozen=True)
class Selection:
    rows: Sequence[Row]

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def total(self) -> str:
        """The gross sum, by currency: `$1,000.00 and €500.00`."""
        return self._sum("amount_cents")

    @property
    def withheld(self) -> str:
        """What is kept back of it; empty where nothing is."""
        return self._sum("withheld_cents") if any(row.stipend.withheld_cents for row in self.rows) else ""

    @property
    def net(self) -> str:
        return self._sum("net_cents")

    def _sum(self, field: str) -> str:
        sums: dict[str, int] = {}
        for row in self.rows:
            sums[row.stipend.currency] = sums.get(row.stipend.currency, 0) + getattr(row.stipend, field)
        found = [money.text(cents, currency) for currency, cents in sorted(sums.items())]
        return " and ".join(found or [money.text(0, "USD")])

    @property
    def digest(self) -> str:
        """Names every person, amount, payee and warning seen: it differs as soon as one of them does."""
        seen = sorted(
            f"{row.stipend.public_id} {row.stipend.amount_cents} {row.stipend.withheld_cents} {row.stipend.currency} "
            f"{row.stipend.payee.digest if row.stipend.payee else '-'} {[warning.code for warning in row.warnings]}"
            for row in self.rows
        )
        return hashlib.sha256("\n".join(seen).encode()).hexdigest()
