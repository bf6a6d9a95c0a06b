"""What was recorded of people's weeks, as plain facts for whoever judges them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cohorts.models import Attendance, Enrollment, EnrollmentMove, Meeting, Seat, Week
from cohorts.roster import holds
from mlsafety_course import timekit


@dataclass(frozen=True)
class MeetingFacts:
    """One meeting that concerns a person: of a section they held a seat in when it started (`is_own`), or visited."""

    status: str
    mark: str | None
    is_own: bool


@dataclass(frozen=True)
class WeekFacts:
    """One teaching week of one person. `was_away`: it has ended, and they had left or had no seat in all of it."""

    number: int
    meetings: list[MeetingFacts]
    was_away: bool


@dataclass
class _Records:
    """What the queries found of one person."""

    seats: list[Seat] = field(default_factory=list)
    moves: list[EnrollmentMove] = field(default_factory=list)
    marks: dict[int, Attendance] = field(default_factory=dict)


def week_facts(enrollments: Collection[Enrollment], at: datetime) -> dict[int, list[WeekFacts]]:
    """For each enrollment (by key) its teaching weeks in order. Five queries, however many people."""
    weeks = _teaching_weeks(enrollments)
    records = _records(enrollments)
    sections = {seat.section_id for record in records.values() for seat in record.seats}
    meetings: defaultdict[tuple[int, int], list[Meeting]] = defaultdict(list)
    for meeting in Meeting.objects.filter(section__in=sections).order_by():
        meetings[meeting.section_id, meeting.week_id].append(meeting)
    return {
        enrollment.pk: [_week(week, records[enrollment.pk], meetings, at) for week in weeks[enrollment.cohort_id]]
        for enrollment in enrollments
    }


def _teaching_weeks(enrollments: Collection[Enrollment]) -> defaultdict[int, list[Week]]:
    found: defaultdict[int, list[Week]] = defaultdict(list)
    cohorts = {enrollment.cohort_id for enrollment in enrollments}
    for week in Week.objects.teaching().filter(cohort__in=cohorts).select_related("cohort").order_by("number"):
        found[week.cohort_id].append(week)
    return found


def _records(enrollments: Collection[Enrollment]) -> defaultdict[int, _Records]:
    keys = [enrollment.pk for enrollment in enrollments]
    found: defaultdict[int, _Records] = defaultdict(_Records)
    for seat in Seat.objects.filter(enrollment__in=keys).order_by():
        found[seat.enrollment_id].seats.append(seat)
    for move in EnrollmentMove.objects.filter(subject__in=keys).order_by("at", "pk"):
        found[move.subject_id].moves.append(move)
    for attendance in Attendance.objects.filter(enrollment__in=keys).select_related("meeting").order_by():
        found[attendance.enrollment_id].marks[attendance.meeting_id] = attendance
    return found


def _week(week: Week, record: _Records, meetings: dict[tuple[int, int], list[Meeting]], at: datetime) -> WeekFacts:
    own = {
        meeting.pk: meeting
        for section in {seat.section_id for seat in record.seats}
        for meeting in meetings.get((section, week.pk), [])
        if _sat_in(record.seats, meeting)
    }
    marked = {key: row.meeting for key, row in record.marks.items() if row.meeting.week_id == week.pk}
    facts = [
        MeetingFacts(meeting.status, record.marks[key].mark if key in record.marks else None, key in own)
        for key, meeting in sorted((own | marked).items())
    ]
    has_ended = week.has_ended(at)
    was_away = has_ended and _was_away(week, record)
    if has_ended and not was_away and not own:
        facts.append(MeetingFacts(Meeting.Status.CANCELLED, None, is_own=True))
    return WeekFacts(week.number or 0, facts, was_away)


def _sat_in(seats: Iterable[Seat], meeting: Meeting) -> bool:
    return any(seat.section_id == meeting.section_id and holds(seat, meeting.starts_at) for seat in seats)


def _was_away(week: Week, record: _Records) -> bool:
    """Left when the week ended, or without a seat from its first instant to its last."""
    begins = timekit.start_of_day(week.starts_on, week.cohort.zone)
    ends = timekit.end_of_day(week.ends_on, week.cohort.zone)
    sat = any(seat.from_at < ends and (seat.to_at is None or seat.to_at > begins) for seat in record.seats)
    return not sat or _status_at(record.moves, ends) != Enrollment.Status.ACTIVE


def _status_at(moves: Sequence[EnrollmentMove], instant: datetime) -> str:
    before = [move.target for move in moves if move.at < instant]
    return before[-1] if before else Enrollment.Status.ACTIVE
