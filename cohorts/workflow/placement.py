"""Proposing who sits where, and making it so. Whoever has a seat keeps it: the proposal is about the others."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from cohorts.models import Cohort, Enrollment, PlacementRun, Seat, Section
from cohorts.placement import Plan, greedy, place
from cohorts.placement_case import Case, case_of, unplaced_because
from cohorts.workflow import seating
from cohorts.workflow import section as section_workflow
from mlsafety_course.transitions import Refused


def propose(cohort: Cohort, *, by: User, at: datetime) -> PlacementRun:
    """Compute and keep the best plan for the sections planned and open, with a naive plan beside it to compare."""
    case = case_of(cohort, at)
    if not case.options:
        raise Refused("There is no section to place people in yet. Plan one first.")
    plan = place(case.people, case.options)
    return PlacementRun.objects.create(
        cohort=cohort,
        plan={_person_id(case, person): _section_id(case, section) for person, section in plan.assignments.items()},
        figures=_figures(case, plan, greedy(case.people, case.options)),
        made_by=by,
        made_at=at,
    )


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


@transaction.atomic
def publish(run: PlacementRun, *, by: User, at: datetime) -> int:
    """Open the sections used and seat the people, one mail each. Returns how many were seated now.

    Who has a seat meanwhile, or has left, is passed over; publishing again changes nothing.
    """
    Cohort.objects.select_for_update().get(pk=run.cohort_id)
    run = PlacementRun.objects.get(pk=run.pk)
    if run.published_at:
        return 0
    if PlacementRun.objects.filter(cohort=run.cohort_id, published_at__gt=run.made_at).exists():
        raise Refused("Another placement was published after this one was made. Make a new one: it keeps every seat.")
    sections = _locked_sections(run)
    waiting = _waiting(run)
    for section in sections.values():
        if section.status == Section.Status.PLANNED:
            section_workflow.open_(section, by=by, at=at)
    for enrollment in waiting:
        seating.seat(enrollment, sections[run.plan[str(enrollment.public_id)]], by=by, at=at)
    run.published_by, run.published_at = by, at
    run.save(update_fields=["published_by", "published_at"])
    return len(waiting)


def _locked_sections(run: PlacementRun) -> dict[str, Section]:
    """The sections of the plan, locked in one order, so that no two placements wait for each other."""
    wanted = {section for section in run.plan.values() if section}
    rows = Section.objects.select_for_update().filter(cohort=run.cohort_id, public_id__in=wanted).order_by("pk")
    return {str(section.public_id): section for section in rows}


def _waiting(run: PlacementRun) -> list[Enrollment]:
    """Those the plan gives a seat and who have none now."""
    placed = [person for person, section in run.plan.items() if section]
    seated = Seat.objects.current().filter(section__cohort=run.cohort_id).values("enrollment")
    people = Enrollment.objects.active().filter(cohort=run.cohort_id, public_id__in=placed).exclude(pk__in=seated)
    return list(people.select_related("person").order_by("pk"))
