"""A proposal of who sits where, from the records of a cohort: the best plan, and what to compare it with."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from cohorts.models import Cohort, PlacementRun
from cohorts.placement import greedy, judge, place
from cohorts.placing.case import Case, case_of
from cohorts.placing.terms import Plan
from cohorts.placing.unplaced import unplaced
from mlsafety_course.transitions import Refused

Step = PlacementRun.Step
NO_SECTION = "There is no section to place people in yet. Plan one first."


@dataclass(frozen=True)
class Proposal:
    """`plan`: enrollment public id to section public id, None for no seat."""

    plan: dict[str, str | None]
    figures: dict[str, object]


def propose(cohort: Cohort, at: datetime, reached: Callable[[Step], None], misses: int = 0) -> Proposal:
    """The best plan for the sections planned and open. Tells `reached` of each step before it begins.

    `misses`: for how many meetings somebody may be busy and still be placed. Writes nothing itself. The solver is
    imported where it is called: views import the modules above it, and a web process is not to hold 60 MB that it
    never uses.
    """
    reached(Step.READING)
    case = case_of(cohort, at, misses)
    if not case.options:
        raise Refused(NO_SECTION)
    reached(Step.SOLVING)
    plan = place(case.people, case.options)
    reached(Step.COMPARING)
    figures = _figures(case, plan, greedy(case.people, case.options), misses)
    reached(Step.WRITING)
    seats = {_person_id(case, person): _section_id(case, section) for person, section in plan.assignments.items()}
    return Proposal(seats, figures)


def _person_id(case: Case, person: int) -> str:
    return str(case.rows[person].public_id)


def _section_id(case: Case, section: int | None) -> str | None:
    return str(case.sections[section].public_id) if section else None


def _figures(case: Case, plan: Plan, naive: Plan, misses: int) -> dict[str, object]:
    now = judge(case.people, case.options, case.seats, proved=False)
    return {
        "people": len(plan.assignments),
        "proved": plan.proved,
        "gap": asdict(plan.gap) if plan.gap else None,
        **_counts(plan),
        "greedy": _counts(naive),
        "now": _counts(now),
        "unplaced": unplaced(case, plan, misses),
        "misses": _misses(case, plan),
        "edited": {},
    }


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "placed": plan.placed,
        "small_sections": len(plan.below_minimum),
        "strained": plan.strained,
        "unsocial": plan.unsocial,
        "preferred": plan.preferred,
    }


def _misses(case: Case, plan: Plan) -> dict[str, list[str]]:
    """Who would sit where they are not free for every meeting, with the starts of those meetings, in UTC."""
    slot = {option.id: option.slot for option in case.options}
    found: dict[str, list[str]] = {}
    for person in case.people:
        section = plan.assignments[person.id]
        if section is None or slot[section] in person.fits - person.strained:
            continue
        missed = case.timetable.missed(section, case.zone_of(person.id), case.grid_of(person.id))
        if missed:
            found[_person_id(case, person.id)] = [start.isoformat() for start in missed]
    return found
