"""Setting up a run of the course, and what may be changed about it later."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.models import User
from cohorts import emails
from cohorts.emails.calendar import TEACHING_UNTIL, UNTIL
from cohorts.models import Cohort, Meeting, Teaching, Week
from cohorts.schedule import WeekPlan, plan_weeks, refuse_disorder
from cohorts.workflow.enrollment import refuse_participant
from mlsafety_course import timekit
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused

CLOSE_DAYS_AFTER_END = {
    "submissions_close_at": 7,
    "grading_closes_at": 14,
    "survey_closes_at": 14,
    "appeals_close_at": 21,
    "details_close_at": 90,
}
INSTANTS = (*CLOSE_DAYS_AFTER_END, "awards_from")
NAMED = ("title", "zone", "chat_url", "drive_url")
Dates = tuple[datetime, datetime]
ZONE_STAYS = (
    "The course has begun and its sections have meetings: people plan by these clocks, so the time zone stays as it is."
)
WEEKS_STAY = (
    "Meetings or units are planned in these weeks, so they are not made anew. Move them with “Shift the calendar”."
)


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
    instants = {**default_closings(ends_on), "awards_from": timekit.end_of_day(ends_on, zone)}
    cohort = Cohort(slug=slug, title=title, zone=zone, starts_on=starts_on, ends_on=ends_on, **instants)
    return _keep(cohort, weeks)


@transaction.atomic
def set_up_like(
    earlier: Cohort,
    *,
    slug: str,
    title: str,
    weeks: Sequence[WeekPlan],
    instants: Mapping[str, datetime],
    by: User,
    at: datetime,
) -> Cohort:
    """A cohort in the zone of an earlier one, with these weeks and `instants` (see INSTANTS). Nobody comes along."""
    try:
        refuse_disorder(weeks)
    except ValueError as error:
        raise Refused(str(error)) from error
    first, last = weeks[0].starts_on, weeks[-1].ends_on
    cohort = Cohort(slug=slug, title=title, zone=earlier.zone, starts_on=first, ends_on=last, **instants)
    return _keep(cohort, weeks)


def _keep(cohort: Cohort, weeks: Sequence[WeekPlan]) -> Cohort:
    try:
        with transaction.atomic():
            cohort.save()
    except IntegrityError as error:
        raise Refused(f"There is already a cohort at “{cohort.slug}”. Choose another address for this one.") from error
    _add_weeks(cohort, weeks)
    return cohort


def _add_weeks(cohort: Cohort, weeks: Sequence[WeekPlan]) -> None:
    Week.objects.bulk_create(Week(cohort=cohort, **asdict(week)) for week in weeks)


def _plan(starts_on: date, ends_on: date, breaks: Collection[date]) -> list[WeekPlan]:
    if starts_on == ends_on:
        raise Refused("The course needs more than one day. Check both dates.")
    try:
        return plan_weeks(starts_on, ends_on, breaks)
    except ValueError as error:
        raise Refused(str(error)) from error


def zone_stays(cohort: Cohort, at: datetime) -> bool:
    """Whether the zone may not be changed any more (one query once the course has begun)."""
    return cohort.has_started(at) and Meeting.objects.filter(section__cohort=cohort).exists()


@transaction.atomic
def change(cohort: Cohort, *, by: User, at: datetime, **values: str | datetime) -> Cohort:
    """Its title, zone, links, closings and first award, each by itself. The zone only while nobody meets by it.

    Participants and TAs have one mail about the closings they act by that are at another time.
    """
    refuse_participant(cohort, by)
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if values.get("zone", cohort.zone) != cohort.zone and zone_stays(cohort, at):
        raise Refused(ZONE_STAYS)
    before = {name: getattr(cohort, name) for name in CLOSE_DAYS_AFTER_END}
    for name in (*NAMED, *INSTANTS):
        setattr(cohort, name, values.get(name, getattr(cohort, name)))
    cohort.save(update_fields=[*NAMED, *INSTANTS])
    _tell_closings(cohort, {name: (was, getattr(cohort, name)) for name, was in before.items()}, at)
    return cohort


def told_closings(cohort: Cohort, moved: Mapping[str, Dates], at: datetime) -> dict[User, dict[str, Dates]]:
    """For each participant and TA, of closings (before, after) those that they act by, that are at another time, and
    that are not over either way."""
    places = cohort.enrollments.active().select_related("person").order_by("pk")
    teaching = Teaching.objects.filter(section__cohort=cohort).not_over(cohort.day_of(at))
    whom: dict[User, set[str]] = {place.person: set(UNTIL) for place in places}
    for one in teaching.select_related("ta").order_by("pk"):
        whom.setdefault(one.ta, set()).update(TEACHING_UNTIL)
    news = {name: dates for name, dates in moved.items() if dates[0] != dates[1] and max(dates) > at}
    return {person: {name: dates for name, dates in news.items() if name in theirs} for person, theirs in whom.items()}


def _tell_closings(cohort: Cohort, moved: Mapping[str, Dates], at: datetime) -> None:
    told = told_closings(cohort, moved, at)
    post.write(*(emails.closings_moved(cohort, person, rows, at) for person, rows in told.items() if rows), at=at)


@transaction.atomic
def plan_again(
    cohort: Cohort, *, starts_on: date, ends_on: date, breaks: Collection[date], by: User, at: datetime
) -> None:
    """Other weeks for a cohort of which nothing hangs on the old ones yet. Closings and awards stay where they are."""
    refuse_participant(cohort, by)
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    weeks = _plan(starts_on, ends_on, breaks)
    try:
        with transaction.atomic():
            cohort.weeks.all().delete()
    except ProtectedError as error:
        raise Refused(WEEKS_STAY) from error
    cohort.starts_on, cohort.ends_on = starts_on, ends_on
    cohort.save(update_fields=["starts_on", "ends_on"])
    _add_weeks(cohort, weeks)
