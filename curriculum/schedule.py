"""When a unit opens, when its homework is due, and until when late homework is taken."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from cohorts.schedule import monday_of
from mlsafety_course import timekit

LATE_DAYS = 7


class Dated(Protocol):
    """A week, planned or stored."""

    @property
    def starts_on(self) -> date: ...


@dataclass(frozen=True)
class ReleaseDates:
    """Three half-open instants: what arrives at `due_at` is late, what arrives at `closes_at` is not taken."""

    opens_at: datetime
    due_at: datetime
    closes_at: datetime


def release_dates(week: Dated, zone_name: str, *, is_last: bool, course_ends_on: date) -> ReleaseDates:
    """The proposed dates of the unit taught in a week; staff may change each of them.

    Opens with the week's first day in the cohort's zone; due at the end of its Sunday Anywhere on Earth, the last
    unit at the end of the course's last day; closes seven days later.
    """
    due_on = course_ends_on if is_last else monday_of(week.starts_on) + timedelta(days=6)
    return ReleaseDates(
        opens_at=timekit.start_of_day(week.starts_on, zone_name),
        due_at=timekit.end_of_day(due_on, timekit.AOE_NAME),
        closes_at=timekit.end_of_day(due_on + timedelta(days=LATE_DAYS), timekit.AOE_NAME),
    )
