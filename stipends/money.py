"""Cents as people read them, and back."""

from decimal import ROUND_HALF_UP, Decimal

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


def decimal(cents: int) -> str:
    """What a file says: 50000 is `500.00`."""
    sign, whole = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def text(cents: int, currency: str) -> str:
    """What a person reads: 50000 USD is `$500.00`, 50000 SEK is `500.00 SEK`."""
    sign, whole = ("-", -cents) if cents < 0 else ("", cents)
    number = f"{whole // 100:,}.{whole % 100:02d}"
    return f"{sign}{SIGNS[currency]}{number}" if currency in SIGNS else f"{sign}{number} {currency}"


def to_cents(amount: Decimal) -> int:
    """Whole cents of an amount, half a cent rounded up."""
    return int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
