"""Who missed their first meeting without a word, while their seat could still help somebody else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from cohorts.models import Attendance, AttendanceRequest, Cohort, Enrollment, Mark, Meeting, Switch
from cohorts.models.enrollment import LATEST_USE_OF_A_PLACE
from cohorts.roster import expected
from mlsafety_course import timekit

SILENT_FOR = timedelta(hours=72)


@dataclass(frozen=True)
class NoShow:
    """Somebody who was absent at the first meeting that expected them, and has not been heard of since."""

    enrollment: Enrollment
    meeting: Meeting


def can_still_join(cohort: Cohort, at: datetime) -> bool:
    """Whether the course has begun and its third week has not: later a free seat helps nobody (one query)."""
    third = cohort.weeks.filter(number=LATEST_USE_OF_A_PLACE).first()
    return cohort.has_started(at) and third is not None and at < timekit.start_of_day(third.starts_on, cohort.zone)


def no_shows(cohort: Cohort, at: datetime) -> list[NoShow]:
    """By name. The meeting is signed off, over for 72 hours, and no notice of absence nor wish to switch has come."""
    if not can_still_join(cohort, at):
        return []
    first = _first_meetings(cohort)
    over = {one: meeting for one, meeting in first.items() if meeting.ends_at + SILENT_FOR <= at}
    absent = _only_absent([one.pk for one in over])
    spoken = _spoken([one.pk for one in over])
    silent = [
        NoShow(one, meeting)
        for one, meeting in over.items()
        if one.status == Enrollment.Status.ACTIVE
        and meeting.status == Meeting.Status.HELD
        and meeting.pk in absent.get(one.pk, set())
        and one.pk not in spoken
    ]
    return sorted(silent, key=lambda row: (row.enrollment.person.name.casefold(), row.enrollment.pk))


def _first_meetings(cohort: Cohort) -> dict[Enrollment, Meeting]:
    """The first meeting, before the third week, that expected each person and was not called off."""
    early = Meeting.objects.for_sheet().filter(section__cohort=cohort, week__number__lt=LATEST_USE_OF_A_PLACE)
    meetings = list(early.exclude(status=Meeting.Status.CANCELLED).order_by("starts_at", "pk"))
    rosters = expected(meetings)
    found: dict[Enrollment, Meeting] = {}
    for meeting in meetings:
        for enrollment in rosters[meeting.pk]:
            found.setdefault(enrollment, meeting)
    return found


def _only_absent(keys: Collection[int]) -> dict[int, set[int]]:
    """By enrollment the meetings at which they were absent, of those who never had another mark."""
    marks: dict[int, set[int]] = {}
    others = set()
    for enrollment, meeting, mark in Attendance.objects.filter(enrollment__in=keys).values_list(
        "enrollment", "meeting", "mark"
    ):
        marks.setdefault(enrollment, set()).add(meeting)
        if mark != Mark.ABSENT:
            others.add(enrollment)
    return {enrollment: meetings for enrollment, meetings in marks.items() if enrollment not in others}


def _spoken(keys: Collection[int]) -> set[int]:
    """Who has told of an absence or asked for a switch, whatever became of it."""
    told = AttendanceRequest.objects.filter(enrollment__in=keys, kind=AttendanceRequest.Kind.ABSENCE)
    asked = Switch.objects.filter(enrollment__in=keys)
    return {*told.values_list("enrollment", flat=True), *asked.values_list("enrollment", flat=True)}
