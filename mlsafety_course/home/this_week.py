"""A participant's week: the next meeting, what is open, what is due, what came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from cohorts.clock_change import ClockChange
from cohorts.clock_notes import own_changes
from cohorts.gatherings import GatheringLine, also_this_week
from cohorts.models import Enrollment, Meeting, Section
from cohorts.switch_options import Standing as SwitchStanding
from cohorts.switch_options import standings as switches
from cohorts.workflow.hours_question import is_asked
from curriculum.completion import Facts, Standing
from curriculum.contents import HomeworkLine, homework_lines
from curriculum.facts import facts_of
from curriculum.models import Completion, CompletionResult, Grade, Release
from curriculum.own_dates import opened, openings_for
from curriculum.progress import HomeworkStatus
from curriculum.standings import judged
from curriculum.survey import opens_at as survey_opens_at
from curriculum.unit_progress import UnitProgress, progress_of
from mlsafety_course import timekit
from mlsafety_course.home.week_news import News, news

NEAR = timedelta(hours=1)


@dataclass(frozen=True)
class NextMeeting:
    """The next meeting this person is expected at."""

    meeting: Meeting
    when: timekit.ThreeForms
    relative: str
    ta: User | None
    is_near: bool
    change: ClockChange | None


@dataclass(frozen=True)
class UnitLine:
    """One unit of the plan, open or not yet."""

    release: Release
    is_open: bool
    is_current: bool
    opens: str
    progress: UnitProgress


@dataclass(frozen=True)
class ThisWeek:
    """`is_over`: the last day has passed. `was_told`: the result was that the course was not completed."""

    enrollment: Enrollment
    section: Section | None
    is_asked: bool
    next_meeting: NextMeeting | None
    ta: User | None
    units: list[UnitLine]
    to_do: list[HomeworkLine]
    handed_in: list[HomeworkLine]
    feedback: list[Grade]
    facts: Facts
    standing: Standing | None
    is_over: bool
    has_completed: bool
    was_told: bool
    survey_waits: bool
    news: list[News]
    also: list[GatheringLine]
    switches: list[SwitchStanding]

    @property
    def waiting(self) -> int:
        """How many pieces of required homework wait for this person."""
        return sum(line.homework.required for line in self.to_do)

    @property
    def current(self) -> UnitLine | None:
        """The unit that opened last."""
        return next((line for line in self.units if line.is_current), None)

    @property
    def no_homework(self) -> str:
        """What comes where no homework waits."""
        if self.units and all(line.is_open for line in self.units):
            return "All units are open: no more homework comes."
        return "The next appears here when its unit opens."


WAITING = (HomeworkStatus.OPEN, HomeworkStatus.LATE, HomeworkStatus.REVISE)


def this_week(enrollment: Enrollment, at: datetime, reader_zone: str) -> ThisWeek:
    """Everything the week page shows, in a fixed number of queries."""
    facts = facts_of([enrollment], at)[enrollment.pk]
    lines = homework_lines(list(opened(enrollment, at)), enrollment, at=at, zone=reader_zone)
    openings, feedback = openings_of(enrollment), latest_feedback(enrollment)
    coming = next_meeting(enrollment, at, reader_zone)
    section = _section(enrollment)
    return ThisWeek(
        enrollment=enrollment,
        section=section,
        is_asked=section is None and is_asked(enrollment, at),
        next_meeting=coming,
        ta=_ta(coming, section, enrollment.cohort.day_of(at)),
        units=unit_lines(enrollment, openings, at, reader_zone),
        to_do=[line for line in lines if line.status in WAITING],
        handed_in=[line for line in lines if line.status not in WAITING],
        feedback=feedback,
        facts=facts,
        **_ending(enrollment, at),
        survey_waits=survey_waits(enrollment, facts, at),
        news=news(enrollment, openings, feedback, at, reader_zone),
        also=also_this_week(enrollment.cohort, at, reader_zone),
        switches=switches(enrollment, at, reader_zone),
        standing=judged([enrollment], {enrollment.pk: facts}, at).get(enrollment.pk),
    )


def _section(enrollment: Enrollment) -> Section | None:
    seat = enrollment.seats.current().select_related("section").first()
    return seat.section if seat else None


def _ending(enrollment: Enrollment, at: datetime) -> dict[str, bool]:
    """Whether the course is over and what came of it, by the names of `ThisWeek`."""
    return {
        "is_over": enrollment.cohort.day_of(at) > enrollment.cohort.ends_on,
        "has_completed": Completion.objects.filter(enrollment=enrollment, revocation=None).exists(),
        "was_told": CompletionResult.objects.filter(enrollment=enrollment).exists(),
    }


def _ta(coming: NextMeeting | None, section: Section | None, on: date) -> User | None:
    """Whom to ask: who leads the next meeting, else the section."""
    if coming:
        return coming.ta
    return section.lead_ta(on) if section else None


def survey_waits(enrollment: Enrollment, facts: Facts, at: datetime) -> bool:
    """Whether the exit survey is open to this person and not handed in."""
    cohort = enrollment.cohort
    return not facts.survey_done and survey_opens_at(cohort) <= at < cohort.survey_closes_at


def next_meeting(enrollment: Enrollment, at: datetime, zone: str) -> NextMeeting | None:
    """The next that has not ended, of one's own section or as a guest."""
    meetings = Meeting.objects.expecting(enrollment).not_over(at)
    if not meetings:
        return None
    meeting = meetings[0]
    ta = meeting.substitute or meeting.section.lead_ta(enrollment.cohort.day_of(meeting.starts_at))
    when = timekit.three_forms(meeting.starts_at, meeting.section.zone, zone, exclusive=False)
    is_near = meeting.starts_at - at < NEAR
    change = own_changes(enrollment, zone).get(meeting.pk)
    return NextMeeting(meeting, when, timekit.relative(meeting.starts_at, at), ta, is_near, change)


def openings_of(enrollment: Enrollment) -> dict[Release, datetime]:
    """The plan, each unit with the instant at which it opens for this person."""
    releases = list(Release.objects.filter(cohort=enrollment.cohort).select_related("unit", "week"))
    own = openings_for([enrollment], releases)
    return {release: own[enrollment.pk, release.pk] for release in releases}


def unit_lines(enrollment: Enrollment, openings: Mapping[Release, datetime], at: datetime, zone: str) -> list[UnitLine]:
    progress = progress_of(enrollment, list(openings))
    current = next((release for release in reversed(list(openings)) if openings[release] <= at), None)
    return [
        UnitLine(
            release, opens_at <= at, release == current, timekit.day_and_time(opens_at, zone), progress[release.pk]
        )
        for release, opens_at in openings.items()
    ]


def latest_feedback(enrollment: Enrollment) -> list[Grade]:
    found = Grade.objects.released().filter(attempt__enrollment=enrollment)
    return list(found.select_related("attempt__homework__assignment", "grader").order_by("-released_at", "-pk")[:3])
