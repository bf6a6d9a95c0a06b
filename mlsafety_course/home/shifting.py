"""The calendar of a cohort shifted by days: weeks, meetings and closings, with the units and homework of the weeks."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from accounts.models import User
from cohorts.forms.calendar import LABELS
from cohorts.models import Cohort
from cohorts.schedule import shifted, shifted_deadline
from cohorts.workflow import calendar
from cohorts.workflow.calendar import Shift
from curriculum.models import Homework, Release
from curriculum.workflow import schedule
from mlsafety_course import timekit
from mlsafety_course.transitions import Refused

DATES = ("due_at", "closes_at")


@dataclass(frozen=True)
class WholeShift:
    """The cohort's own shift, with the new opening of each unit and the new dates of each homework in it."""

    own: Shift
    openings: dict[Release, datetime]
    homework: dict[Homework, dict[str, datetime]]

    @property
    def digest(self) -> str:
        """Of every date before and after: a page that was seen says with it what it showed."""
        said = [
            *self.own.weeks,
            *((meeting.public_id, *moved) for meeting, *moved in self.own.meetings),
            *((gathering.public_id, *moved) for gathering, *moved in self.own.gatherings),
            *self.own.course.items(),
            *self.own.closings.items(),
            *((release.pk, release.opens_at, after) for release, after in self.openings.items()),
            *((piece.pk, piece.due_at, piece.closes_at, after) for piece, after in self.homework.items()),
        ]
        return sha256(repr(said).encode()).hexdigest()


def planned(cohort: Cohort, first: date, days: int, at: datetime) -> WholeShift:
    """Every date that would move. Refused where a week has begun or a meeting was held."""
    own = calendar.planned_shift(cohort, first, days, at)
    releases = list(Release.objects.filter(week__in=own.week_keys).select_related("unit", "week"))
    pieces = Homework.objects.filter(cohort=cohort, assignment__unit__in=[row.unit_id for row in releases])
    openings = {release: shifted(release.opens_at, days, cohort.zone) for release in releases}
    _refuse_open(openings, at)
    return WholeShift(
        own,
        openings,
        {
            piece: {name: shifted_deadline(getattr(piece, name), days, cohort.zone) for name in DATES}
            for piece in pieces.select_related("assignment")
        },
    )


def _refuse_open(openings: dict[Release, datetime], at: datetime) -> None:
    for release, after in openings.items():
        if release.opens_at <= at:
            raise Refused(f"{release.unit} is open already, so its week cannot move. Choose a later week.")
        if after <= at:
            raise Refused(f"{release.unit} would open in the past. Choose fewer days.")


@transaction.atomic
def shift(cohort: Cohort, first: date, days: int, *, seen: str, by: User, at: datetime) -> None:
    """Move them all in one transaction. Refused when a date differs from what was `seen` (a digest)."""
    cohort = calendar.locked(cohort)
    plan = planned(cohort, first, days, at)
    if plan.digest != seen:
        raise Refused("A date has changed since you looked. Nothing was moved: look at the new dates, then confirm.")
    calendar.shift(cohort, first, days, by=by, at=at)
    schedule.move(cohort, plan.openings, plan.homework, by=by, at=at)


@dataclass(frozen=True)
class Row:
    """One date that moves, in words, before and after."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class ShiftPreview:
    """Rows under headings."""

    digest: str
    days: int
    groups: list[tuple[str, list[Row]]]


def preview(plan: WholeShift, zone: str) -> ShiftPreview:
    """Every date of the plan; instants by the clocks of `zone`, meetings and gatherings by their own."""
    own = plan.own
    groups = [
        ("Weeks", [Row(str(week), _days(week.starts_on, week.ends_on), _days(*moved)) for week, *moved in own.weeks]),
        ("Course", [Row(COURSE[name], _day(before), _day(after)) for name, (before, after) in own.course.items()]),
        ("Meetings", [_row(str(row), before, after, row.section.zone) for row, before, after in own.meetings]),
        ("Units open", [_row(str(row.unit), row.opens_at, after, zone) for row, after in plan.openings.items()]),
        ("Homework", [row for piece, dates in plan.homework.items() for row in _homework(piece, dates, zone)]),
        ("Office hours and events", [_row(str(row), before, after, row.zone) for row, before, after in own.gatherings]),
        ("Closings", [_closing(name, *instants, zone) for name, instants in own.closings.items()]),
    ]
    return ShiftPreview(plan.digest, own.days, [group for group in groups if group[1]])


COURSE = {"starts_on": "First day of the course", "ends_on": "Last day of the course"}


def _homework(piece: Homework, dates: dict[str, datetime], zone: str) -> list[Row]:
    return [
        _deadline(f"{piece} {what}", getattr(piece, name), dates[name], zone)
        for name, what in (("due_at", "is due"), ("closes_at", "closes"))
    ]


def _closing(name: str, before: datetime, after: datetime, zone: str) -> Row:
    return (_row if name == "awards_from" else _deadline)(LABELS[name], before, after, zone)


def _deadline(what: str, before: datetime, after: datetime, zone: str) -> Row:
    """By its last minute, as deadlines are printed everywhere."""
    return _row(what, before - timekit.MINUTE, after - timekit.MINUTE, zone)


def _row(what: str, before: datetime, after: datetime, zone: str) -> Row:
    return Row(what, _in_full(before, zone), _in_full(after, zone))


def _in_full(at: datetime, zone: str) -> str:
    return f"{timekit.day_and_time(at, zone)} {timekit.zone_label(zone)}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _days(first: date, last: date) -> str:
    """The year once, where both have the same."""
    begins = f"{first:%a} {first.day} {first:%b}" if first.year == last.year else _day(first)
    return f"{begins} to {_day(last)}"
