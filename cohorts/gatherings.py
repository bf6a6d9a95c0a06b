"""Optional gatherings as people read them, by their own clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cohorts.models import Cohort, Gathering
from mlsafety_course import timekit

AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class GatheringLine:
    """One gathering with its time in the reader's zone."""

    gathering: Gathering
    when: timekit.ThreeForms
    is_over: bool
    is_cancelled: bool


def lines(gatherings: Iterable[Gathering], at: datetime, zone: str) -> list[GatheringLine]:
    """In the order given."""
    return [
        GatheringLine(
            gathering,
            timekit.three_forms(gathering.starts_at, gathering.zone, zone, exclusive=False),
            gathering.ends_at <= at,
            gathering.status == Gathering.Status.CANCELLED,
        )
        for gathering in gatherings
    ]


def also_this_week(cohort: Cohort, at: datetime, zone: str) -> list[GatheringLine]:
    """What begins within seven days or is running now (one query)."""
    near = cohort.gatherings.between(at - timedelta(hours=8), at + AHEAD)
    return [line for line in lines(near, at, zone) if not line.is_over]
