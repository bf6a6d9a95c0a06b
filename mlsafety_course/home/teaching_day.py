"""The next meeting of a TA: who comes and from where, who told of an absence, what to prepare, and the sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from cohorts.forms.sheet import Beside
from cohorts.models import Enrollment, Guest, Meeting
from cohorts.roster import expected
from cohorts.sheet import Sheet, beside, sheet_of
from cohorts.workflow.attendance import EARLY
from curriculum.models import Release
from mlsafety_course import timekit

SHEET_FOR = timedelta(hours=48)


@dataclass(frozen=True)
class Comer:
    """One person who is expected: what their clocks show when it begins, and what stands beside their name."""

    enrollment: Enrollment
    local: str
    zone: str
    beside: Beside


@dataclass(frozen=True)
class Coming:
    """One meeting that is still to come or runs now."""

    meeting: Meeting
    when: timekit.ThreeForms
    relative: str
    is_running: bool
    people: list[Comer]
    away: list[Guest]
    release: Release | None


def sheet_now(mine: Sequence[Meeting], reader: User, at: datetime) -> Sheet | None:
    """The sheet to fill in now: of the last meeting that began, from 15 minutes before and for 48 hours."""
    open_ = [one for one in mine if one.starts_at - EARLY <= at < one.starts_at + SHEET_FOR]
    return sheet_of(open_[-1], reader, at) if open_ else None


def coming(meeting: Meeting, reader_zone: str, at: datetime) -> Coming:
    """Everything about the meeting that one reads beforehand, in a fixed number of queries."""
    told = beside(meeting)
    elsewhere = Guest.objects.instead().filter(instead_of=meeting)
    return Coming(
        meeting=meeting,
        when=timekit.three_forms(meeting.starts_at, meeting.section.zone, reader_zone, exclusive=False),
        relative=timekit.relative(meeting.starts_at, at),
        is_running=meeting.starts_at <= at,
        people=[_comer(meeting, one, told.get(one.pk, Beside())) for one in expected([meeting])[meeting.pk]],
        away=list(elsewhere.select_related("enrollment__person", "meeting__section").order_by("pk")),
        release=Release.objects.filter(week=meeting.week).select_related("unit", "cohort").first(),
    )


def _comer(meeting: Meeting, enrollment: Enrollment, beside: Beside) -> Comer:
    zone = enrollment.person.zone
    local = timekit.day_and_time(meeting.starts_at, zone)
    return Comer(enrollment, local, timekit.zone_label(zone), beside)
