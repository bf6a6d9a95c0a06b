"""The calendar of a cohort: its weeks, breaks among them, and when a section that meets weekly meets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from mlsafety_course import timekit

WEEK = timedelta(days=7)
MOST_WEEKS = 60


class CalendarWeek(Protocol):
    """What the rules ask of a week, planned or stored."""

    @property
    def number(self) -> int | None: ...
    @property
    def starts_on(self) -> date: ...


@dataclass(frozen=True)
class WeekPlan:
    """One week of the course, both days included. Teaching weeks count 1, 2, 3; a break has no number."""

    number: int | None
    starts_on: date
    ends_on: date
    is_break: bool


def monday_of(day: date) -> date:
    """The Monday of the calendar week in which a day lies."""
    return day - timedelta(days=day.weekday())


def plan_weeks(starts_on: date, ends_on: date, breaks: Collection[date]) -> list[WeekPlan]:
    """Calendar weeks from Monday to Sunday; the first begins with the course and the last ends with it.

    `breaks` are Mondays. Raises ValueError with a sentence for a break outside the course, if nothing else is left, and
    for a course of more than 60 weeks.
    """
    if ends_on < starts_on:
        raise ValueError("The course ends before it starts. Check both dates.")
    count = (monday_of(ends_on) - monday_of(starts_on)).days // 7 + 1
    if count > MOST_WEEKS:
        raise ValueError(
            f"This course would take {count} weeks; at most {MOST_WEEKS} can be planned. Check both dates."
        )
    mondays = [monday_of(starts_on) + n * WEEK for n in range(count)]
    _refuse_impossible_breaks(mondays, breaks)
    weeks: list[WeekPlan] = []
    number = 0
    for monday in mondays:
        is_break = monday in breaks
        number += not is_break
        first, last = max(monday, starts_on), min(monday + timedelta(days=6), ends_on)
        weeks.append(WeekPlan(None if is_break else number, first, last, is_break))
    return weeks


def _refuse_impossible_breaks(mondays: Sequence[date], breaks: Collection[date]) -> None:
    for day in sorted(breaks):
        if day not in mondays:
            raise ValueError(
                f"{day:%A} {day.day} {day:%B %Y} is not the Monday of a week of this course. A break is a whole week."
            )
    if set(mondays) <= set(breaks):
        raise ValueError("Every week of this course is a break. Leave at least one week for teaching.")


def meeting_starts(
    weeks: Sequence[CalendarWeek], weekday: int, clock: time, zone_name: str
) -> list[tuple[int, datetime]]:
    """Week number and UTC instant of each weekly meeting, at the same wall time in every teaching week.

    Every teaching week gets its meeting, so that no section offers fewer than another: in a cut first or last week
    it may lie just outside the course's own dates.
    """
    return [
        (week.number, timekit.wall(monday_of(week.starts_on) + timedelta(days=weekday), clock, zone_name))
        for week in weeks
        if week.number is not None
    ]
