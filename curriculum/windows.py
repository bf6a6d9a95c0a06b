"""When something opens, is due and closes for one person: the cohort's dates, with other dates laid over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WindowStatus(StrEnum):
    """Where an instant lies in a window."""

    LOCKED = "locked"
    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"


STATUS_REASONS = {
    WindowStatus.LOCKED: "It has not opened yet.",
    WindowStatus.OPEN: "It is open.",
    WindowStatus.LATE: "It was due already: what arrives now counts as late.",
    WindowStatus.CLOSED: "It has closed.",
}
MOVED = {"opens_at": "It opens", "due_at": "It is due", "closes_at": "It closes"}


@dataclass(frozen=True)
class Base:
    """The dates of the whole cohort, half-open instants. A unit is never due and never closes."""

    opens_at: datetime
    due_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Other:
    """Other dates, for a section or a person. A date left out is as it would be without."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    reason: str = ""

    def over(self, lower: Other) -> Other:
        """These dates, and where one is left out, that of the other."""
        return Other(
            self.opens_at or lower.opens_at,
            self.due_at or lower.due_at,
            self.closes_at or lower.closes_at,
            "; ".join(dict.fromkeys(reason for reason in (self.reason, lower.reason) if reason)),
        )


NOTHING = Other()


@dataclass(frozen=True)
class Window:
    """The dates that hold for one person, where an instant lies in them, and why, in sentences."""

    opens_at: datetime
    due_at: datetime | None
    closes_at: datetime | None
    status: WindowStatus
    reasons: tuple[str, ...]


def dates_of(base: Base, section: Other = NOTHING, person: Other = NOTHING) -> Base:
    """Field by field: the person's date, else the section's, else the cohort's.

    What is due later than the plan closes it closes when it is due: nobody is given time in which nothing is taken.
    """
    own = person.over(section)
    due_at, closes_at = own.due_at or base.due_at, own.closes_at or base.closes_at
    if due_at and closes_at:
        closes_at = max(due_at, closes_at)
    return Base(own.opens_at or base.opens_at, due_at, closes_at)


def status_of(dates: Base, at: datetime) -> WindowStatus:
    """By the clock alone. Half-open: at the very instant of an end it is over."""
    if at < dates.opens_at:
        return WindowStatus.LOCKED
    if dates.closes_at and at >= dates.closes_at:
        return WindowStatus.CLOSED
    return WindowStatus.LATE if dates.due_at and at >= dates.due_at else WindowStatus.OPEN


def resolve(base: Base, section: Other, person: Other, at: datetime) -> Window:
    """What holds for one person at an instant. Reasons: where it stands, then each date that is theirs alone."""
    dates = dates_of(base, section, person)
    status = status_of(dates, at)
    reasons = (STATUS_REASONS[status], *_moves(base, section, "your section"), *_moves(base, person, "you"))
    return Window(dates.opens_at, dates.due_at, dates.closes_at, status, reasons)


def _moves(base: Base, other: Other, whom: str) -> list[str]:
    """ "It is due later for you: two weeks in hospital." """
    found = []
    for name, words in MOVED.items():
        own, before = getattr(other, name), getattr(base, name)
        if own and before and own != before:
            why = f": {other.reason.rstrip('.')}" if other.reason else ""
            found.append(f"{words} {'later' if own > before else 'earlier'} for {whom}{why}.")
    return found
