"""All that the rule of completion asks about people, fetched in a fixed number of grouped queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cohorts.attendance_facts import WeekFacts, week_facts
from cohorts.models import Enrollment
from curriculum.completion import ExceptionKind, Facts, HomeworkFacts, StaffException
from curriculum.handed_in import attempt_facts, dates_of
from curriculum.models import Homework, Lecture, Tick
from curriculum.progress import AttemptFacts, MeetingFacts, WeekStatus, homework_status, taken_until, week_status


@dataclass
class _Own:
    """What hangs on the enrollment itself."""

    survey_done: bool
    lectures: int
    ticked: int
    exceptions: list[StaffException] = field(default_factory=list)


def facts_of(enrollments: Sequence[Enrollment], at: datetime) -> dict[int, Facts]:
    """By enrollment key. Nine queries, however many people; the enrollments come with their cohort."""
    keys = [enrollment.pk for enrollment in enrollments]
    weeks, attempts, own = week_facts(enrollments, at), attempt_facts(keys), _own(keys)
    homeworks = _required({enrollment.cohort_id for enrollment in enrollments})
    return {
        enrollment.pk: Facts(
            weeks=_weeks(weeks[enrollment.pk]),
            homeworks=[
                _homework(homework, attempts.get((enrollment.pk, homework.pk), []), at)
                for homework in homeworks[enrollment.cohort_id]
            ],
            survey_done=own[enrollment.pk].survey_done,
            survey_closes_at=enrollment.cohort.survey_closes_at,
            lectures=own[enrollment.pk].lectures,
            lectures_ticked=own[enrollment.pk].ticked,
            ticks_close_at=enrollment.cohort.submissions_close_at,
            exceptions=own[enrollment.pk].exceptions,
        )
        for enrollment in enrollments
    }


def _weeks(weeks: Sequence[WeekFacts]) -> dict[int, WeekStatus]:
    return {
        week.number: week_status(
            [MeetingFacts(meeting.status, meeting.mark, meeting.is_own) for meeting in week.meetings],
            was_away=week.was_away,
        )
        for week in weeks
    }


def _required(cohorts: Collection[int]) -> defaultdict[int, list[Homework]]:
    found: defaultdict[int, list[Homework]] = defaultdict(list)
    for homework in Homework.objects.required().filter(cohort__in=cohorts).select_related("assignment", "cohort"):
        found[homework.cohort_id].append(homework)
    return found


def _homework(homework: Homework, attempts: list[AttemptFacts], at: datetime) -> HomeworkFacts:
    dates = dates_of(homework)
    status = homework_status(dates, attempts, at=at)
    return HomeworkFacts(homework.assignment.title, status, taken_until(dates, attempts, at=at))


def _own(keys: Collection[int]) -> dict[int, _Own]:
    """Survey, ticks of lectures that are not optional, and exceptions: one row per person and exception."""
    asked = Lecture.objects.asked()
    rows = Enrollment.objects.filter(pk__in=keys).annotate(
        lectures=_count(asked.filter(unit__releases__cohort=OuterRef("cohort")), "unit__releases__cohort"),
        ticked=_count(Tick.objects.filter(enrollment=OuterRef("pk"), lecture__in=asked), "enrollment"),
    )
    exceptions = [f"completion_exceptions__{name}" for name in ("kind", "code", "reason")]
    columns = ("pk", "survey_receipt", "lectures", "ticked", *exceptions)
    found: dict[int, _Own] = {}
    for key, receipt, lectures, ticked, kind, code, reason in rows.order_by("completion_exceptions").values_list(
        *columns
    ):
        own = found.setdefault(key, _Own(receipt is not None, lectures, ticked))
        if kind:
            own.exceptions.append(StaffException(ExceptionKind(kind), reason, code))
    return found


def _count(rows: QuerySet[Lecture] | QuerySet[Tick], group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
