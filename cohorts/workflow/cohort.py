"""Setting up a run of the course."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models import User
from cohorts.models import Cohort, Week
from cohorts.schedule import WeekPlan, plan_weeks
from mlsafety_course import timekit
from mlsafety_course.transitions import Refused

CLOSE_DAYS_AFTER_END = {
    "submissions_close_at": 7,
    "grading_closes_at": 14,
    "survey_closes_at": 14,
    "appeals_close_at": 21,
    "details_close_at": 90,
}


def default_closings(ends_on: date) -> dict[str, datetime]:
    """The five closings, each at the end of a day Anywhere on Earth, so many days after the course."""
    return {
        name: timekit.end_of_day(ends_on + timedelta(days=days), timekit.AOE_NAME)
        for name, days in CLOSE_DAYS_AFTER_END.items()
    }


@transaction.atomic
def set_up(
    *,
    slug: str,
    title: str,
    zone: str,
    starts_on: date,
    ends_on: date,
    breaks: Collection[date],
    by: User,
    at: datetime,
) -> Cohort:
    """A cohort with its weeks; closings by default, awards from the end of its last day. `breaks` are Mondays."""
    weeks = _plan(starts_on, ends_on, breaks)
    awards_from, closings = timekit.end_of_day(ends_on, zone), default_closings(ends_on)
    cohort = Cohort(slug=slug, title=title, zone=zone, starts_on=starts_on, ends_on=ends_on, awards_from=awards_from)
    for name, instant in closings.items():
        setattr(cohort, name, instant)
    _keep(cohort)
    Week.objects.bulk_create(Week(cohort=cohort, **asdict(week)) for week in weeks)
    return cohort


def _keep(cohort: Cohort) -> None:
    try:
        with transaction.atomic():
            cohort.save()
    except IntegrityError as error:
        raise Refused(f"There is already a cohort at “{cohort.slug}”. Choose another address for this one.") from error


def _plan(starts_on: date, ends_on: date, breaks: Collection[date]) -> list[WeekPlan]:
    if starts_on == ends_on:
        raise Refused("The course needs more than one day. Check both dates.")
    try:
        return plan_weeks(starts_on, ends_on, breaks)
    except ValueError as error:
        raise Refused(str(error)) from error
