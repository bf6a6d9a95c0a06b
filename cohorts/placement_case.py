"""From the records of a cohort to the case that placement solves, and back to words."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cohorts.models import Availability, Cohort, Enrollment, Meeting, Seat, Section, Teaching
from cohorts.placement import Person, Plan, SectionOption, is_unsocial, touched
from mlsafety_course import timekit

Times = list[tuple[datetime, int]]


class Wisher(Protocol):
    """Who may wish for a campus: an enrollment, or an application to come."""

    @property
    def campus(self) -> str: ...


@dataclass
class Case:
    """What is solved, beside the records it was made of. Everything is by key."""

    people: list[Person]
    options: list[SectionOption]
    enrollments: dict[int, Enrollment]
    sections: dict[int, Section]
    hours: dict[int, Availability]
    timetable: "Timetable"


class Timetable:
    """When sections meet by the clocks of a zone; asked once per section and zone."""

    def __init__(self, times: dict[int, Times]) -> None:
        self._times = times
        self._touched: dict[tuple[int, str], frozenset[int]] = {}
        self._unsocial: dict[tuple[int, str], bool] = {}

    def touched(self, section: int, zone: str) -> frozenset[int]:
        if (section, zone) not in self._touched:
            self._touched[section, zone] = touched(self._times.get(section, []), zone)
        return self._touched[section, zone]

    def is_unsocial(self, section: int, zone: str) -> bool:
        if (section, zone) not in self._unsocial:
            self._unsocial[section, zone] = is_unsocial(self._times.get(section, []), zone)
        return self._unsocial[section, zone]


def case_of(cohort: Cohort, at: datetime) -> Case:
    """Active people, sections not closed, and the meetings still to come. Six queries, however many people."""
    sections = {section.pk: section for section in cohort.sections.not_closed()}
    people = cohort.enrollments.active().select_related("person")
    enrollments = {enrollment.pk: enrollment for enrollment in people}
    hours = {free.person_id: free for free in cohort.availabilities.all()}
    seats = dict(Seat.objects.current().filter(section__in=sections).values_list("enrollment", "section"))
    taught: defaultdict[int, set[int]] = defaultdict(set)
    for section, ta in Teaching.objects.filter(section__in=sections).values_list("section", "ta"):
        taught[ta].add(section)
    case = Case([], _options(sections, seats), enrollments, sections, hours, Timetable(times(sections, at)))
    for enrollment in enrollments.values():
        case.people.append(_person(case, enrollment, seats.get(enrollment.pk), frozenset(taught[enrollment.person_id])))
    return case


def _options(sections: dict[int, Section], seats: dict[int, int]) -> list[SectionOption]:
    """A section with more people than it should have keeps them all."""
    sizes: defaultdict[int, int] = defaultdict(int)
    for section in seats.values():
        sizes[section] += 1
    return [
        SectionOption(section.pk, section.minimum, max(section.maximum, sizes[section.pk]))
        for section in sections.values()
    ]


def times(sections: dict[int, Section], at: datetime) -> dict[int, Times]:
    """The meetings still to come, by section; one without any is not in it (one query)."""
    found: defaultdict[int, Times] = defaultdict(list)
    planned = Meeting.objects.filter(section__in=sections, status=Meeting.Status.PLANNED, starts_at__gt=at)
    for section, starts_at, minutes in planned.values_list("section", "starts_at", "minutes"):
        found[section].append((starts_at, minutes))
    return found


def _person(case: Case, enrollment: Enrollment, seat: int | None, taught: frozenset[int]) -> Person:
    free = case.hours.get(enrollment.person_id)
    fitting: frozenset[int] = frozenset()
    unsocial: frozenset[int] = frozenset()
    if free:
        reachable = [key for key, section in case.sections.items() if can_reach(enrollment, section)]
        grid = timekit.unpack(free.grid)
        fitting = frozenset(key for key in reachable if case.timetable.touched(key, free.zone) <= grid)
        unsocial = frozenset(key for key in fitting if case.timetable.is_unsocial(key, free.zone))
    return Person(
        id=enrollment.pk,
        fits=fitting,
        unsocial=unsocial,
        preferred=frozenset(key for key in fitting if case.sections[key].campus == enrollment.campus),
        background=enrollment.background,
        lock=seat,
        forbidden=taught,
    )


def can_reach(person: Wisher, section: Section) -> bool:
    """A section on a campus takes only people who chose that campus; an online one takes everybody."""
    return not section.campus or section.campus == person.campus


def unplaced_because(case: Case, person: int, plan: Plan) -> str:
    """Why someone has no seat, and the smallest change to their hours that would open a section to them."""
    enrollment = case.enrollments[person]
    free = case.hours.get(enrollment.person_id)
    if free is None or not timekit.unpack(free.grid):
        return "Has not given any hours. Ask for them, then propose again."
    grid = timekit.unpack(free.grid)
    missing = {
        key: len(case.timetable.touched(key, free.zone) - grid)
        for key, section in case.sections.items()
        if can_reach(enrollment, section) and plan.sizes.get(key, 0) < section.maximum
    }
    if not missing:
        return "Every section they could reach is full. Add a section, or raise the most people of one."
    nearest = min(missing, key=lambda key: (missing[key], key))
    if not missing[nearest]:
        return f"Free for {case.sections[nearest]}, which they may not join because they teach it."
    halves = missing[nearest]
    more = "half an hour" if halves == 1 else f"{halves / 2:g} hours"
    return f"Closest is {case.sections[nearest]}: it would take {more} a week more of their time."
