"""Who pays for us: one small interface, and what each provider declares that it can do."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from mlsafety_course.transitions import Refused
from stipends.models import Payee, PayoutBatch
from stipends.providers import paypal
from stipends.providers.answers import Answer, Capabilities, Line, Payment

CAPABILITIES: dict[str, Capabilities] = {
    PayoutBatch.Provider.BANK_CSV: Capabilities(
        methods=frozenset({Payee.Method.BANK.value, Payee.Method.OTHER.value}), max_rows=10_000
    ),
    PayoutBatch.Provider.PAYPAL_CSV: Capabilities(
        methods=frozenset({Payee.Method.PAYPAL.value}), max_rows=5_000, holds_unclaimed=True
    ),
    PayoutBatch.Provider.PAYPAL_API: paypal.CAPABILITIES,
}


class Machine(Protocol):
    """A provider that is asked by machine. No method raises for what the network does; `book` alone may."""

    capabilities: Capabilities

    def submit(self, payment: Payment) -> Answer: ...

    def look_up(self, payment: Payment) -> Answer: ...

    def book(self, since: datetime, until: datetime) -> Iterator[Line]: ...


def offered() -> list[str]:
    """The kinds of batches that can be opened here: files always, a machine where it is set up."""
    return [kind for kind, able in CAPABILITIES.items() if not able.is_api or settings.PAYPAL_BASE_URL]


def machine(kind: str) -> Machine:
    """The provider behind a kind of batch; Refused where it is none, not set up, or not allowed here."""
    if not CAPABILITIES[kind].is_api:
        raise Refused("Files are handed over by a person, once. No machine sends or repeats them.")
    if not settings.PAYPAL_BASE_URL or not settings.PAYPAL_CLIENT_ID or not settings.PAYPAL_SECRET:
        raise Refused("Payments by PayPal's API are not set up here. Nothing has been sent. Use a PayPal web file.")
    if connection.vendor == "sqlite" and not _is_here(settings.PAYPAL_BASE_URL):
        raise Refused(
            "This site runs on SQLite, which cannot guard payments well enough: real money needs PostgreSQL. "
            "Nothing has been sent."
        )
    return paypal.PayPal(settings.PAYPAL_BASE_URL, settings.PAYPAL_CLIENT_ID, settings.PAYPAL_SECRET)


def _is_here(address: str) -> bool:
    """Whether it is a simulator on this machine."""
    return urlsplit(address).hostname in {"localhost", "127.0.0.1", "::1"}
