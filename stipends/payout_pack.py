"""What finance files with a batch: its file, totals, budget codes, purposes and people; the same bytes at every call.

All of it is written down when the batch is frozen, so that nothing that changes later changes a pack.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from mlsafety_course import exports
from stipends import money
from stipends.models import Payee, Payout, PayoutBatch
from stipends.models.terms import Bearer

SUMS = {"gross_cents": "Gross", "withheld_cents": "Withheld", "net_cents": "Net"}
GROUPS = {
    "country": "Country",
    "method": "Method",
    "budget": "Budget",
    "approver": "Approved by",
    "fee_bearer": "Fee borne by",
}
LINES = {"payout": "Payout number", "cohort": "Cohort", **GROUPS, "withheld_reason": "Reason", **SUMS}
METHODS, BEARERS = dict(Payee.Method.choices), dict(Bearer.choices)
OLDEST = 1980  # a ZIP knows no earlier year


def facts(payouts: Sequence[Payout]) -> str:
    """What a batch says of these payouts from its freezing on, as JSON without a payee's name or destination."""
    lines = [_line(payout) for payout in sorted(payouts, key=lambda payout: payout.number)]
    found = {
        "officer": str(payouts[0].releaser),
        **{key: sum(line[key] for line in lines) for key in SUMS},
        "totals": {group: _totals(lines, group) for group in GROUPS},
        "lines": lines,
    }
    return json.dumps(found, ensure_ascii=False, sort_keys=True)


def _line(row: Payout) -> dict[str, Any]:
    terms = row.stipend.terms
    return {
        "payout": row.number, "cohort": row.stipend.enrollment.cohort.title, "country": row.payee.country,
        "method": METHODS[row.payee.method], "budget": f"{terms.budget_code}: {terms.purpose}",
        "approver": str(row.approver), "fee_bearer": BEARERS[row.fee_bearer], "withheld_reason": row.withheld_reason,
        **{key: getattr(row, key) for key in SUMS},
    }  # fmt: skip


def _totals(lines: Iterable[dict[str, Any]], group: str) -> list[dict[str, Any]]:
    """By what the lines say of `group`: how many, and cents of gross, withheld and net."""
    sums: dict[str, dict[str, Any]] = {}
    for line in lines:
        name = line[group]
        total = sums.setdefault(name, {"name": name, "payouts": 0, **dict.fromkeys(SUMS, 0)})
        for key, more in {"payouts": 1, **{key: line[key] for key in SUMS}}.items():
            total[key] += more
    return [total for _, total in sorted(sums.items())]


def read(batch: PayoutBatch) -> dict[str, Any]:
    """What was written down; empty for a batch that was never frozen."""
    found: dict[str, Any] = json.loads(batch.pack) if batch.pack else {}
    return found


def in_words(found: dict[str, Any], group: str, currency: str) -> list[dict[str, Any]]:
    """The totals of one group for a page."""
    return [
        {**row, **{key.removesuffix("_cents"): money.text(row[key], currency) for key in SUMS}}
        for row in found["totals"][group]
    ]


def archive(batch: PayoutBatch, *, with_file: bool) -> bytes:
    """The pack as a ZIP, byte for byte the same at every call. Without the file where a machine pays from it."""
    found = read(batch)
    inside = {"totals.csv": _totals_csv(found, batch.currency), "payouts.csv": _lines_csv(found)}
    if with_file:
        inside[batch.file_name] = batch.file
    inside["read-first.txt"] = _cover(batch, found)
    sums = "".join(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in sorted(inside.items()))
    inside["SHA256SUMS"] = sums
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, text in sorted(inside.items()):
            packed.writestr(_entry(name, batch.frozen_at), text.encode())
    return out.getvalue()


def _entry(name: str, at: datetime | None) -> zipfile.ZipInfo:
    """A name in a ZIP that says nothing of the machine or the moment it was made."""
    made = at.timetuple()[:6] if at and at.year >= OLDEST else (OLDEST, 1, 1, 0, 0, 0)
    entry = zipfile.ZipInfo(name, date_time=made)
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry


def _cover(batch: PayoutBatch, found: dict[str, Any]) -> str:
    """What whoever files it reads first."""
    totals, currency = found["totals"], batch.currency
    lines = [
        f"{batch}, {batch.get_provider_display()}",
        f"Payouts: {batch.payout_count}",
        *(f"{label}: {money.text(found[key], currency)}" for key, label in SUMS.items()),
        *(f"Budget: {row['name']}, {money.text(row['gross_cents'], currency)}" for row in totals["budget"]),
        *(f"Approved by: {row['name']}, {row['payouts']}" for row in totals["approver"]),
        f"Frozen by: {found['officer']}, {exports.safe_cell(batch.frozen_at)}",
        f"SHA-256 of {batch.file_name}: {batch.sha256}",
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _totals_csv(found: dict[str, Any], currency: str) -> str:
    rows = [
        [label, row["name"], row["payouts"], *(money.decimal(row[key]) for key in SUMS), currency]
        for group, label in GROUPS.items()
        for row in found["totals"][group]
    ]
    return exports.csv_text(["By", "Of", "Payouts", *SUMS.values(), "Currency"], rows)


def _lines_csv(found: dict[str, Any]) -> str:
    rows = [[money.decimal(row[key]) if key in SUMS else row[key] for key in LINES] for row in found["lines"]]
    return exports.csv_text(list(LINES.values()), rows)
