"""Where the pages of the book stand: the cohorts and rounds of the demo, and what one page is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from cohorts.models import Cohort

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
VISITOR = ""


@dataclass(frozen=True)
class Page:
    """One page as one person sees it. `key` is its place among the twenty key pages, if it is one of them."""

    name: str
    reader: str
    path: str
    key: str = ""
    status: int = 200

    def __str__(self) -> str:
        return f"{self.name} {self.path} as {self.reader or 'a visitor'}"


class Places:
    """The cohorts of a demo that was built at NOW, and two rounds of the one to come."""

    def __init__(self) -> None:
        self.finished, self.running, self.coming = Cohort.objects.order_by("starts_on")
        self.early, self.open = self.coming.rounds.order_by("closes_at")[1:3]
