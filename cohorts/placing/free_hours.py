"""Who of many people can make which slots, and where those are unsocial: whole tables instead of one pair at a time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain, pairwise
from typing import Any, NamedTuple

from cohorts.placement import SOCIAL_HALF_HOURS
from mlsafety_course import timekit

DAY = timekit.DAY_MINUTES
AT_ONCE = 256  # people: a table of words for all of them would not fit a small worker

Times = list[tuple[datetime, int]]
Slots = frozenset[int]


class Hours(NamedTuple):
    """The week that somebody has given: 336 characters, 1 where free, by the clocks of the zone."""

    zone: str
    grid: str


class MeetingTable:
    """The meetings (start, minutes) of slots, each of which has one at least; half-hours of the week are bits."""

    def __init__(self, times: Mapping[int, Times]) -> None:
        import numpy as np  # noqa: PLC0415 - comes with the solver, which only workers need

        self.names = [*times]
        self.meetings = [(start.astimezone(UTC), minutes) for start, minutes in chain.from_iterable(times.values())]
        self.firsts = np.cumsum([0, *map(len, times.values())])[:-1]
        minutes_of_week = [start.weekday() * DAY + start.hour * 60 + start.minute for start, _ in self.meetings]
        self._begins, self._lengths = np.array(minutes_of_week), np.array([minutes for _, minutes in self.meetings])
        self._is_odd = np.array([start.second > 0 or minutes > DAY for start, minutes in self.meetings], bool)
        self._days = sorted({start.date() for start, _ in self.meetings})
        place = {day: number for number, day in enumerate(self._days)}
        self._day_of = np.array([place[start.date()] for start, _ in self.meetings], int)
        self._touched: dict[str, Any] = {}

    def touched(self, zone: str) -> Any:
        """Which half-hours of the zone's week each meeting touches: a row of words for each."""
        if zone not in self._touched:
            self._touched[zone] = _words(self._half_hours(zone))
        return self._touched[zone]

    def _half_hours(self, zone: str) -> Any:
        import numpy as np  # noqa: PLC0415 - as above

        ahead = [timekit.minutes_ahead(zone, day) for day in self._days]
        begins = self._begins + np.array([minutes or 0 for minutes in ahead])[self._day_of]
        table = _spans(begins // 30, -(-(begins + self._lengths) // 30))
        changes = np.array([minutes is None for minutes in ahead])
        for row in np.nonzero(self._is_odd | changes[self._day_of])[0].tolist():
            table[row] = False
            table[row, [*timekit.half_hours(*self.meetings[row], zone)]] = True
        return table

    def touched_by_slot(self, zone: str) -> Any:
        """The same for each slot, all its meetings together."""
        import numpy as np  # noqa: PLC0415 - as above

        return np.bitwise_or.reduceat(self.touched(zone), self.firsts, axis=0)

    def unsocial(self, zone: str) -> Slots:
        """The slots of which any meeting touches the hours before 08:00 or after 22:00 there."""
        import numpy as np  # noqa: PLC0415 - as above

        if not self.names:
            return frozenset()
        hours = np.array([[one % 48 not in SOCIAL_HALF_HOURS for one in range(timekit.WEEK_HALF_HOURS)]])
        return _by_row(_share_a_bit(_words(hours), self.touched_by_slot(zone)), self.names)[0]


def makeable(people: Sequence[Hours], meetings: MeetingTable, misses: int) -> list[tuple[Slots, Slots]]:
    """For each person the slots that they can make, and those among them with a meeting that they would miss.

    A slot can be made if at most `misses` of its meetings touch a busy half-hour.
    """
    if not people or not meetings.names:
        return [(frozenset(), frozenset())] * len(people)
    missed = _missed(people, meetings, misses)
    made = _by_row(missed <= misses, meetings.names)
    strained = _by_row((missed > 0) & (missed <= misses), meetings.names) if misses else None
    return list(zip(made, strained or [frozenset[int]()] * len(people), strict=True))


def _missed(people: Sequence[Hours], meetings: MeetingTable, misses: int) -> Any:
    """A table of people by slots: how many meetings each would miss (with `misses` 0, whether any)."""
    import numpy as np  # noqa: PLC0415 - as above

    signs = np.frombuffer("".join(hours.grid for hours in people).encode("ascii"), np.uint8)
    busy = _words(signs.reshape(len(people), timekit.WEEK_HALF_HOURS) != ord("1"))
    missed = np.zeros((len(people), len(meetings.names)), np.int16)
    for zone, rows in _by_zone(people).items():
        table = meetings.touched(zone) if misses else meetings.touched_by_slot(zone)
        for some in (rows[first : first + AT_ONCE] for first in range(0, len(rows), AT_ONCE)):
            hit = _share_a_bit(busy[some], table)
            missed[some] = np.add.reduceat(hit, meetings.firsts, axis=1, dtype=np.int16) if misses else hit
    return missed


def _by_zone(people: Sequence[Hours]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row, hours in enumerate(people):
        found[hours.zone].append(row)
    return found


def _spans(firsts: Any, ends: Any) -> Any:
    """A table of half-hours of the week with a row for each first and end (exclusive); the week goes round."""
    import numpy as np  # noqa: PLC0415 - as above

    table = np.zeros((len(firsts), timekit.WEEK_HALF_HOURS), bool)
    for step in range(int((ends - firsts).max(initial=0))):
        rows = np.nonzero(firsts + step < ends)[0]
        table[rows, (firsts[rows] + step) % timekit.WEEK_HALF_HOURS] = True
    return table


def _words(table: Any) -> Any:
    """Each row of yes and no as a few 64-bit words."""
    import numpy as np  # noqa: PLC0415 - as above

    packed = np.packbits(table, axis=1)
    room = np.zeros((len(packed), -(-packed.shape[1] // 8) * 8), np.uint8)
    room[:, : packed.shape[1]] = packed
    return room.view(np.uint64)


def _share_a_bit(rows: Any, columns: Any) -> Any:
    """A table of which row has a bit in common with which column."""
    import numpy as np  # noqa: PLC0415 - as above

    found = np.zeros((len(rows), len(columns)), bool)
    for word in range(rows.shape[1]):
        found |= (rows[:, word, None] & columns[None, :, word]) != 0
    return found


def _by_row(table: Any, names: Sequence[int]) -> list[Slots]:
    """The names of the columns that hold in each row."""
    import numpy as np  # noqa: PLC0415 - as above

    columns = np.array(names)[np.nonzero(table)[1]].tolist()
    ends = [0, *np.cumsum(table.sum(axis=1)).tolist()]
    return [frozenset(columns[first:last]) for first, last in pairwise(ends)]
