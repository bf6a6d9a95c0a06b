"""What was recorded of people's weeks, as plain facts for whoever judges them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, Exists, FilteredRelation, OuterRef, Q, QuerySet, Value

from cohorts.models import Attendance, Enrollment, EnrollmentMove, Guest, Meeting, Seat, Week
from cohorts.roster import holds
from mlsafety_course import timekit


@dataclass(frozen=True)
class MeetingFacts:
    """One meeting that concerns a person. `is_own`: of a section they held a seat in when it started, or the one they
    went to instead of it; else a visit beside their own."""

    status: str
    mark: str | None
    is_own: bool


@dataclass(frozen=True)
class WeekFacts:
    """One teaching week of one person. `was_away`: it has ended, and they had left or had no seat in all of it.
    `has_begun`: so has a meeting of their own, or one they were marked at. `has_more`: some section's meeting of it is
    still to come, so that it can be attended yet."""

    number: int
    meetings: list[MeetingFacts]
    was_away: bool
    has_begun: bool
    has_more: bool


@dataclass(frozen=True)
class _Sat:
    """A seat, held from an instant until another, or still."""

    section_id: int
    from_at: datetime
    to_at: datetime | None


@dataclass
class _Records:
    """What the queries found of one person. `moves`: each status they came to and when, in order."""

    seats: list[_Sat] = field(default_factory=list)
    moves: list[tuple[datetime, int, str]] = field(default_factory=list)
    marks: dict[int, Attendance] = field(default_factory=dict)
    instead: list[Guest] = field(default_factory=list)

    @property
    def away(self) -> set[int | None]:
        """The meetings of their own that they went elsewhere for."""
        return {guest.instead_of_id for guest in self.instead}


def week_facts(enrollments: Collection[Enrollment], at: datetime) -> dict[int, list[WeekFacts]]:
    """For each enrollment (by key) its teaching weeks in order. Four queries, however many people."""
    records = _records(enrollments)
    sections = {seat.section_id for record in records.values() for seat in record.seats}
    weeks, meetings = _calendar({enrollment.cohort_id for enrollment in enrollments}, sections, at)
    return {
        enrollment.pk: [_week(week, records[enrollment.pk], meetings, at) for week in weeks[enrollment.cohort_id]]
        for enrollment in enrollments
    }


Meetings = dict[tuple[int, int], list[Meeting]]
NO_SECTION = 0  # a key that nothing has: joined to an empty list, the weeks themselves would be lost


def _calendar(
    cohorts: Collection[int], sections: Collection[int], at: datetime
) -> tuple[defaultdict[int, list[Week]], Meetings]:
    """The teaching weeks of each cohort in order, and the meetings of these sections by section and week."""
    more = Meeting.objects.to_sign_off().filter(week=OuterRef("pk"), starts_at__gt=at)
    known = [*sections] or [NO_SECTION]
    of_sections = FilteredRelation("meetings", condition=Q(meetings__section__in=known))
    rows = Week.objects.teaching().filter(cohort__in=cohorts).annotate(has_more=Exists(more), one=of_sections)
    weeks: defaultdict[int, list[Week]] = defaultdict(list)
    meetings: defaultdict[tuple[int, int], list[Meeting]] = defaultdict(list)
    seen = set()
    for week in rows.select_related("cohort", "one").order_by("number"):  # type: ignore[misc]
        if week.pk not in seen:
            seen.add(week.pk)
            weeks[week.cohort_id].append(week)
        meeting: Meeting | None = getattr(week, "one", None)  # Django leaves it out where the join found none
        if meeting:
            meetings[meeting.section_id, week.pk].append(meeting)
    return weeks, meetings


def _records(enrollments: Collection[Enrollment]) -> defaultdict[int, _Records]:
    keys = [enrollment.pk for enrollment in enrollments]
    found: defaultdict[int, _Records] = defaultdict(_Records)
    for of, key, section, begins, ends, status in _stays(keys):
        if status:
            found[of].moves.append((begins, key, status))
        else:
            found[of].seats.append(_Sat(section, begins, ends))
    for record in found.values():
        record.moves.sort()
    for attendance in Attendance.objects.filter(enrollment__in=keys).select_related("meeting").order_by():
        found[attendance.enrollment_id].marks[attendance.meeting_id] = attendance
    for guest in Guest.objects.instead().filter(enrollment__in=keys).select_related("meeting").order_by():
        found[guest.enrollment_id].instead.append(guest)
    return found


def _stays(keys: Collection[int]) -> QuerySet[Any, tuple[Any, ...]]:
    """People's seats, with an empty status, and their changes of status, in one query."""
    nowhere, never = Value(None, output_field=BigIntegerField()), Value(None, output_field=DateTimeField())
    seats = Seat.objects.filter(enrollment__in=keys).order_by().annotate(status=Value(""))
    moves = EnrollmentMove.objects.filter(subject__in=keys).order_by().annotate(section=nowhere, ends=never)
    told = moves.values_list("subject", "pk", "section", "at", "ends", "target")
    sat: QuerySet[Any, tuple[Any, ...]] = seats.values_list("enrollment", "pk", "section", "from_at", "to_at", "status")
    return sat.union(told, all=True)


def _week(week: Week, record: _Records, meetings: Meetings, at: datetime) -> WeekFacts:
    own = _own(week, record, meetings)
    marked = {key: row.meeting for key, row in record.marks.items() if row.meeting.week_id == week.pk}
    theirs = sorted((own | marked).items())
    facts = [MeetingFacts(meeting.status, _mark(record, meeting), key in own) for key, meeting in theirs]
    has_ended = week.has_ended(at)
    was_away = has_ended and _was_away(week, record)
    if has_ended and not was_away and not own:
        facts.append(MeetingFacts(Meeting.Status.CANCELLED, None, is_own=True))
    has_more: bool = week.has_more  # type: ignore[attr-defined]
    has_begun = any(meeting.starts_at <= at or key in marked for key, meeting in theirs)
    return WeekFacts(week.number or 0, facts, was_away, has_begun, has_more)


def _mark(record: _Records, meeting: Meeting) -> str | None:
    """What counts of it: at a meeting that was called off, nobody needed to be excused."""
    row = record.marks.get(meeting.pk)
    return row.mark if row and meeting.status != Meeting.Status.CANCELLED else None


def _own(week: Week, record: _Records, meetings: Meetings) -> dict[int, Meeting]:
    """By key: where they sat, but for what they left for another meeting, and that other meeting."""
    seated = {
        meeting.pk: meeting
        for section in {seat.section_id for seat in record.seats}
        for meeting in meetings.get((section, week.pk), [])
        if _sat_in(record.seats, meeting, week) and meeting.pk not in record.away
    }
    return seated | {guest.meeting_id: guest.meeting for guest in record.instead if guest.meeting.week_id == week.pk}


def _sat_in(seats: Iterable[_Sat], meeting: Meeting, week: Week) -> bool:
    """Whether the meeting was theirs. One that is held after its week asks nothing of who came to its section later:
    what that week came to for them elsewhere is settled."""
    ends = timekit.end_of_day(week.ends_on, week.cohort.zone)
    return any(
        seat.section_id == meeting.section_id and seat.from_at < ends and holds(seat, meeting.starts_at)
        for seat in seats
    )


def _was_away(week: Week, record: _Records) -> bool:
    """Left when the week ended, or without a seat from its first instant to its last."""
    begins = timekit.start_of_day(week.starts_on, week.cohort.zone)
    ends = timekit.end_of_day(week.ends_on, week.cohort.zone)
    sat = any(seat.from_at < ends and (seat.to_at is None or seat.to_at > begins) for seat in record.seats)
    return not sat or _status_at(record.moves, ends) != Enrollment.Status.ACTIVE


def _status_at(moves: Sequence[tuple[datetime, int, str]], instant: datetime) -> str:
    before = [status for at, _, status in moves if at < instant]
    return before[-1] if before else Enrollment.Status.ACTIVE
