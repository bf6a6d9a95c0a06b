"""The life of an optional gathering: planned, perhaps moved, perhaps cancelled. Nobody has to come."""

from datetime import datetime, time
from typing import Required, TypedDict, Unpack

from django.db import transaction

from accounts.models import User
from cohorts import emails
from cohorts.models import Cohort, Gathering
from cohorts.schedule import meeting_starts
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused, arrow

Status = Gathering.Status

CANCEL = arrow(Status.PLANNED, to=Status.CANCELLED)

ARROWS = [CANCEL]
WHEN_AND_WHERE = ("starts_at", "minutes", "join_url", "room")


class Wishes(TypedDict, total=False):
    """What it is, who holds it, how long and where; what is left out is as the model has it."""

    kind: Required[str]
    title: Required[str]
    zone: Required[str]
    host: str
    description: str
    minutes: int
    join_url: str
    room: str


@transaction.atomic
def plan(cohort: Cohort, starts_at: datetime, *, by: User, at: datetime, **wishes: Unpack[Wishes]) -> Gathering:
    """One gathering. People see it on their pages and in their calendars; nobody gets a mail."""
    _refuse_past(starts_at, at)
    return _plan(cohort, starts_at, by, at, wishes)


@transaction.atomic
def plan_weekly(
    cohort: Cohort, weekday: int, clock: time, *, by: User, at: datetime, **wishes: Unpack[Wishes]
) -> list[Gathering]:
    """One in every teaching week still to come, at wall time in the zone of the wishes."""
    starts = [start for _, start in meeting_starts(list(cohort.weeks.all()), weekday, clock, wishes["zone"])]
    coming = [start for start in starts if start > at]
    if not coming:
        raise Refused("No teaching week is left for that hour, so nothing was planned.")
    return [_plan(cohort, start, by, at, wishes) for start in coming]


def _plan(cohort: Cohort, starts_at: datetime, by: User, at: datetime, wishes: Wishes) -> Gathering:
    gathering = Gathering.objects.create(cohort=cohort, starts_at=starts_at, planned_by=by, **wishes)
    gathering.moves.create(source="", target=Status.PLANNED, by=by, at=at)
    return gathering


def _refuse_past(starts_at: datetime, at: datetime) -> None:
    if starts_at <= at:
        raise Refused("That time is already past. Choose a time to come. Nothing was changed.")


@transaction.atomic
def change(gathering: Gathering, starts_at: datetime, *, by: User, at: datetime, **wishes: Unpack[Wishes]) -> Gathering:
    """Another title, host, time or place. Participants get a mail only if the time or the place is another one."""
    gathering = _locked(gathering, at)
    before = {name: getattr(gathering, name) for name in WHEN_AND_WHERE}
    if starts_at != gathering.starts_at:
        _refuse_past(starts_at, at)
    for name, value in {**wishes, "starts_at": starts_at}.items():
        setattr(gathering, name, value)
    has_moved = any(getattr(gathering, name) != value for name, value in before.items())
    gathering.sequence += 1
    gathering.save()
    if has_moved:
        post.write(
            *(emails.gathering_moved(gathering, person, before["starts_at"]) for person in _people(gathering)), at=at
        )
    return gathering


@transaction.atomic
def cancel(gathering: Gathering, reason: str, *, by: User, at: datetime) -> None:
    """Call it off; participants get a mail with the reason."""
    gathering = _locked(gathering, at)
    CANCEL.apply(gathering, by=by, at=at, reason=reason, sequence=gathering.sequence + 1)
    post.write(*(emails.gathering_cancelled(gathering, person, reason) for person in _people(gathering)), at=at)


def _locked(gathering: Gathering, at: datetime) -> Gathering:
    gathering = Gathering.objects.select_for_update(of=["self"]).select_related("cohort").get(pk=gathering.pk)
    if gathering.status != Status.PLANNED:
        raise Refused(f"{gathering} is cancelled and can no longer be changed.")
    if gathering.starts_at <= at:
        raise Refused(f"{gathering} has begun or is over, so it can no longer be changed.")
    return gathering


def _people(gathering: Gathering) -> list[User]:
    active = gathering.cohort.enrollments.active().select_related("person")
    return [enrollment.person for enrollment in active]
