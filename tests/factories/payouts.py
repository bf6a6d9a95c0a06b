"""Payouts carried by machine, for tests: a batch on its way to a simulator, and time that passes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.db.models import F

from stipends import carrier
from stipends.models import Payout, PayoutBatch, Stipend
from tests.factories.stipends import LATER, make_approved, send


def send_by_api(rows: Sequence[Stipend] | None = None) -> PayoutBatch:
    """A batch whose payouts a tick finds; nothing has been asked of the provider yet."""
    return send(rows or [make_approved()], provider="paypal_api")


def pass_time(by: timedelta = timedelta(hours=2)) -> None:
    """The database's clock cannot be moved, so every instant that it is compared with moves back."""
    Payout.objects.filter(due_at__isnull=False).update(due_at=F("due_at") - by)
    Payout.objects.filter(lease_until__isnull=False).update(lease_until=F("lease_until") - by)
    Payout.objects.filter(first_sent_at__isnull=False).update(first_sent_at=F("first_sent_at") - by)


def carry_on(steps: int = 6) -> None:
    """Tick, wait, tick: as often as a payment without trouble needs, and more."""
    for _ in range(steps):
        carrier.carry_due(at=LATER)
        pass_time()


@contextmanager
def guards_down() -> Iterator[None]:
    """Let a fault in, as a careless hand on the database would: on PostgreSQL the triggers are off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT; SET CONSTRAINTS ALL DEFERRED")
