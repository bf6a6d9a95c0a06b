"""The plan of a cohort: which unit opens when, when its homework is due, and the rule of completion."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from accounts.models import User
from cohorts.models import Cohort, Week
from cohorts.workflow.enrollment import refuse_participant
from curriculum.models import Assignment, CompletionPolicy, Homework, Release, Unit
from curriculum.schedule import ReleaseDates, release_dates
from mlsafety_course.transitions import Refused

Dates = Mapping[str, datetime]


@transaction.atomic
def schedule(cohort: Cohort, *, by: User, at: datetime) -> list[Release]:
    """Give every unit its teaching week and every assignment its dates. What is planned already stays as it is."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    weeks = {week.number: week for week in cohort.weeks.teaching()}
    units = list(Unit.objects.prefetch_related("assignments"))
    _refuse_impossible(cohort, weeks, units)
    return [_plan(cohort, unit, weeks[unit.week], is_last=unit.week == max(weeks, key=_number)) for unit in units]


def _number(number: int | None) -> int:
    return number or 0


def _refuse_impossible(cohort: Cohort, weeks: Mapping[int | None, Week], units: list[Unit]) -> None:
    if not units:
        raise Refused("The library is empty. Load the course first, then plan its units.")
    if {unit.week for unit in units} - weeks.keys():
        raise Refused(
            f"{cohort} has {len(weeks)} teaching weeks and the course has {len(units)} units, one a week. "
            "Change the dates or the breaks of the cohort, then plan again."
        )


def _plan(cohort: Cohort, unit: Unit, week: Week, *, is_last: bool) -> Release:
    dates = release_dates(week, cohort.zone, is_last=is_last, course_ends_on=cohort.ends_on)
    release, _ = Release.objects.get_or_create(
        cohort=cohort, unit=unit, defaults={"week": week, "opens_at": dates.opens_at}
    )
    for assignment in unit.assignments.all():
        _plan_homework(cohort, assignment, dates)
    return release


def _plan_homework(cohort: Cohort, assignment: Assignment, dates: ReleaseDates) -> None:
    """Late homework is taken for a week, but not past the cohort's closing of submissions."""
    closes_at = min(dates.closes_at, max(dates.due_at, cohort.submissions_close_at))
    fields = {"opens_at": dates.opens_at, "due_at": dates.due_at, "closes_at": closes_at}
    Homework.objects.get_or_create(
        cohort=cohort, assignment=assignment, defaults={**fields, "required": assignment.required}
    )


@transaction.atomic
def move(
    cohort: Cohort, openings: Mapping[Release, datetime], homework: Mapping[Homework, Dates], *, by: User, at: datetime
) -> None:
    """Set when units open and when homework is due and closes. Homework opens with its unit.

    Refused when a homework would be due before it opens or close before it is due.
    """
    refuse_participant(cohort, by)
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    for release, opens_at in openings.items():
        unit = cohort.releases.filter(pk=release.pk).exclude(opens_at=opens_at)
        unit.update(opens_at=opens_at, sequence=F("sequence") + 1)
    opens = dict(cohort.releases.values_list("unit", "opens_at"))
    for piece in cohort.homeworks.select_related("assignment"):
        dates = homework.get(piece, {"due_at": piece.due_at, "closes_at": piece.closes_at})
        opens_at = opens.get(piece.assignment.unit_id, piece.opens_at)
        if not opens_at < dates["due_at"] <= dates["closes_at"]:
            raise Refused(f"“{piece}” must open, then be due, then close. Nothing was changed.")
        moved = cohort.homeworks.filter(pk=piece.pk).exclude(opens_at=opens_at, **dates)
        moved.update(opens_at=opens_at, **dates, sequence=F("sequence") + 1)


@transaction.atomic
def publish_policy(cohort: Cohort, *, by: User, at: datetime, **counts: Any) -> CompletionPolicy:
    """Publish the next version of the rule, for everyone in the cohort who has no award yet."""
    refuse_participant(cohort, by)
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    last = cohort.policies.aggregate(last=Max("version"))["last"] or 0
    policy = CompletionPolicy(cohort=cohort, version=last + 1, published_at=at, published_by=by, **counts)
    weeks = cohort.weeks.teaching().count()
    if policy.min_attended > weeks:
        raise Refused(f"{cohort} has {weeks} teaching weeks: nobody could attend {policy.min_attended}.")
    policy.save()
    return policy
