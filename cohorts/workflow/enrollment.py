"""The life of a person's place in a cohort."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from cohorts import emails
from cohorts.models import Availability, Cohort, Enrollment, Seat
from cohorts.workflow import seating, switching
from mlsafety_course import timekit
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Arrow, Refused, arrow

Status = Enrollment.Status

CANCEL = arrow(Status.ACTIVE, to=Status.CANCELLED)
ENROLL_AGAIN = arrow(Status.CANCELLED, to=Status.ACTIVE)
DROP = arrow(Status.ACTIVE, to=Status.DROPPED)
DEFER = arrow(Status.ACTIVE, to=Status.DEFERRED)
RETURN = arrow(Status.DROPPED, to=Status.ACTIVE)
WAIVE = arrow(Status.DEFERRED, to=Status.DROPPED)
WAIVE_UNSTARTED = arrow(Status.DEFERRED, to=Status.CANCELLED)

ARROWS = [CANCEL, ENROLL_AGAIN, DROP, DEFER, RETURN, WAIVE, WAIVE_UNSTARTED]
MAY_RETURN_FOR = timedelta(days=7)


@transaction.atomic
def enroll(
    cohort: Cohort,
    person: User,
    *,
    campus: str = "",
    background: str = "",
    reason: str = "",
    by: User,
    at: datetime,
) -> Enrollment:
    """Give a person their one place in the cohort. Safe to repeat; who cancelled before the start may come again."""
    enrollment, is_new = Enrollment.objects.get_or_create(
        cohort=cohort,
        person=person,
        defaults={"enrolled_at": at, "campus": campus, "background": background},
    )
    if is_new:
        enrollment.moves.create(source="", target=Status.ACTIVE, by=by, at=at, reason=reason)
    elif enrollment.status != Status.ACTIVE:
        ENROLL_AGAIN.apply(enrollment, by=by, at=at, reason=reason, left_at=None, campus=campus, background=background)
    return enrollment


def refuse_participant(cohort: Cohort, by: User) -> None:
    """For what decides about everybody of a cohort, and in the end about money: nobody decides it for themself."""
    if Enrollment.objects.of(by).filter(cohort=cohort).exclude(status=Status.CANCELLED).exists():
        raise Refused("You take part in this cohort yourself. Another lead must do this. Nothing was changed.")


@transaction.atomic
def give_hours(
    cohort: Cohort, person: User, grid: frozenset[int], zone: str, *, by: User, at: datetime
) -> Availability:
    """Keep the half-hours (0 = Monday 00:00 in `zone`) in which a person can meet."""
    free = {"grid": timekit.pack(grid), "zone": zone, "given_at": at}
    return Availability.objects.update_or_create(cohort=cohort, person=person, defaults=free)[0]


def cancel(enrollment: Enrollment, reason: str, *, by: User, at: datetime) -> None:
    """Give the place back before the course starts: not a drop-out, and the seat is free at once."""
    if enrollment.cohort.has_started(at):
        raise Refused("The course has started, so the place can no longer be cancelled. You can drop out instead.")
    _leave(CANCEL, enrollment, reason, by=by, at=at)


def drop(enrollment: Enrollment, reason: str, *, by: User, at: datetime) -> None:
    """Leave a running course. What was done is kept, and the way back is open for seven days."""
    if not enrollment.cohort.has_started(at):
        raise Refused("The course has not started yet: cancel the place instead, so that somebody else can have it.")
    _leave(DROP, enrollment, reason, by=by, at=at)


@transaction.atomic
def leave(enrollment: Enrollment, reason: str, *, by: User, at: datetime) -> None:
    """What leaving means now: giving the place back before the start, dropping out after. They have it in writing."""
    way = drop if enrollment.cohort.has_started(at) else cancel
    way(enrollment, reason, by=by, at=at)
    post.write(emails.place_ended(enrollment, reason, may_return_until(enrollment, at)), at=at)


def defer(enrollment: Enrollment, reason: str, *, to: Cohort | None = None, by: User | None, at: datetime) -> None:
    """Leave this cohort for a later one (`to`, if it is known), where a place is promised. The person joins that one
    by an enrollment of its own: `workflow.promise` takes it up."""
    if to and to.starts_on <= enrollment.cohort.starts_on:
        raise Refused(f"{to} does not start later than {enrollment.cohort}. Choose a later cohort, or none yet.")
    _leave(DEFER, enrollment, reason, by=by, at=at, deferred_to=to)


@transaction.atomic
def _leave(
    way: Arrow, enrollment: Enrollment, reason: str, *, by: User | None, at: datetime, deferred_to: Cohort | None = None
) -> None:
    """Their TA is told; they themself where somebody else does it."""
    seat = enrollment.seats.current().select_related("section__cohort").first()
    way.apply(enrollment, by=by, at=at, reason=reason, left_at=at, deferred_to=deferred_to)
    seating.vacate(enrollment, at)
    switching.forget(enrollment, by=by, at=at)
    ta = seat.section.lead_ta(enrollment.cohort.day_of(at)) if seat else None
    letters = [emails.seat_free(enrollment, ta)] if ta and ta != by else []
    if by != enrollment.person:
        letters.append(emails.place_ended(enrollment, reason, may_return_until(enrollment, at)))
    post.write(*letters, at=at)


def may_return_until(enrollment: Enrollment, at: datetime) -> datetime | None:
    """Until when (exclusive) someone who dropped out may come back; None if not, or no more."""
    if enrollment.status != Status.DROPPED or enrollment.left_at is None:
        return None
    until = enrollment.left_at + MAY_RETURN_FOR
    return until if at < until else None


@transaction.atomic
def return_(enrollment: Enrollment, reason: str, *, by: User, at: datetime) -> Seat | None:
    """Come back within seven days; the old seat only if there is still room at every meeting to come, else None."""
    if not may_return_until(enrollment, at):
        raise Refused("The way back is open for seven days after leaving. Write to us, and we will see what we can do.")
    last = enrollment.seats.select_related("section").order_by("from_at", "pk").last()
    section = seating.lock_section(last.section) if last else None
    RETURN.apply(enrollment, by=by, at=at, reason=reason, left_at=None)
    if section is None or not seating.has_room(section) or seating.full_meeting(section, enrollment, at):
        return None
    return seating.seat(enrollment, section, by=by, at=at)
