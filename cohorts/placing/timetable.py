"""When sections meet by the clocks of a zone, and which of them no hours can tell apart."""

from collections.abc import Mapping
from datetime import datetime

from cohorts.placement import SOCIAL_HALF_HOURS
from cohorts.placing.free_hours import Times
from mlsafety_course import timekit


class Timetable:
    """Meetings (start, minutes) by section; each question is worked out once per section and zone."""

    def __init__(self, times: Mapping[int, Times]) -> None:
        self.times = times
        self._touched: dict[tuple[int, str], frozenset[int]] = {}

    def touched(self, section: int, zone: str) -> frozenset[int]:
        """Every half-hour of the zone's week that any of its meetings touches."""
        if (section, zone) not in self._touched:
            found = (timekit.half_hours(start, minutes, zone) for start, minutes in self.times.get(section, []))
            self._touched[section, zone] = frozenset[int]().union(*found)
        return self._touched[section, zone]

    def is_unsocial(self, section: int, zone: str) -> bool:
        """Whether any meeting touches the hours before 08:00 or after 22:00 there."""
        return any(half_hour % 48 not in SOCIAL_HALF_HOURS for half_hour in self.touched(section, zone))

    def missed(self, section: int, zone: str, grid: frozenset[int]) -> list[datetime]:
        """The starts of the meetings that somebody free in these half-hours could not come to in full, by time."""
        meetings = sorted(self.times.get(section, []))
        return [start for start, minutes in meetings if not timekit.half_hours(start, minutes, zone) <= grid]

    def slots(self, campuses: Mapping[int, str]) -> dict[int, int]:
        """For each section the first that meets at the same times on the same campus; itself where it is alone."""
        first: dict[object, int] = {}
        return {
            section: first.setdefault((tuple(sorted(self.times.get(section, []))), campuses[section]), section)
            for section in sorted(campuses)
        }
