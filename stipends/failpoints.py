"""Named places between two steps of carrying money. Nothing happens there unless the crash harness sets `reached`."""

from collections.abc import Callable

NAMES = (
    "send.before_commit",
    "send.after_commit",
    "tick.found",
    "claim.before_commit",
    "claim.after_commit",
    "http.connected",
    "http.sent",
    "http.answered",
    "record.begun",
    "record.payout",
    "record.ledger",
    "record.before_commit",
    "record.after_commit",
)


def _nothing(name: str) -> None:
    """What happens in the product."""


reached: Callable[[str], None] = _nothing
