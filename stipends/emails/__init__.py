"""What we write to people about their stipend, a mail at each step: `steps` until it is approved, then `payouts`."""

from stipends.emails.letter import day
from stipends.emails.payouts import not_claimed, not_paid, paid, returned, sending, unclaimed
from stipends.emails.steps import (
    approved,
    declined,
    details_changed,
    held,
    opened,
    ready,
    reinstated,
    rejected,
    released,
    taken_back,
    unapproved,
    voided,
    withheld,
)

__all__ = [
    "approved",
    "day",
    "declined",
    "details_changed",
    "held",
    "not_claimed",
    "not_paid",
    "opened",
    "paid",
    "ready",
    "reinstated",
    "rejected",
    "released",
    "returned",
    "sending",
    "taken_back",
    "unapproved",
    "unclaimed",
    "voided",
    "withheld",
]
