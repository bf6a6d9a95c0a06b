"""A proposal of who sits where, from the records of a cohort: the best plan, and a naive one to compare it with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cohorts.models import Cohort, PlacementRun
from cohorts.placement import Plan, greedy, place
from cohorts.placement_case import Case, case_of, unplaced_because
from mlsafety_course.transitions import Refused

Step = PlacementRun.Step
NO_SECTION = "There is no section to place people in yet. Plan one first."


@dataclass(frozen=True)
class Proposal:
    """`plan`: enrollment public id to section public id, None for no seat."""

    plan: dict[str, str | None]
    figures: dict[str, object]


def propose(cohort: Cohort, at: datetime, reached: Callable[[Step], None]) -> Proposal:
    """The best plan for the sections planned and open. Tells `reached` of each step before it begins.

    Writes nothing itself. The solver is imported by `cohorts.seatflow` where it is called: views import the modules
    above it, and a web process is not to hold 60 MB that it never uses.
    """
    reached(Step.READING)
    case = case_of(cohort, at)
    if not case.options:
        raise Refused(NO_SECTION)
    reached(Step.SOLVING)
    plan = place(case.people, case.options)
    reached(Step.COMPARING)
    figures = _figures(case, plan, greedy(case.people, case.options))
    reached(Step.WRITING)
    seats = {_person_id(case, person): _section_id(case, section) for person, section in plan.assignments.items()}
    return Proposal(seats, figures)


def _person_id(case: Case, person: int) -> str:
    return str(case.enrollments[person].public_id)


def _section_id(case: Case, section: int | None) -> str | None:
    return str(case.sections[section].public_id) if section else None


def _figures(case: Case, plan: Plan, naive: Plan) -> dict[str, object]:
    return {
        "people": len(plan.assignments),
        "proved": plan.proved,
        **_counts(plan),
        "greedy": _counts(naive),
        "below_minimum": [_section_id(case, section) for section in plan.below_minimum],
        "unplaced": {_person_id(case, person): unplaced_because(case, person, plan) for person in plan.unplaced},
    }


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "placed": plan.placed,
        "small_sections": len(plan.below_minimum),
        "unsocial": plan.unsocial,
        "preferred": plan.preferred,
    }
