"""What publishing a proposal would do, person by person."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from cohorts.models import Enrollment, PlacementRun, Section


@dataclass(frozen=True)
class Sitter:
    """One person of a section in the proposal. `is_new`: they get this seat, and a mail, by publishing it."""

    enrollment: Enrollment
    is_new: bool


@dataclass(frozen=True)
class Table:
    """A section as it would be."""

    section: Section
    people: list[Sitter]
    is_small: bool


@dataclass(frozen=True)
class Preview:
    """`left_since`: people of the plan who are no longer in the course, so that nothing happens to them."""

    tables: list[Table]
    unplaced: list[tuple[Enrollment, str]]
    new_seats: int
    opening: int
    left_since: int

    @property
    def consequence(self) -> str:
        """What publishing does, for the person who is about to."""
        people = "1 person gets" if self.new_seats == 1 else f"{self.new_seats} people get"
        opening = "1 section opens" if self.opening == 1 else f"{self.opening} sections open"
        return f"{people} a seat and one mail each. {opening}, and the TAs are told. Seats that people have stay."


def preview(run: PlacementRun, on: date) -> Preview:
    """With the TAs of that day. Four queries, however many people."""
    sections = {str(section.public_id): section for section in run.cohort.sections.with_people(on)}
    people = Enrollment.objects.active().filter(cohort=run.cohort).with_seats().order_by("person__full_name", "pk")
    seated: defaultdict[str, list[Sitter]] = defaultdict(list)
    unplaced: list[tuple[Enrollment, str]] = []
    for enrollment in people:
        person = str(enrollment.public_id)
        if enrollment.current_seats:
            seated[str(enrollment.current_seats[0].section.public_id)].append(Sitter(enrollment, is_new=False))
        elif run.plan.get(person):
            seated[run.plan[person]].append(Sitter(enrollment, is_new=not run.published_at))
        else:
            unplaced.append((enrollment, run.figures["unplaced"].get(person, "Came in after this proposal was made.")))
    tables = [
        _table(section, seated[key]) for key, section in sections.items() if key in seated or not section.is_closed
    ]
    known = {str(enrollment.public_id) for enrollment in people}
    return Preview(
        tables=tables,
        unplaced=unplaced,
        new_seats=sum(sitter.is_new for table in tables for sitter in table.people),
        opening=sum(bool(table.people) and table.section.status == Section.Status.PLANNED for table in tables),
        left_since=len(run.plan.keys() - known),
    )


def _table(section: Section, people: list[Sitter]) -> Table:
    return Table(section, people, is_small=0 < len(people) < section.minimum)
