"""Reading `table.txt`: who gets which answer at which address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tests.guards.addresses import Address
from tests.guards.world import ROLES

TABLE = Path(__file__).with_name("table.txt")
NOTHING = "-"


@dataclass(frozen=True)
class Row:
    """What each role is answered. `name` may end in `*`; `labels` name objects of the world."""

    name: str
    method: str
    labels: tuple[str, ...]
    answers: dict[str, str]

    @property
    def is_group(self) -> bool:
        """Whether it speaks of all addresses of a package that is not ours."""
        return self.name.endswith("*")

    def is_about(self, address: Address) -> bool:
        return fnmatchcase(address.name, self.name)


def read(text: str) -> list[Row]:
    """Columns divided by spaces; `#` begins a comment. Raises ValueError for a row with a column too many or few."""
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.partition("#")[0].split()
        if not cells:
            continue
        if len(cells) != len(ROLES) + 3:
            raise ValueError(f"Line {number} has {len(cells)} columns instead of {len(ROLES) + 3}: {line}")
        name, method, labels, *answers = cells
        rows.append(Row(name, method, tuple(labels.split(",")), dict(zip(ROLES, answers, strict=True))))
    return rows


def the_table() -> list[Row]:
    return read(TABLE.read_text("utf-8"))


def gaps(addresses: Iterable[Address], rows: list[Row]) -> list[str]:
    """Addresses that no row names, rows whose address is gone, and rows that leave out what does not exist."""
    addresses = list(addresses)
    found = [
        f"{address.name} (/{address.route}) is not in the table" for address in addresses if not rows_of(address, rows)
    ]
    found += [
        f"{row.name} {row.method} is in the table and no longer in the resolver"
        for row in rows
        if not any(row.is_about(address) for address in addresses)
    ]
    for address in addresses:
        own = [row for row in rows_of(address, rows) if not row.is_group]
        for method in {row.method for row in own}:
            labels = {label for row in own if row.method == method for label in row.labels}
            if address.takes and not labels > {"missing"}:
                found.append(f"{address.name} {method} needs a row for what exists and one for what is missing")
    return found


def rows_of(address: Address, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.is_about(address)]
