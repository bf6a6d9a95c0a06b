"""The plan of a cohort: which unit opens when, when its homework is due, and the rule of completion."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from accounts.models import User
from cohorts.models import Cohort, Week
from cohorts.workflow.enrollment import refuse_participant
from curriculum.asks import asks_of
from curriculum.models import Assignment, CompletionPolicy, Homework, Release, ScheduleChange, Unit
from curriculum.plan_preview import digest_of
from curriculum.schedule import ReleaseDates, release_dates
from curriculum.workflow.other_dates import leave_open
from curriculum.workflow.telling import telling
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
        cohort=cohort, unit=unit, defaults={"week": week, "opens_at": dates.opens_at, "asks": asks_of(unit)}
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


class Opened(StrEnum):
    """What becomes of a unit that people have seen already when its opening moves into the future."""

    UNDECIDED = ""
    LEAVE = "leave"
    CLOSE = "close"


@transaction.atomic
def move(
    cohort: Cohort,
    openings: Mapping[Release, datetime],
    homework: Mapping[Homework, Dates],
    *,
    opened: Opened = Opened.UNDECIDED,
    seen: str = "",
    by: User,
    at: datetime,
) -> list[ScheduleChange]:
    """Set when units open and when homework is due and closes; homework opens with its unit. `seen` is a digest.
    Each moved date is kept on the record and told to those it concerns. Refused when a homework would be due before it
    opens or close before it is due, and where the dates are no longer those that were seen.
    """
    refuse_participant(cohort, by)
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    _refuse_changed(cohort, seen)
    stored = {row: openings[row] for row in cohort.releases.select_related("unit") if row in openings}
    locking = locks_again(stored, at)
    _refuse_undecided(locking, opened)
    with telling(cohort, but=by, at=at):
        changes = [*_move_units(cohort, stored, by, at), *_move_homework(cohort, homework, by, at)]
        if opened == Opened.LEAVE:
            leave_open(locking, by=by, at=at)
    return ScheduleChange.objects.bulk_create(changes)


def _refuse_changed(cohort: Cohort, seen: str) -> None:
    if seen and seen != digest_of(cohort):
        raise Refused("A date has changed since you looked. Nothing was moved: look at the new dates, then save.")


def _refuse_undecided(locking: Sequence[Release], opened: Opened) -> None:
    """While nobody has said what becomes of an opened unit that would lock again."""
    if locking and opened == Opened.UNDECIDED:
        names = ", ".join(str(release.unit) for release in locking)
        raise Refused(f"People have seen {names} already. Say whether it stays open for them. Nothing was changed.")


def locks_again(openings: Mapping[Release, datetime], at: datetime) -> list[Release]:
    """The units that are open now and would not be."""
    return [release for release, opens_at in openings.items() if release.opens_at <= at < opens_at]


def _move_units(
    cohort: Cohort, openings: Mapping[Release, datetime], by: User, at: datetime
) -> Iterator[ScheduleChange]:
    for release, after in openings.items():
        if (before := release.opens_at) != after:
            cohort.releases.filter(pk=release.pk).update(opens_at=after, sequence=F("sequence") + 1)
            yield ScheduleChange(
                cohort=cohort, release=release, field="opens_at", before=before, after=after, by=by, at=at
            )


def _move_homework(
    cohort: Cohort, homework: Mapping[Homework, Dates], by: User, at: datetime
) -> Iterator[ScheduleChange]:
    opens = dict(cohort.releases.values_list("unit", "opens_at"))
    for piece in cohort.homeworks.select_related("assignment"):
        dates = homework.get(piece, {"due_at": piece.due_at, "closes_at": piece.closes_at})
        opens_at = opens.get(piece.assignment.unit_id, piece.opens_at)
        if not opens_at < dates["due_at"] <= dates["closes_at"]:
            raise Refused(f"“{piece}” must open, then be due, then close. Nothing was changed.")
        moved = cohort.homeworks.filter(pk=piece.pk).exclude(opens_at=opens_at, **dates)
        moved.update(opens_at=opens_at, **dates, sequence=F("sequence") + 1)
        for field, after in dates.items():
            if (before := getattr(piece, field)) != after:
                yield ScheduleChange(
                    cohort=cohort, homework=piece, field=field, before=before, after=after, by=by, at=at
                )


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
