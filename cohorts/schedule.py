"""The calendar of a cohort: its weeks, breaks among them, and when a section that meets weekly meets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
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


class CalendarWeekDates(CalendarWeek, Protocol):
    """A week with its last day and whether it is a break."""

    @property
    def ends_on(self) -> date: ...
    @property
    def is_break(self) -> bool: ...


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
            raise ValueError(f"{_said(day)} is not the Monday of a week of this course. A break is a whole week.")
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


def shifted(at: datetime, days: int, zone_name: str) -> datetime:
    """The same time by the zone's clocks so many days later (earlier, if negative), whatever the clocks do meanwhile.

    The first instant of a day stays the first instant of a day. An hour that the new day skips becomes the first
    minute after it, and is the one thing that shifting back does not bring back.
    """
    local = at.astimezone(timekit.zone(zone_name))
    day = local.date() + timedelta(days=days)
    if at == timekit.start_of_day(local.date(), zone_name):
        return timekit.start_of_day(day, zone_name)
    return timekit.wall(day, local.time(), zone_name)


def shifted_deadline(at: datetime, days: int, zone_name: str) -> datetime:
    """A deadline at the end of a day Anywhere on Earth keeps to that; any other keeps to the zone's clocks."""
    is_aoe = at == timekit.start_of_day(at.astimezone(timekit.AOE).date(), timekit.AOE_NAME)
    return shifted(at, days, timekit.AOE_NAME if is_aoe else zone_name)


def gaps(weeks: Sequence[CalendarWeekDates]) -> list[tuple[date, date]]:
    """The days between weeks that belong to none, first and last of each stretch."""
    day = timedelta(days=1)
    return [
        (before.ends_on + day, after.starts_on - day)
        for before, after in pairwise(weeks)
        if after.starts_on - before.ends_on > day
    ]


def refuse_disorder(weeks: Sequence[WeekPlan]) -> None:
    """Raises ValueError with a sentence unless each week follows the one before and one of them is for teaching."""
    for week in weeks:
        if week.ends_on < week.starts_on:
            raise ValueError(f"A week that begins on {_said(week.starts_on)} cannot end on {_said(week.ends_on)}.")
    for before, after in pairwise(weeks):
        if after.starts_on <= before.ends_on:
            raise ValueError(
                f"The week of {_said(after.starts_on)} begins before the one of {_said(before.starts_on)} ends."
            )
    if all(week.is_break for week in weeks):
        raise ValueError("Every week of this course is a break. Leave at least one week for teaching.")


def _said(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def numbered(weeks: Sequence[tuple[date, date, bool]]) -> list[WeekPlan]:
    """Weeks of first day, last day and whether it is a break, with the numbers of the teaching weeks."""
    number, found = 0, []
    for first, last, is_break in weeks:
        number += not is_break
        found.append(WeekPlan(None if is_break else number, first, last, is_break))
    return found


def moved_run(weeks: Sequence[CalendarWeekDates], first_day: date) -> list[tuple[date, date, bool]]:
    """The weeks of an earlier run, by whole weeks to where the first lies; that one begins on the new first day."""
    by = monday_of(first_day) - monday_of(weeks[0].starts_on)
    moved = [(week.starts_on + by, week.ends_on + by, week.is_break) for week in weeks]
    return [(first_day, max(moved[0][1], first_day), moved[0][2]), *moved[1:]]
