"""What publishing a proposal would do, person by person."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from cohorts.models import Enrollment, PlacementRun, Section
from cohorts.placing.seats_due import seats_due

SINCE = "Came in after this proposal was made."


@dataclass(frozen=True)
class Sitter:
    """One person of a section in the proposal. `is_new`: they get this seat, and a mail, by publishing it.

    `moved_from`: the section they sit in until then. `missed`: how many of its meetings they are not free for.
    """

    enrollment: Enrollment
    is_new: bool
    is_edited: bool = False
    moved_from: str = ""
    missed: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Table:
    """A section as it would be."""

    section: Section
    people: list[Sitter]
    is_small: bool


@dataclass(frozen=True)
class Left:
    """Somebody without a seat: why, and the section they would come into reach of by a change of hours."""

    enrollment: Enrollment
    why: str
    section: str


@dataclass(frozen=True)
class Preview:
    """`left_since`: people of the plan who are no longer in the course, so that nothing happens to them."""

    tables: list[Table]
    unplaced: list[Left]
    new_seats: int
    opening: int
    left_since: int

    @property
    def consequence(self) -> str:
        """What publishing does, for the person who is about to."""
        people = "1 person gets" if self.new_seats == 1 else f"{self.new_seats} people get"
        opening = "1 section opens" if self.opening == 1 else f"{self.opening} sections open"
        return f"{people} a seat and one mail each. {opening}, and the TAs are told. Nobody else is moved or told."


def preview(run: PlacementRun, on: date) -> Preview:
    """With the TAs of that day. Four queries, however many people."""
    sections = {str(section.public_id): section for section in run.cohort.sections.with_people(on)}
    active = Enrollment.objects.active().filter(cohort=run.cohort).with_seats().order_by("person__full_name", "pk")
    people = {str(enrollment.public_id): enrollment for enrollment in active}
    held = {key: str(row.current_seats[0].section.public_id) for key, row in people.items() if row.current_seats}
    due = {} if run.published_at else seats_due(run.plan, run.figures["edited"], held)
    seated: defaultdict[str, list[Sitter]] = defaultdict(list)
    for key, enrollment in people.items():
        section = due.get(key) or held.get(key)
        if section:
            seated[section].append(_sitter(run, key, enrollment, is_new=key in due))
    tables = [
        _table(section, seated[key]) for key, section in sections.items() if key in seated or not section.is_closed
    ]
    return Preview(
        tables=tables,
        unplaced=[_left(run, key, row) for key, row in people.items() if key not in held and key not in due],
        new_seats=sum(sitter.is_new for table in tables for sitter in table.people),
        opening=sum(bool(table.people) and table.section.status == Section.Status.PLANNED for table in tables),
        left_since=len(run.plan.keys() - people.keys()),
    )


def _sitter(run: PlacementRun, key: str, enrollment: Enrollment, *, is_new: bool) -> Sitter:
    held = enrollment.current_seats[0].section.name if enrollment.current_seats else ""
    missed = [datetime.fromisoformat(start) for start in run.figures["misses"].get(key, [])]
    return Sitter(
        enrollment=enrollment,
        is_new=is_new,
        is_edited=key in run.figures["edited"],
        moved_from=held if is_new else "",
        missed=tuple(missed),
    )


def _left(run: PlacementRun, key: str, enrollment: Enrollment) -> Left:
    known = run.figures["unplaced"].get(key, {"why": SINCE, "section": ""})
    return Left(enrollment, known["why"], known["section"])


def _table(section: Section, people: list[Sitter]) -> Table:
    return Table(section, people, is_small=0 < len(people) < section.minimum)
