"""The file a bank or PayPal takes: the same payouts always make the same bytes."""

import csv
import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mlsafety_course.exports import FORMULA, safe_cell
from stipends import money
from stipends.models import PayoutBatch


@dataclass(frozen=True)
class Line:
    """One payment as the file says it, amounts in cents."""

    number: str
    name: str
    country: str
    method: str
    destination: str
    cents: int
    currency: str
    purpose: str


@dataclass(frozen=True)
class Profile:
    """How one kind of file looks. An empty header is left out."""

    header: Sequence[str]
    row: Callable[[Line], Sequence[str]]


def _bank_row(line: Line) -> Sequence[str]:
    amount = money.decimal(line.cents)
    return (line.number, line.name, line.country, line.method, line.destination, amount, line.currency, line.purpose)


def _paypal_row(line: Line) -> Sequence[str]:
    """As PayPal documents its Payouts web file: recipient, amount, currency, customer id, note, wallet."""
    return (line.destination, money.decimal(line.cents), line.currency, line.number, line.purpose, "PAYPAL")


PAYPAL = Profile(header=(), row=_paypal_row)
PROFILES = {
    PayoutBatch.Provider.BANK_CSV.value: Profile(
        header=("Payout number", "Name", "Country", "Method", "Recipient", "Amount", "Currency", "Purpose"),
        row=_bank_row,
    ),
    PayoutBatch.Provider.PAYPAL_CSV.value: PAYPAL,
    PayoutBatch.Provider.PAYPAL_API.value: PAYPAL,  # what the machine is told, kept for the books
}


def render(provider: str, lines: Sequence[Line]) -> str:
    """The whole file as text, ordered by payout number. No cell of it is a formula to a spreadsheet."""
    profile = PROFILES[provider]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if profile.header:
        writer.writerow(profile.header)
    for line in sorted(lines, key=lambda line: line.number):
        writer.writerow([safe_cell(cell) for cell in profile.row(line)])
    return out.getvalue()


def sha256(text: str) -> str:
    """The name of the file's bytes (UTF-8)."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_writable(text: str) -> bool:
    """Whether the text goes into a file as it is: a guarded formula would be another recipient."""
    return not text.startswith(FORMULA) and text.isprintable()
