"""What a unit holds, and how far one person has come with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from cohorts.models import Enrollment, Section
from curriculum.asks import Asks
from curriculum.handed_in import attempt_facts, dates_of, tone
from curriculum.link_fixes import mend
from curriculum.models import Course, Homework, Lecture, Reading, Release
from curriculum.own_dates import ANYBODY, dates_for, dates_in
from curriculum.progress import HOMEWORK_WORDS, HomeworkStatus, homework_status
from mlsafety_course import timekit

NOTHING_LEFT = {HomeworkStatus.PASSED, HomeworkStatus.EXCUSED, HomeworkStatus.PENDING}


@dataclass(frozen=True)
class LectureLine:
    """`is_asked`: the cohort counts it; what is optional or still to come is not."""

    lecture: Lecture
    minutes: int
    is_done: bool
    is_asked: bool


@dataclass(frozen=True)
class ReadingLine:
    reading: Reading
    is_done: bool


@dataclass(frozen=True)
class HomeworkLine:
    """`is_own`: other dates than the cohort's hold for this person."""

    homework: Homework
    status: str
    label: str
    due: timekit.ThreeForms
    relative: str
    is_own: bool = False

    @property
    def tone(self) -> str:
        """The class that colours the status."""
        return tone(HomeworkStatus(self.status))


@dataclass(frozen=True)
class Contents:
    """An open unit. Minutes count lectures and readings that are asked for, required homework, and the discussion."""

    lectures: list[LectureLine]
    required: list[ReadingLine]
    optional: list[ReadingLine]
    homeworks: list[HomeworkLine]
    discussion_minutes: int
    week_hours: int

    @property
    def asks_for_nothing(self) -> bool:
        """Whether there is neither required reading nor required homework."""
        return not self.required and not any(line.homework.required for line in self.homeworks)

    @property
    def total_text(self) -> str:
        return hours_in_words(self.total_minutes)

    @property
    def left_text(self) -> str:
        return hours_in_words(self.left_minutes)

    @property
    def total_minutes(self) -> int:
        return self._minutes(only_left=False)

    @property
    def doable_minutes(self) -> int:
        """Without the discussion."""
        return self.total_minutes - self.discussion_minutes

    @property
    def done_minutes(self) -> int:
        return self.total_minutes - self._minutes(only_left=True)

    @property
    def left_minutes(self) -> int:
        """Without the discussion, which takes place at its own time."""
        return self._minutes(only_left=True) - self.discussion_minutes

    def _minutes(self, *, only_left: bool) -> int:
        asked = [line for line in self.lectures if line.is_asked]
        lectures = sum(line.minutes for line in asked if not (only_left and line.is_done))
        readings = sum(line.reading.minutes for line in self.required if not (only_left and line.is_done))
        written = sum(
            line.homework.assignment.minutes
            for line in self.homeworks
            if line.homework.required and not (only_left and line.status in NOTHING_LEFT)
        )
        return lectures + readings + written + self.discussion_minutes


@dataclass(frozen=True)
class Summary:
    """What a locked unit says of itself: titles and numbers, nothing of ours."""

    lectures: list[Lecture]
    readings: int
    homeworks: int


def hours_in_words(minutes: int) -> str:
    """195 is "3 h 15 min"."""
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part
    )


def summary_of(release: Release) -> Summary:
    unit = release.unit
    homeworks = Homework.objects.filter(cohort=release.cohort_id, assignment__unit=unit).count()
    return Summary(list(unit.lectures.all()), unit.readings.count(), homeworks)


def contents_of(
    release: Release,
    enrollment: Enrollment | None,
    course: Course | None,
    *,
    at: datetime,
    zone: str,
    section: Section | None = None,
) -> Contents:
    """Everything in the unit with this person's ticks and statuses, and the links mended for the cohort; 8 queries.

    `section`: whose dates hold where there is no person.
    """
    course, asks = course or Course(hours={}, lecture_minutes=0), Asks(release)
    ticks = list(enrollment.ticks.values_list("lecture", "reading")) if enrollment else []
    lectures, readings, homeworks = _pieces(release)
    required, optional = _readings(readings, asks, {reading for _, reading in ticks})
    return Contents(
        lectures=_lectures(lectures, asks, {lecture for lecture, _ in ticks}, course.lecture_minutes),
        required=required,
        optional=optional,
        homeworks=homework_lines(homeworks, enrollment, at=at, zone=zone, section=section),
        discussion_minutes=course.discussion_minutes,
        week_hours=course.week_hours,
    )


def _pieces(release: Release) -> tuple[list[Lecture], list[Reading], list[Homework]]:
    """What the unit holds in this cohort, with its links mended."""
    lectures, readings = list(release.unit.lectures.all()), list(release.unit.readings.select_related("lecture"))
    homeworks = homeworks_of(release)
    mend(release.cohort_id, [*lectures, *readings, *(homework.assignment for homework in homeworks)])
    return lectures, readings, homeworks


def _readings(
    readings: Sequence[Reading], asks: Asks, read: Collection[int | None]
) -> tuple[list[ReadingLine], list[ReadingLine]]:
    """Those that are asked for, and the others."""
    lines = [ReadingLine(reading, reading.pk in read) for reading in readings]
    asked = [line for line in lines if asks.reading(line.reading)]
    return asked, [line for line in lines if line not in asked]


def _lectures(
    lectures: Sequence[Lecture], asks: Asks, watched: Collection[int | None], estimate: int
) -> list[LectureLine]:
    return [
        LectureLine(lecture, lecture.video_minutes or estimate, lecture.pk in watched, asks.lecture(lecture))
        for lecture in lectures
    ]


def homeworks_of(release: Release) -> list[Homework]:
    found = Homework.objects.filter(cohort=release.cohort_id, assignment__unit=release.unit_id)
    return list(found.select_related("assignment", "cohort").order_by("assignment__position"))


def homework_lines(
    homeworks: Sequence[Homework],
    enrollment: Enrollment | None,
    *,
    at: datetime,
    zone: str,
    section: Section | None = None,
) -> list[HomeworkLine]:
    """Each homework with its status for this person by their dates; without a person, by the section's or cohort's."""
    attempts = attempt_facts([enrollment.pk]) if enrollment else {}
    own = dates_for([enrollment], homeworks) if enrollment else dates_in(section, homeworks)
    key = enrollment.pk if enrollment else ANYBODY
    return [
        HomeworkLine(
            homework,
            status=(status := homework_status(dates, attempts.get((key, homework.pk), []), at=at)),
            label=HOMEWORK_WORDS[status],
            due=timekit.three_forms(dates.due_at, timekit.AOE_NAME, zone),
            relative=timekit.relative(dates.due_at, at),
            is_own=dates != dates_of(homework),
        )
        for homework in homeworks
        for dates in [own.get((key, homework.pk)) or dates_of(homework)]
    ]
