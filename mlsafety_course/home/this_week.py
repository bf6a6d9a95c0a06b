"""A participant's week: the next meeting, what is open, what is due, what came back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from cohorts.models import Enrollment, Meeting, Section
from curriculum.completion import Facts, Standing
from curriculum.contents import HomeworkLine, homework_lines
from curriculum.facts import facts_of
from curriculum.models import Completion, Grade, Homework, Release
from curriculum.progress import HomeworkStatus
from curriculum.standings import judged
from curriculum.survey import opens_at
from mlsafety_course import timekit

NEAR = timedelta(hours=1)


@dataclass(frozen=True)
class NextMeeting:
    """The next meeting this person is expected at."""

    meeting: Meeting
    when: timekit.ThreeForms
    relative: str
    ta: User | None
    is_near: bool


@dataclass(frozen=True)
class UnitLine:
    """One unit of the plan, open or not yet."""

    release: Release
    is_open: bool
    is_current: bool
    opens: str


@dataclass(frozen=True)
class ThisWeek:
    enrollment: Enrollment
    section: Section | None
    next_meeting: NextMeeting | None
    units: list[UnitLine]
    to_do: list[HomeworkLine]
    handed_in: list[HomeworkLine]
    feedback: list[Grade]
    facts: Facts
    standing: Standing | None
    has_completed: bool
    survey_waits: bool

    @property
    def waiting(self) -> int:
        """How many pieces of required homework wait for this person."""
        return sum(line.homework.required for line in self.to_do)

    @property
    def current(self) -> UnitLine | None:
        """The unit that opened last."""
        return next((line for line in self.units if line.is_current), None)


WAITING = (HomeworkStatus.OPEN, HomeworkStatus.LATE, HomeworkStatus.REVISE)


def this_week(enrollment: Enrollment, at: datetime, reader_zone: str) -> ThisWeek:
    """Everything the week page shows, in a fixed number of queries."""
    facts = facts_of([enrollment], at)[enrollment.pk]
    opened = Homework.objects.filter(cohort=enrollment.cohort, opens_at__lte=at).select_related(
        "assignment__unit", "cohort"
    )
    lines = homework_lines(list(opened), enrollment, at=at, zone=reader_zone)
    seat = enrollment.seats.current().select_related("section").first()
    section = seat.section if seat else None
    return ThisWeek(
        enrollment=enrollment,
        section=section,
        next_meeting=next_meeting(enrollment, at, reader_zone),
        units=unit_lines(enrollment, at, reader_zone),
        to_do=[line for line in lines if line.status in WAITING],
        handed_in=[line for line in lines if line.status not in WAITING],
        feedback=latest_feedback(enrollment),
        facts=facts,
        has_completed=Completion.objects.filter(enrollment=enrollment).exists(),
        survey_waits=survey_waits(enrollment, facts, at),
        standing=judged([enrollment], {enrollment.pk: facts}, at).get(enrollment.pk),
    )


def survey_waits(enrollment: Enrollment, facts: Facts, at: datetime) -> bool:
    """Whether the exit survey is open to this person and not handed in."""
    cohort = enrollment.cohort
    return not facts.survey_done and opens_at(cohort) <= at < cohort.survey_closes_at


def next_meeting(enrollment: Enrollment, at: datetime, zone: str) -> NextMeeting | None:
    """The next that has not ended, of one's own section or as a guest."""
    meetings = Meeting.objects.expecting(enrollment).not_over(at)
    if not meetings:
        return None
    meeting = meetings[0]
    ta = meeting.substitute or meeting.section.lead_ta(enrollment.cohort.day_of(meeting.starts_at))
    when = timekit.three_forms(meeting.starts_at, meeting.section.zone, zone, exclusive=False)
    is_near = meeting.starts_at - at < NEAR
    return NextMeeting(meeting, when, timekit.relative(meeting.starts_at, at), ta, is_near)


def unit_lines(enrollment: Enrollment, at: datetime, zone: str) -> list[UnitLine]:
    releases = list(Release.objects.filter(cohort=enrollment.cohort).select_related("unit", "week"))
    opened = [release for release in releases if release.is_open(at)]
    current = opened[-1] if opened else None
    return [
        UnitLine(release, release.is_open(at), release == current, timekit.day_and_time(release.opens_at, zone))
        for release in releases
    ]


def latest_feedback(enrollment: Enrollment) -> list[Grade]:
    found = Grade.objects.released().filter(attempt__enrollment=enrollment)
    return list(found.select_related("attempt__homework__assignment", "grader").order_by("-released_at", "-pk")[:3])
