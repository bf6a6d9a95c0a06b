"""Shifting a cohort's calendar: one week and all later ones, by whole days, with what is planned in them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from cohorts import emails
from cohorts.models import Cohort, Gathering, Meeting, MeetingMove, Section, Week
from cohorts.roster import expected
from cohorts.running import who_runs
from cohorts.schedule import shifted, shifted_deadline
from cohorts.workflow.cohort import CLOSE_DAYS_AFTER_END, told_closings
from cohorts.workflow.enrollment import refuse_participant
from cohorts.workflow.meeting import moved_from
from mlsafety_course import timekit
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused

Moved = tuple[Meeting, datetime, datetime]
MovedGathering = tuple[Gathering, datetime, datetime]
PLANNED = Meeting.Status.PLANNED
ANOTHER_AGE = timedelta(days=36525)


@dataclass(frozen=True)
class Shift:
    """What would move, and to where; `days` may be negative. Dates are pairs of before and after."""

    cohort: Cohort
    days: int
    weeks: list[tuple[Week, date, date]]
    meetings: list[Moved]
    called_off: list[Moved]
    gatherings: list[MovedGathering] = field(default_factory=list)
    course: dict[str, tuple[date, date]] = field(default_factory=dict)
    closings: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)

    @property
    def week_keys(self) -> list[int]:
        return [week.pk for week, _, _ in self.weeks]


def planned_shift(cohort: Cohort, first: date, days: int, at: datetime) -> Shift:
    """The shift of the week that begins on `first` and of every later one. Refused where something has begun."""
    weeks = list(cohort.weeks.filter(starts_on__gte=first))
    if not weeks or weeks[0].starts_on != first:
        raise Refused("No week of this cohort begins on that day any more. Look at the calendar again.")
    if not days:
        raise Refused("Say by how many days the calendar moves: it stays where it is with none.")
    by = timedelta(days=days)
    _refuse_begun(cohort, weeks[0], first + by, at)
    meetings = Meeting.objects.filter(week__in=weeks).select_related("section__cohort", "week", "substitute")
    rows = [(row, row.starts_at, shifted(row.starts_at, days, row.section.zone)) for row in meetings]
    _refuse_held(rows, at)
    course = {"ends_on": (cohort.ends_on, cohort.ends_on + by)}
    if first == cohort.starts_on:
        course["starts_on"] = (cohort.starts_on, cohort.starts_on + by)
    return Shift(
        cohort,
        days,
        weeks=[(week, week.starts_on + by, week.ends_on + by) for week in weeks],
        meetings=[moved for moved in rows if moved[0].status == PLANNED],
        called_off=[row for row in rows if row[0].status == Meeting.Status.CANCELLED and row[1] > at],
        gatherings=_gatherings(cohort, first, days, at),
        course=course,
        closings=_closings(cohort, days),
    )


def _gatherings(cohort: Cohort, first: date, days: int, at: datetime) -> list[MovedGathering]:
    """Those still to come from the first day that moves on, each at its hour by its own clocks."""
    begins = timekit.start_of_day(first, cohort.zone)
    ahead = cohort.gatherings.planned().filter(starts_at__gte=begins, starts_at__gt=at)
    return [(row, row.starts_at, shifted(row.starts_at, days, row.zone)) for row in ahead]


def _closings(cohort: Cohort, days: int) -> dict[str, tuple[datetime, datetime]]:
    before = {name: getattr(cohort, name) for name in CLOSE_DAYS_AFTER_END}
    after = {name: (instant, shifted_deadline(instant, days, cohort.zone)) for name, instant in before.items()}
    return after | {"awards_from": (cohort.awards_from, shifted(cohort.awards_from, days, cohort.zone))}


def _refuse_begun(cohort: Cohort, week: Week, first: date, at: datetime) -> None:
    if at >= timekit.start_of_day(week.starts_on, cohort.zone):
        raise Refused(f"{week} has begun, so it cannot move. Choose a later week; the ones before stay as they are.")
    if at >= timekit.start_of_day(first, cohort.zone):
        raise Refused(f"{week} would begin in the past. Choose fewer days.")
    before = cohort.weeks.filter(starts_on__lt=week.starts_on).last()
    if before and first <= before.ends_on:
        raise Refused(f"{week} would begin before {before} has ended. Choose fewer days.")


def _refuse_held(rows: Iterable[Moved], at: datetime) -> None:
    for meeting, before, after in rows:
        if meeting.status == Meeting.Status.HELD or (meeting.status == PLANNED and before <= at):
            raise Refused(f"{meeting} has taken place already, so its week cannot move. Choose a later week.")
        if meeting.status == PLANNED and after <= at:
            raise Refused(f"{meeting} would lie in the past. Choose fewer days, or move that meeting first.")


@transaction.atomic
def shift(cohort: Cohort, first: date, days: int, *, by: User, at: datetime) -> Shift:
    """Move them all, and tell everybody whom it concerns in one mail. Units and homework are the caller's."""
    refuse_participant(cohort, by)
    cohort = locked(cohort)
    plan = planned_shift(cohort, first, days, at)
    concerned = _concerned(plan.meetings)
    _move_weeks(plan)
    _move_meetings(plan, by=by, at=at)
    _move_gatherings(plan)
    _move_dates(plan)
    _tell(plan, _joined(concerned, _concerned(plan.meetings)), at)
    return plan


def locked(cohort: Cohort) -> Cohort:
    """As it is now, with everything that moves with it: the cohort, then sections before meetings, then gatherings,
    each in one order, so that no two acts wait for each other."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    moving = (
        Section.objects.filter(cohort=cohort),
        Meeting.objects.filter(section__cohort=cohort),
        Gathering.objects.filter(cohort=cohort),
    )
    for rows in moving:
        list(rows.select_for_update(of=["self"]).order_by("pk").values_list("pk"))
    return cohort


def _tell(plan: Shift, concerned: dict[User, set[int]], at: datetime) -> None:
    """Everybody in one mail: of meetings, gatherings, and the closings that they act by."""
    closings = told_closings(plan.cohort, plan.closings, at)
    for person in {**concerned, **closings}:
        rows = [moved for moved in plan.meetings if moved[0].pk in concerned.get(person, ())]
        theirs = closings.get(person, {})
        post.write(emails.calendar_shifted(plan.cohort, person, rows, plan.gatherings, theirs, at), at=at)


def _move_weeks(plan: Shift) -> None:
    """The last first when all move to later days: no two weeks of a cohort begin on one day, not even meanwhile."""
    for week, first, last in sorted(plan.weeks, key=lambda row: row[1], reverse=plan.days > 0):
        week.starts_on, week.ends_on = first, last
        week.save(update_fields=["starts_on", "ends_on"])


def _move_meetings(plan: Shift, *, by: User, at: datetime) -> None:
    """By way of another age: a section has one meeting at an instant, also between two rows of one update."""
    every = [*plan.meetings, *plan.called_off]
    moving = Meeting.objects.filter(pk__in=[meeting.pk for meeting, _, _ in every])
    moving.update(starts_at=F("starts_at") + ANOTHER_AGE, sequence=F("sequence") + 1)
    for meeting, _, after in every:
        meeting.starts_at = after
    try:
        with transaction.atomic():
            Meeting.objects.bulk_update([meeting for meeting, _, _ in every], ["starts_at"], batch_size=500)
    except IntegrityError as error:
        raise Refused("A section already meets at one of the new times. Move that meeting first.") from error
    MeetingMove.objects.bulk_create(
        MeetingMove(subject=meeting, source=PLANNED, target=PLANNED, by=by, at=at, reason=moved_from(before, after))
        for meeting, before, after in plan.meetings
    )


def _move_gatherings(plan: Shift) -> None:
    for gathering, _, after in plan.gatherings:
        gathering.starts_at, gathering.sequence = after, gathering.sequence + 1
    Gathering.objects.bulk_update([row for row, _, _ in plan.gatherings], ["starts_at", "sequence"], batch_size=500)


def _move_dates(plan: Shift) -> None:
    after = {name: dates[1] for name, dates in {**plan.course, **plan.closings}.items()}
    for name, value in after.items():
        setattr(plan.cohort, name, value)
    plan.cohort.save(update_fields=list(after))


def _concerned(rows: list[Moved]) -> dict[User, set[int]]:
    """The meetings (keys) of each person who is expected, teaches or stands in, of meetings as they stand now."""
    found: defaultdict[User, set[int]] = defaultdict(set)
    meetings = [meeting for meeting, _, _ in rows]
    for key, people in expected(meetings).items():
        for enrollment in people:
            found[enrollment.person].add(key)
    for key, runners in who_runs(meetings).items():
        for person in runners:
            found[person].add(key)
    return found


def _joined(first: dict[User, set[int]], second: dict[User, set[int]]) -> dict[User, set[int]]:
    return {person: first.get(person, set()) | second.get(person, set()) for person in {**first, **second}}
