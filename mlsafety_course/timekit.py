"""Time: where a day starts and ends, how an instant is printed, and the week of half-hours in which people are free.

Instants are half-open: the end of 29 January Anywhere on Earth is 30 January, 12:00 UTC, and what arrives then is late.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

MINUTE = timedelta(minutes=1)
DAY_MINUTES = 24 * 60
WEEK_HALF_HOURS = 7 * 48

FIRST_YEAR, LAST_YEAR = 2000, 2100

AOE_NAME = "AoE"
AOE = timezone(timedelta(hours=-12), AOE_NAME)


def _zones_of_countries() -> list[str]:
    """The names that the time zone database lists for a country (its zone.tab), without old spellings."""
    rows = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines()
    return sorted(row.split("\t")[2] for row in rows if row and not row.startswith("#"))


ZONES = [*_zones_of_countries(), "UTC"]


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def zone(name: str) -> tzinfo:
    """The time zone of an IANA name or of "AoE". Raises ValueError with a sentence for anything else."""
    if name == AOE_NAME:
        return AOE
    if name not in _known():
        raise ValueError(
            f"There is no time zone called “{name}”. Choose a place from the list, for example Europe/London."
        )
    return ZoneInfo(name)


@cache
def _newer_names() -> dict[str, str]:
    """Old spelling to the name in use, from the "L target name" lines of the time zone database."""
    lines = files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text("utf-8").splitlines()
    return {old: new for _, new, old in (line.split() for line in lines if line.startswith("L "))}


def canonical(name: str) -> str:
    """The name in ZONES for one a browser may send: Asia/Calcutta is Asia/Kolkata. Unknown names stay."""
    return name if name in ZONES else _newer_names().get(name, name)


def is_plausible(day: date) -> bool:
    """Whether somebody may mean this day (or instant, by its own clocks): 1 January 2000 to 31 December 2100."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def wall(day: date, clock: time, zone_name: str) -> datetime:
    """The UTC instant at which clocks in the zone show this. Skipped by the clock change: the first minute after it;
    shown twice: the first time."""
    here = zone(zone_name)
    local = datetime.combine(day, clock.replace(fold=0), here)
    if _exists(local):
        return local.astimezone(UTC)
    local = local.replace(second=0, microsecond=0)
    while not _exists(local):
        local += MINUTE
    return local.astimezone(UTC)


def _exists(local: datetime) -> bool:
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)


def start_of_day(day: date, zone_name: str) -> datetime:
    """The first instant of the day in the zone, in UTC."""
    return wall(day, time.min, zone_name)


def end_of_day(day: date, zone_name: str) -> datetime:
    """The first instant after the day in the zone, in UTC: a half-open end."""
    return start_of_day(day + timedelta(days=1), zone_name)


def last_day(end: datetime, zone_name: str) -> date:
    """The day in the zone to which the last minute before a half-open end belongs."""
    return (end - MINUTE).astimezone(zone(zone_name)).date()


def zone_label(name: str) -> str:
    """The zone in words: "New York time", "Anywhere on Earth", "UTC"."""
    if name == AOE_NAME:
        return "Anywhere on Earth"
    region, _, place = canonical(name).rpartition("/")
    if region == "Etc":  # these names turn the sign round: Etc/GMT+5 is five hours behind UTC
        short = ZoneInfo(name).tzname(None) or name
        return short if short.isalpha() else f"UTC{short}"
    return f"{place.replace('_', ' ')} time" if region else name


@dataclass(frozen=True)
class ThreeForms:
    """One instant for people: in the reader's own zone, in the zone it was set in, and in UTC."""

    own: str
    zone: str
    utc: str
    iso: str  # the printed minute for <time datetime="...">, in UTC

    @property
    def distinct(self) -> tuple[str, ...]:
        """The forms without repeats, the reader's own first."""
        return tuple(dict.fromkeys((self.own, self.zone, self.utc)))


def three_forms(at: datetime, deadline_zone: str, reader_zone: str, *, exclusive: bool = True) -> ThreeForms:
    """Print a half-open deadline as its last minute (exclusive), or a start as it is."""
    shown = at.astimezone(UTC) - MINUTE if exclusive else at.astimezone(UTC)
    return ThreeForms(
        own=_in_full(shown, reader_zone),
        zone=_in_full(shown, deadline_zone),
        utc=_in_full(shown, "UTC"),
        iso=shown.replace(second=0, microsecond=0).strftime("%Y-%m-%dT%H:%MZ"),
    )


def _in_full(at: datetime, zone_name: str) -> str:
    local = at.astimezone(zone(zone_name))
    return f"{local:%A} {local.day} {local:%B} {local.year}, {local:%H:%M} {zone_label(zone_name)}"


def day_and_time(at: datetime, zone_name: str) -> str:
    """Short, for lists whose zone and year are said elsewhere: "Wed 22 Feb, 18:00"."""
    local = at.astimezone(zone(zone_name))
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def relative(at: datetime, now: datetime) -> str:
    """How far away: "in 3 days", "in 5 hours", "20 minutes ago", "now". Rounded down; hours up to two days, so that
    a deadline never seems further away than it is."""
    seconds = int((at - now).total_seconds())
    minutes = abs(seconds) // 60
    if minutes == 0:
        return "now"
    if minutes >= 2 * DAY_MINUTES:
        amount, word = minutes // DAY_MINUTES, "day"
    elif minutes >= 60:
        amount, word = minutes // 60, "hour"
    else:
        amount, word = minutes, "minute"
    span = f"{amount} {word}" if amount == 1 else f"{amount} {word}s"
    return f"in {span}" if seconds > 0 else f"{span} ago"


def half_hours(start: datetime, minutes: int, zone_name: str) -> frozenset[int]:
    """Every half-hour of the week (0 = Monday 00:00) that a meeting touches by the zone's clocks on that date."""
    begin = start.astimezone(UTC)
    ahead = minutes_ahead(zone_name, begin.date())
    if ahead is not None and not begin.second and minutes <= DAY_MINUTES:
        return _span(begin.weekday() * DAY_MINUTES + begin.hour * 60 + begin.minute + ahead, minutes)
    here, end = zone(zone_name), begin + minutes * MINUTE
    quarter = begin.replace(minute=begin.minute // 15 * 15, second=0, microsecond=0)
    touched = set()
    while quarter < end:  # zones and clock changes keep to quarters of an hour
        local = quarter.astimezone(here)
        touched.add(local.weekday() * 48 + local.hour * 2 + local.minute // 30)
        quarter += 15 * MINUTE
    return frozenset(touched)


@lru_cache(maxsize=100_000)
def minutes_ahead(zone_name: str, day: date) -> int | None:
    """How far the zone's clocks are ahead of UTC through this day of UTC and the next; None if that changes.

    None also for an offset of no whole minutes. No zone has changed its clocks and changed them back within a day.
    """
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    offsets = {(begin + timedelta(days=days)).astimezone(zone(zone_name)).utcoffset() for days in range(3)}
    ahead, rest = divmod(offsets.pop() or timedelta(), MINUTE)
    return None if offsets or rest else ahead


@cache
def _span(minute: int, minutes: int) -> frozenset[int]:
    """The half-hours of the week touched by so many minutes from a minute of the week on, clocks going evenly."""
    touched = range(minute // 30, -(-(minute + minutes) // 30))
    return frozenset(half_hour % WEEK_HALF_HOURS for half_hour in touched)


def ranges_to_grid(rows: Iterable[tuple[int, time, time]]) -> frozenset[int]:
    """Half-hours lying wholly inside ranges (weekday with Monday 0, from, to). A range up to 00:00 ends with the day;
    one that ends before it starts runs into the next day. Raises ValueError for one that ends where it starts."""
    grid: set[int] = set()
    for weekday, begins, ends in rows:
        first, last = _minutes(begins), _minutes(ends) or DAY_MINUTES
        if first == last or weekday not in range(7):
            raise ValueError("A free time must be on a day of the week and end after it starts.")
        last += DAY_MINUTES if last < first else 0
        grid |= {(weekday * 48 + half_hour) % WEEK_HALF_HOURS for half_hour in range(-(-first // 30), last // 30)}
    return frozenset(grid)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def grid_to_ranges(grid: Iterable[int]) -> list[tuple[int, int, int]]:
    """The fewest ranges (weekday, from minute, to minute) that say the same, day by day; a day ends at minute 1440."""
    ranges: list[tuple[int, int, int]] = []
    for half_hour in sorted(set(grid)):
        weekday, begins = half_hour // 48, half_hour % 48 * 30
        if ranges and ranges[-1][0] == weekday and ranges[-1][2] == begins:
            ranges[-1] = (weekday, ranges[-1][1], begins + 30)
        else:
            ranges.append((weekday, begins, begins + 30))
    return ranges


def pack(grid: Iterable[int]) -> str:
    """336 characters, 1 where free, for the database."""
    free = frozenset(grid)
    return "".join("1" if half_hour in free else "0" for half_hour in range(WEEK_HALF_HOURS))


def unpack(packed: str) -> frozenset[int]:
    """The grid of 336 characters of 0 and 1. Raises ValueError for anything else."""
    if len(packed) != WEEK_HALF_HOURS or set(packed) - {"0", "1"}:
        raise ValueError("A week of free times is 336 characters of 0 and 1.")
    return frozenset(half_hour for half_hour, mark in enumerate(packed) if mark == "1")
