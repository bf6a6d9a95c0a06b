"""Before anybody is enrolled: how many of those who may come could be seated in the planned sections, and who not."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cohorts.models import Cohort
from cohorts.placing.case import can_reach, times
from cohorts.placing.seatmatch import seat_most
from cohorts.placing.timetable import Timetable


@dataclass(frozen=True)
class Hopeful:
    """Somebody who may come: who it is to the caller, the campus they wish for, and their free half-hours."""

    key: Hashable
    campus: str
    grid: frozenset[int]
    zone: str


@dataclass(frozen=True)
class SeatingOutlook:
    """`seated` of them in `sections` planned sections with `places` places; `left` are the keys of the others."""

    sections: int
    places: int
    seated: int
    left: list[Hashable]

    @property
    def people(self) -> int:
        return self.seated + len(self.left)


def seating_outlook(cohort: Cohort, people: Sequence[Hopeful], at: datetime) -> SeatingOutlook:
    """In the order given: whoever comes first is seated first (two queries). A section without times seats nobody."""
    sections = {section.pk: section for section in cohort.sections.not_closed()}
    planned = times(sections, at)
    timetable = Timetable(planned)
    room = {key: sections[key].maximum for key in planned}
    fits = {
        person.key: frozenset(
            key
            for key in planned
            if can_reach(person, sections[key]) and timetable.touched(key, person.zone) <= person.grid
        )
        for person in people
    }
    seats = seat_most(fits, room)
    return SeatingOutlook(len(planned), sum(room.values()), len(seats), [key for key in fits if key not in seats])
