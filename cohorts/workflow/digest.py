"""Whose daily mail is due: one a day for each TA, at an hour of their choice by their own clocks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from accounts.models import User
from cohorts.models import Staffing
from mlsafety_course import timekit
from mlsafety_course.outbox.models import Message

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """The mail of one TA for one day of theirs: `at` is its instant, and it tells of the day before."""

    ta: User
    on: date
    at: datetime

    @property
    def since(self) -> datetime:
        return self.at - DAY

    @property
    def key(self) -> str:
        return f"digest:{self.ta.public_id}:{self.on.isoformat()}"


def send_at(hour: int, *, by: User, at: datetime) -> None:
    """Choose the hour (0 to 23, by the clocks of one's own zone) in all cohorts that one teaches in."""
    Staffing.objects.agreed().filter(person=by).update(digest_hour=hour)


def due(at: datetime) -> list[Due]:
    """Mails whose hour has come today and that are not written yet. Two queries, however many TAs.

    An hour that was missed is caught up until the TA's day ends. Where somebody teaches in two cohorts, the hour of the
    later one holds.
    """
    running = Staffing.objects.agreed().filter(cohort__appeals_close_at__gt=at).select_related("person", "cohort")
    hours = {staffing.person: staffing.digest_hour for staffing in running.order_by("cohort__starts_on", "pk")}
    todays = [_today(ta, hour, at) for ta, hour in hours.items()]
    come = [one for one in todays if one.at <= at]
    written = _written([one.key for one in come])
    return [one for one in come if one.key not in written]


def next_mail(ta: User, at: datetime) -> datetime | None:
    """When their next daily mail is due; None for whoever has none."""
    latest = Staffing.objects.agreed().filter(person=ta).order_by("cohort__starts_on", "pk").last()
    if latest is None:
        return None
    today = _today(ta, latest.digest_hour, at).at
    return today if at < today else _today(ta, latest.digest_hour, at + DAY).at


def _today(ta: User, hour: int, at: datetime) -> Due:
    on = at.astimezone(timekit.zone(ta.zone)).date()
    return Due(ta, on, timekit.wall(on, time(hour), ta.zone))


def _written(keys: Collection[str]) -> set[str]:
    return set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
