"""Seat outlook: how many of a cohort's planned sections somebody's weekly hours fit, by the rule of placement."""

from dataclasses import dataclass
from datetime import datetime

from cohorts.models import Cohort
from cohorts.placement import fits
from cohorts.placing.case import OnCampus, can_reach, times


@dataclass(frozen=True)
class Outlook:
    """`fitting` of `planned` sections that this person could join."""

    fitting: int
    planned: int

    def __str__(self) -> str:
        """One sentence, empty where no section has its times yet."""
        if not self.planned:
            return ""
        if self.planned == 1:
            return f"Your hours {'fit' if self.fitting else 'do not fit'} the one section that is planned so far."
        if not self.fitting:
            return f"Your hours fit none of the {self.planned} planned sections yet. Further hours may help."
        how_many = "all" if self.fitting == self.planned else f"{self.fitting} of the"
        return f"Your hours fit {how_many} {self.planned} planned sections."


def outlook(cohort: Cohort, person: OnCampus, grid: frozenset[int], zone: str, at: datetime) -> Outlook:
    """For someone free in these half-hours of the zone. Without hours none is promised (two queries)."""
    sections = {section.pk: section for section in cohort.sections.not_closed() if can_reach(person, section)}
    planned = times(sections, at) if grid and zone else {}
    return Outlook(sum(fits(grid, zone, meetings) for meetings in planned.values()), len(planned))
