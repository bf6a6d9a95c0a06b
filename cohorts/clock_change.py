"""Clock changes: for which of a person's meetings the hour or the day is another one by their own clocks.

A section keeps to the clocks of its zone. Whoever lives by others meets it earlier or later once one of the two places
has changed its clocks and the other has not, and not always on the same day.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from mlsafety_course import timekit


@dataclass(frozen=True)
class Kept:
    """A meeting of a series (`series` names it) that keeps to the clocks of `zone`."""

    key: int
    series: Hashable
    starts_at: datetime
    zone: str


@dataclass(frozen=True)
class ClockChange:
    """What a meeting is by the person's clocks, what it would be had no clock changed, and which clocks changed when.

    `now` and `usual` are wall times without a zone; `zone` is the person's. `changes` are places with the day.
    """

    key: int
    now: datetime
    usual: datetime
    zone: str
    changes: tuple[tuple[str, datetime], ...]

    @property
    def is_other_day(self) -> bool:
        return self.now.date() != self.usual.date()

    def __str__(self) -> str:
        """One sentence: "Your meeting on Wednesday 15 March is at 22:00 for you, not 23:00 (London time): …"."""
        here = timekit.zone_label(self.zone)
        if self.is_other_day:
            now, usual = f"{day(self.now)} at {self.now:%H:%M}", f"{day(self.usual)} at {self.usual:%H:%M}"
            said = f"Your meeting is on {now} for you, not on {usual} ({here})"
        else:
            said = f"Your meeting on {day(self.now)} is at {self.now:%H:%M} for you, not {self.usual:%H:%M} ({here})"
        return f"{said}: clocks change in {self.because}."

    @property
    def because(self) -> str:
        """ "New York on 12 March", or two such."""
        return " and in ".join(f"{place} on {when.day} {when:%B}" for place, when in self.changes)


def day(local: datetime) -> str:
    return f"{local:%A} {local.day} {local:%B}"


def clock_changes(meetings: Iterable[Kept], zone: str) -> list[ClockChange]:
    """The meetings that a person with clocks of `zone` finds at another hour or day than the one before, by time.

    Compared is with the last earlier meeting of the series that shows the same weekday and hour in the series' zone,
    so that a meeting moved by hand neither is a clock change nor hides one.
    """
    before: dict[Hashable, Kept] = {}
    found = []
    for meeting in sorted(meetings, key=lambda meeting: (meeting.starts_at, meeting.key)):
        there = meeting.starts_at.astimezone(timekit.zone(meeting.zone))
        usual = (meeting.series, there.weekday(), there.time())
        if usual in before and (change := _compared(before[usual], meeting, zone)):
            found.append(change)
        before[usual] = meeting
    return found


def _compared(before: Kept, meeting: Kept, zone: str) -> ClockChange | None:
    usual = _local(before.starts_at, zone) + (
        _local(meeting.starts_at, meeting.zone) - _local(before.starts_at, before.zone)
    )
    now = _local(meeting.starts_at, zone)
    if now == usual:
        return None
    return ClockChange(meeting.key, now, usual, zone, _changed(before, meeting, zone))


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(timekit.zone(zone)).replace(tzinfo=None)


def _changed(before: Kept, meeting: Kept, zone: str) -> tuple[tuple[str, datetime], ...]:
    """Which of the two places changed its clocks between the meetings, and the local moment of it."""
    found = {
        name: when
        for name in dict.fromkeys((meeting.zone, zone))
        if (when := _change_between(before.starts_at, meeting.starts_at, name))
    }
    return tuple((place(name), when) for name, when in sorted(found.items(), key=lambda pair: pair[1]))


def place(zone: str) -> str:
    """ "New York", of a zone's name."""
    return timekit.zone_label(zone).removesuffix(" time")


def _change_between(first: datetime, last: datetime, zone: str) -> datetime | None:
    """When the zone's offset became what it is at `last`, by its clocks; None where it is the same at both."""
    here = timekit.zone(zone)
    offset = last.astimezone(here).utcoffset()
    if first.astimezone(here).utcoffset() == offset:
        return None
    before, after = first, last
    while after - before > timekit.MINUTE:
        middle = before + (after - before) / 2
        if middle.astimezone(here).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.astimezone(here).replace(tzinfo=None, second=0, microsecond=0)
