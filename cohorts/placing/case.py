"""From the records of a cohort to the case that placement solves."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db.models import Count

from cohorts.models import Cohort, Guest, HoursQuestion, Meeting, PlacementRule, Seat, Teaching
from cohorts.placing.free_hours import Hours, MeetingTable, Times, makeable
from cohorts.placing.terms import Person, SectionOption
from cohorts.placing.timetable import Timetable
from mlsafety_course import timekit

NONE: frozenset[int] = frozenset()


class OnCampus(Protocol):
    """An enrollment or an application that wishes for a campus, or a section that meets on one."""

    @property
    def campus(self) -> str: ...


class Row(NamedTuple):
    """What placement asks of an enrollment: ten thousand of them are read without making records of them."""

    pk: int
    public_id: UUID
    person: int
    zone: str
    campus: str
    background: str


class SectionRow(NamedTuple):
    """What placement asks of a section."""

    pk: int
    public_id: UUID
    name: str
    campus: str
    minimum: int
    maximum: int


@dataclass
class Case:
    """What is solved, beside the records it was made of. People are named by the key of their enrollment.

    `seats` are held already, `guests` is how many more come to the fullest meeting of a section, `banned` what somebody
    may not join by a rule or because they teach it, `refused` what they were asked about and answered No.
    """

    rows: dict[int, Row]
    sections: dict[int, SectionRow]
    timetable: Timetable
    hours: dict[int, Hours]
    seats: dict[int, int]
    guests: dict[int, int]
    locks: dict[int, int] = field(default_factory=dict)
    banned: dict[int, frozenset[int]] = field(default_factory=dict)
    refused: dict[int, frozenset[int]] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    options: list[SectionOption] = field(default_factory=list)

    def zone_of(self, person: int) -> str:
        """By whose clocks their hours are: those they gave them by, else their own."""
        return self.hours[person].zone if person in self.hours else self.rows[person].zone

    def grid_of(self, person: int) -> frozenset[int]:
        return timekit.unpack(self.hours[person].grid) if person in self.hours else frozenset()


def case_of(cohort: Cohort, at: datetime, misses: int = 0) -> Case:
    """Active people, sections not closed, and the meetings still to come. At most nine queries, however many people."""
    planned = cohort.sections.not_closed().values_list(*SectionRow._fields)
    sections = {row[0]: SectionRow._make(row) for row in planned}
    fields = ("pk", "public_id", "person", "person__zone", "campus", "background")
    active = cohort.enrollments.active().order_by("pk").values_list(*fields)
    rows = {row[0]: Row._make(row) for row in active}
    by_person = {row.person: row.pk for row in rows.values()}
    given = cohort.availabilities.order_by("pk").values_list("person", "zone", "grid")
    hours = {by_person[person]: Hours(zone, grid) for person, zone, grid in given if person in by_person}
    held = Seat.objects.current().filter(section__cohort=cohort).values_list("enrollment", "section")
    seats = {person: section for person, section in held if person in rows and section in sections}
    guests = _guests(cohort, at) if seats else {}  # who has no seat anywhere visits nobody
    case = Case(rows, sections, Timetable(times(sections, at)), hours, seats, guests)
    _fix(case, cohort, by_person)
    case.options = _options(case)
    case.people = _people(case, misses)
    return case


def _fix(case: Case, cohort: Cohort, by_person: Mapping[int, int]) -> None:
    """Seats and locks, bans, and what was refused. Whoever has a seat keeps it, whatever rules there are."""
    taught = Teaching.objects.filter(section__cohort=cohort).values_list("ta", "section")
    fixed = PlacementRule.objects.filter(enrollment__cohort=cohort).values_list("enrollment", "section", "kind")
    rules = [(person, section, kind) for person, section, kind in fixed if person in case.rows]
    bans = [(person, section) for person, section, kind in rules if kind == PlacementRule.Kind.FORBID]
    case.banned = _by_person(
        [(by_person[ta], section) for ta, section in taught if ta in by_person]
        + [(person, section) for person, section in bans if person not in case.seats]
    )
    for person in case.seats.keys() & case.banned.keys():
        case.banned[person] -= {case.seats[person]}
    locks = {person: section for person, section, kind in rules if kind == PlacementRule.Kind.LOCK}
    case.locks = locks | case.seats
    refused = HoursQuestion.objects.filter(section__cohort=cohort, status=HoursQuestion.Status.NO)
    case.refused = _by_person(list(refused.values_list("enrollment", "section")))


def _guests(cohort: Cohort, at: datetime) -> dict[int, int]:
    """By section, how many visit the meeting to come that most visit (one query)."""
    coming = Guest.objects.live().filter(meeting__section__cohort=cohort, meeting__starts_at__gt=at)
    counted: dict[int, int] = {}
    planned = coming.filter(meeting__status=Meeting.Status.PLANNED).order_by()
    for section, _, count in planned.values_list("meeting__section", "meeting").annotate(count=Count("pk")):
        counted[section] = max(counted.get(section, 0), count)
    return counted


def _by_person(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for person, section in pairs:
        found[person].add(section)
    return {person: frozenset(sections) for person, sections in found.items()}


def _options(case: Case) -> list[SectionOption]:
    """A section with more people than it should have keeps them all; guests have their places in it."""
    sizes: defaultdict[int, int] = defaultdict(int)
    for section in case.seats.values():
        sizes[section] += 1
    slots = case.timetable.slots({key: section.campus for key, section in case.sections.items()})
    rooms = {key: max(one.maximum - case.guests.get(key, 0), sizes[key]) for key, one in case.sections.items()}
    return [
        SectionOption(key, slots[key], min(section.minimum, rooms[key]), rooms[key])
        for key, section in case.sections.items()
    ]


def times(sections: Collection[int], at: datetime) -> dict[int, Times]:
    """The meetings still to come, by section; one without any is not in it (one query)."""
    found: defaultdict[int, Times] = defaultdict(list)
    planned = Meeting.objects.filter(section__in=sections, status=Meeting.Status.PLANNED, starts_at__gt=at)
    for section, starts_at, minutes in planned.values_list("section", "starts_at", "minutes"):
        found[section].append((starts_at, minutes))
    return dict(found)


def can_reach(person: OnCampus, section: OnCampus) -> bool:
    """A section on a campus takes only people who chose that campus; an online one takes everybody."""
    return not section.campus or section.campus == person.campus


def _people(case: Case, misses: int) -> list[Person]:
    """Without hours nothing fits, and a section without meetings fits nobody."""
    times = case.timetable.times
    meetings = MeetingTable(
        {slot: times[slot] for slot in sorted({option.slot for option in case.options}) if slot in times}
    )
    found = makeable([*case.hours.values()], meetings, misses)
    made = dict(zip(case.hours, found, strict=True))
    minds = _Minds(case, meetings)
    return [minds.person(row, *made.get(row.pk, (NONE, NONE))) for row in case.rows.values()]


class _Minds:
    """What people of one zone and one campus share."""

    def __init__(self, case: Case, meetings: MeetingTable) -> None:
        self.case, self.meetings = case, meetings
        self._reach: dict[str, frozenset[int]] = {}
        self._preferred: dict[str, frozenset[int]] = {}
        self._unsocial: dict[str, frozenset[int]] = {}

    def person(self, row: Row, fits: frozenset[int], strained: frozenset[int]) -> Person:
        """Of the slots that somebody can make, in full or nearly, some may be on another campus."""
        if row.campus not in self._reach:
            self._learn_campus(row)
        zone, reach = self.case.zone_of(row.pk), self._reach[row.campus]
        if zone not in self._unsocial:
            self._unsocial[zone] = self.meetings.unsocial(zone)
        return Person(
            id=row.pk,
            fits=reach & fits,
            unsocial=self._unsocial[zone],
            preferred=self._preferred[row.campus],
            background=row.background,
            lock=self.case.locks.get(row.pk),
            forbidden=self.case.banned.get(row.pk, NONE),
            strained=reach & strained,
        )

    def _learn_campus(self, row: Row) -> None:
        sections = {slot: self.case.sections[slot] for slot in self.meetings.names}
        self._reach[row.campus] = frozenset(slot for slot, section in sections.items() if can_reach(row, section))
        self._preferred[row.campus] = frozenset(slot for slot, one in sections.items() if one.campus == row.campus)
