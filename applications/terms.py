"""What a lead sets about a round, and which dates cannot be together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from applications.plan import said
from mlsafety_course import timekit


@dataclass(frozen=True)
class Terms:
    """Fields of a round, by the names they have there."""

    title: str
    opens_at: datetime
    closes_at: datetime
    deadline_zone: str
    grace_seconds: int
    decisions_by: date
    confirm_by: datetime
    capacity: int
    readers_each: int
    reading: str
    is_blind: bool
    expected_yield: int

    @property
    def closes_on(self) -> date:
        return timekit.last_day(self.closes_at, self.deadline_zone)

    @property
    def confirm_on(self) -> date:
        return timekit.last_day(self.confirm_by, self.deadline_zone)


def problems(terms: Terms, starts_on: date) -> dict[str, str]:
    """Why these dates cannot be, by field; empty where they can. `starts_on`: the first day of the course."""
    return dict(_problems(terms, starts_on))


def _problems(terms: Terms, starts_on: date) -> Iterator[tuple[str, str]]:
    closes_on, confirm_on = terms.closes_on, terms.confirm_on
    if terms.closes_at <= terms.opens_at:
        yield "closes_at", "Applications would close before they open. Choose a later day."
    if terms.decisions_by <= closes_on:
        yield (
            "decisions_by",
            f"Applications can arrive until the end of {said(closes_on)}. Nothing can be decided before: choose a "
            "later day.",
        )
    if confirm_on <= terms.decisions_by:
        yield (
            "confirm_by",
            f"People may hear as late as {said(terms.decisions_by)}. Give them until a later day to answer.",
        )
    if confirm_on >= starts_on:
        yield "confirm_by", f"The course starts on {said(starts_on)}. Answers have to be in before that day."
