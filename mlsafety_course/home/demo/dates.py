"""When the demo's three cohorts happen, counted from today."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from mlsafety_course import timekit

LENGTH = timedelta(days=60)  # a Monday to the Friday of the ninth week, as in spring 2023
BREAK_AFTER = timedelta(weeks=4)
READING = timedelta(days=22)  # between the deadline and the first day, as in spring 2023


@dataclass(frozen=True)
class Run:
    """One cohort: it starts on a Monday and has a break in its fifth calendar week."""

    starts_on: date

    @property
    def ends_on(self) -> date:
        return self.starts_on + LENGTH

    @property
    def break_on(self) -> date:
        return self.starts_on + BREAK_AFTER

    @property
    def title(self) -> str:
        return f"{self.starts_on:%B %Y}"

    @property
    def slug(self) -> str:
        return f"{self.starts_on:%B-%Y}".lower()

    def at(self, days: int, hour: int = 15) -> datetime:
        """That many days after (before, where negative) the first day, at that hour UTC."""
        return noon(self.starts_on + timedelta(days=days), hour)


@dataclass(frozen=True)
class Call:
    """One round: open from that day until the end of another, anywhere on Earth."""

    title: str
    slug: str
    opens_on: date
    closes_on: date
    decisions_by: date
    confirm_by: datetime

    @property
    def closes_at(self) -> datetime:
        return timekit.end_of_day(self.closes_on, timekit.AOE_NAME)


def noon(day: date, hour: int = 15) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def finished(today: date) -> Run:
    """Over for five weeks: its stipends are on their way."""
    return Run(monday_of(today) - timedelta(weeks=14))


def running(today: date) -> Run:
    """In its fourth week."""
    return Run(monday_of(today) - timedelta(weeks=3))


def coming(today: date) -> Run:
    """The first Monday that leaves time to read after a deadline in ten days."""
    return Run(monday_of(today + timedelta(days=10) + READING + timedelta(days=6)))


def past_call(run: Run) -> Call:
    """The one round of a cohort that has started."""
    start = run.starts_on
    return Call(
        f"{run.title} round",
        run.slug,
        start - timedelta(days=57),
        start - READING,
        start - timedelta(days=12),
        run.at(-7, 12),
    )


def first_call(run: Run, today: date) -> Call:
    """Over and answered: its people wait for their sections."""
    return Call(
        f"{run.title}, first round",
        f"{run.slug}-first",
        today - timedelta(days=70),
        today - timedelta(days=45),
        today - timedelta(days=32),
        noon(today - timedelta(days=20), 12),
    )


def early_call(run: Run, today: date) -> Call:
    """Closed four days ago and being read."""
    return Call(
        f"{run.title}, early round",
        f"{run.slug}-early",
        today - timedelta(days=40),
        today - timedelta(days=4),
        today + timedelta(days=5),
        noon(today + timedelta(days=12), 12),
    )


def open_call(run: Run, today: date) -> Call:
    """Open for ten more days."""
    return Call(
        f"{run.title} round",
        run.slug,
        today - timedelta(days=11),
        today + timedelta(days=10),
        run.starts_on - timedelta(days=12),
        run.at(-7, 12),
    )
