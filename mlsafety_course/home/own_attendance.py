"""A participant's attendance week by week: what is recorded, what it means, and what they can still say about it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from cohorts.clock_notes import changes_of
from cohorts.models import Attendance, AttendanceRequest, Enrollment, Mark, Meeting
from cohorts.workflow import attendance_request as workflow
from curriculum.facts import facts_of
from curriculum.models import CompletionPolicy
from mlsafety_course import timekit
from mlsafety_course.charts import HeatStrip
from mlsafety_course.home import weeks
from mlsafety_course.home.week_meaning import meanings


@dataclass(frozen=True)
class Line:
    """One meeting. `status` and `label` say how the person stands there; `can_tell` and `can_correct` what is open.

    `change` says in a sentence that a coming one is at another hour or day than usual, where clocks change.
    """

    meeting: Meeting
    when: str
    status: str
    label: str
    row: Attendance | None
    requests: list[AttendanceRequest]
    can_tell: bool
    can_correct: bool
    change: str


@dataclass(frozen=True)
class Week:
    """A teaching week with its meetings; a meaning only once the week has begun."""

    number: int
    meaning: str
    lines: list[Line]


@dataclass(frozen=True)
class OwnAttendance:
    weeks: list[Week]
    strip: HeatStrip
    rule: list[str]


def own_attendance(enrollment: Enrollment, at: datetime, zone: str) -> OwnAttendance:
    """Everything the page shows, in a fixed number of queries."""
    facts = facts_of([enrollment], at)[enrollment.pk]
    policy = CompletionPolicy.objects.in_force_by_cohort({enrollment.cohort_id}).get(enrollment.cohort_id)
    said = meanings(facts.weeks, policy.rule if policy else None)
    lines: dict[int, list[Line]] = {number: [] for number in facts.weeks}
    meetings = _meetings(enrollment)
    changes = changes_of(meetings, zone)
    for meeting in meetings:
        change = str(changes.get(meeting.pk, "")) if meeting.starts_at > at else ""
        lines.setdefault(meeting.week.number or 0, []).append(_line(meeting, change, at, zone))
    return OwnAttendance(
        weeks=[
            Week(number, said.get(number, "") if number in facts.begun else "", found)
            for number, found in sorted(lines.items())
        ],
        strip=weeks.strip(facts),
        rule=CompletionPolicy.objects.in_words(enrollment.cohort)[1:3],
    )


def _meetings(enrollment: Enrollment) -> list[Meeting]:
    own = Attendance.objects.filter(enrollment=enrollment).select_related("recorded_by")
    asked = AttendanceRequest.objects.filter(enrollment=enrollment).select_related("decided_by")
    asked = asked.prefetch_related("moves").order_by("asked_at", "pk")
    found = Meeting.objects.of(enrollment).for_sheet()
    return list(
        found.prefetch_related(Prefetch("attendances", own, "own"), Prefetch("attendance_requests", asked, "asked"))
    )


def _line(meeting: Meeting, change: str, at: datetime, zone: str) -> Line:
    row: Attendance | None = next(iter(meeting.own), None)  # type: ignore[attr-defined]
    requests: list[AttendanceRequest] = meeting.asked  # type: ignore[attr-defined]
    status, label = _status(meeting, row, at)
    waits = {asked.kind for asked in requests if asked.status == AttendanceRequest.Status.ASKED}
    until, is_off = workflow.correction_until(meeting), meeting.status == Meeting.Status.CANCELLED
    could = row is None or row.mark == Mark.ABSENT
    return Line(
        meeting=meeting,
        when=timekit.day_and_time(meeting.starts_at, zone),
        status=status,
        label=label,
        row=row,
        requests=requests,
        can_tell=could and not waits and not is_off and at < workflow.notice_until(meeting),
        can_correct=not waits and until is not None and at < until,
        change=change,
    )


def _status(meeting: Meeting, row: Attendance | None, at: datetime) -> tuple[str, str]:
    if meeting.status == Meeting.Status.CANCELLED:
        return "cancelled", "Cancelled"
    if row:
        return row.mark, row.get_mark_display()
    return ("planned", "To come") if meeting.starts_at > at else ("unrecorded", "Not recorded")
