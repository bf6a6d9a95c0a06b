"""Why somebody has no seat in a proposal, and the smallest change of their hours that would give them one."""

from typing import TypedDict

from cohorts.placing.case import Case, can_reach
from cohorts.placing.smallest_change import Change, chains, least_missing, smallest_change
from cohorts.placing.terms import Plan
from mlsafety_course import timekit

DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
NO_HOURS = "Has not given any hours. Ask for them, then propose again."
ALL_FULL = "Every section they could reach is full. Add a section, or raise the most people of one."


class Unplaced(TypedDict):
    """As it is kept with the proposal. Without `section` no change of hours helps."""

    why: str
    section: str
    others: int


def unplaced(case: Case, plan: Plan, misses: int = 0) -> dict[str, Unplaced]:
    """For everybody without a seat, by the public id of their enrollment. `misses`: how many meetings somebody may."""
    if not plan.unplaced:
        return {}
    seats = {person: section for person, section in plan.assignments.items() if section}
    openings = chains(case.people, case.options, seats)
    small = {key: 0 < plan.sizes[key] + 1 < section.minimum for key, section in case.sections.items()}
    return {str(case.rows[person].public_id): _told(case, person, openings, small, misses) for person in plan.unplaced}


def change_for(case: Case, person: int, openings: dict[int, int], small: dict[int, bool], misses: int) -> Change | None:
    """Of the sections they may join and have not said No to; every meeting still to come counts, but for `misses`."""
    closed = case.banned.get(person, frozenset()) | case.refused.get(person, frozenset())
    row, zone, grid = case.rows[person], case.zone_of(person), case.grid_of(person)
    near = [
        option
        for option in case.options
        if option.id not in closed and option.slot in case.timetable.times and can_reach(row, case.sections[option.id])
    ]
    missing = {option.slot: _missing(case, option.slot, zone, grid, misses) for option in near}
    better = {option.id: (small[option.id], case.timetable.is_unsocial(option.slot, zone)) for option in near}
    return smallest_change(near, missing, openings, better)


def _missing(case: Case, slot: int, zone: str, grid: frozenset[int], misses: int) -> frozenset[int]:
    if not misses:
        return case.timetable.touched(slot, zone) - grid
    meetings = (timekit.half_hours(start, minutes, zone) for start, minutes in case.timetable.times[slot])
    return least_missing(meetings, grid, misses)


def _told(case: Case, person: int, openings: dict[int, int], small: dict[int, bool], misses: int) -> Unplaced:
    if not case.grid_of(person):
        return {"why": NO_HOURS, "section": "", "others": 0}
    change = change_for(case, person, openings, small, misses)
    if change is None:
        return {"why": ALL_FULL, "section": "", "others": 0}
    section = case.sections[change.section]
    if not change.half_hours:
        return {"why": f"Free for {section.name}, which has room: seat them there by hand.", "section": "", "others": 0}
    why = f"Closest is {section.name}: it would take {amount(change.half_hours)} a week more of their time, "
    why += f"{in_words(change.half_hours)} ({timekit.zone_label(case.zone_of(person))}).{_moving(change.others)}"
    why += f" They may miss {'one meeting' if misses == 1 else f'{misses} meetings'}." if misses else ""
    return {"why": why, "section": str(section.public_id), "others": change.others}


def _moving(others: int) -> str:
    if not others:
        return ""
    return f" {'One other person' if others == 1 else f'{others} others'} would move to make room."


def amount(half_hours: frozenset[int]) -> str:
    return (
        "half an hour"
        if len(half_hours) == 1
        else "an hour"
        if len(half_hours) == 2
        else f"{len(half_hours) / 2:g} hours"
    )


def in_words(half_hours: frozenset[int]) -> str:
    """ "Thursdays 19:30 to 20:00 and Fridays 00:00 to 00:30"."""
    ranges = timekit.grid_to_ranges(half_hours)
    return " and ".join(f"{DAYS[day]} {_clock(first)} to {_clock(last)}" for day, first, last in ranges)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
