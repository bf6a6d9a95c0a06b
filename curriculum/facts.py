"""All that the rule of completion asks about people, fetched in a fixed number of grouped queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cohorts.attendance_facts import WeekFacts, week_facts
from cohorts.models import Enrollment
from curriculum.asks import lectures_asked, ticks_asked
from curriculum.completion import ExceptionKind, Facts, HomeworkFacts, StaffException
from curriculum.handed_in import attempt_facts
from curriculum.models import Homework, Lecture, Tick
from curriculum.own_dates import dates_for
from curriculum.progress import (
    AttemptFacts,
    HomeworkDates,
    HomeworkStatus,
    MeetingFacts,
    WeekStatus,
    homework_status,
    taken_until,
    week_status,
)

SETTLED = (WeekStatus.MISSED, WeekStatus.EXCUSED, WeekStatus.VOID)


@dataclass
class _Own:
    """What hangs on the enrollment itself."""

    survey_done: bool
    lectures: int
    ticked: int
    exceptions: list[StaffException] = field(default_factory=list)


def facts_of(enrollments: Sequence[Enrollment], at: datetime) -> dict[int, Facts]:
    """By enrollment key, in eight queries, however many people. The enrollments come with their cohort."""
    keys = [enrollment.pk for enrollment in enrollments]
    weeks, attempts, own = week_facts(enrollments, at), attempt_facts(keys), _own(keys)
    homeworks = _required({enrollment.cohort_id for enrollment in enrollments})
    dates = dates_for(enrollments, [row for rows in homeworks.values() for row in rows])
    return {
        enrollment.pk: Facts(
            **_weeks(weeks[enrollment.pk]),
            homeworks=[
                homework_facts(row, dates[enrollment.pk, row.pk], attempts.get((enrollment.pk, row.pk), []), at)
                for row in homeworks[enrollment.cohort_id]
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


def _weeks(weeks: Sequence[WeekFacts]) -> dict[str, Any]:
    """What each week came to, which can yet be attended, and which have begun, by the names of `Facts`."""
    statuses = {week.number: _status(week) for week in weeks}
    again = [week.number for week in weeks if week.has_more and statuses[week.number] in SETTLED]
    begun = [week.number for week in weeks if week.has_begun]
    return {"weeks": statuses, "mendable": again, "begun": begun}


def _status(week: WeekFacts) -> WeekStatus:
    meetings = [MeetingFacts(meeting.status, meeting.mark, meeting.is_own) for meeting in week.meetings]
    return week_status(meetings, was_away=week.was_away)


def _required(cohorts: Collection[int]) -> defaultdict[int, list[Homework]]:
    found: defaultdict[int, list[Homework]] = defaultdict(list)
    for homework in Homework.objects.required().filter(cohort__in=cohorts).select_related("assignment__unit", "cohort"):
        found[homework.cohort_id].append(homework)
    return found


def homework_facts(
    homework: Homework, dates: HomeworkDates, attempts: list[AttemptFacts], at: datetime
) -> HomeworkFacts:
    """One required homework (with its unit) by somebody's dates and attempts."""
    status = homework_status(dates, attempts, at=at)
    return HomeworkFacts(_title(homework, status), status, taken_until(dates, attempts, at=at))


def _title(homework: Homework, status: HomeworkStatus) -> str:
    """What it is called once it has opened: a locked unit does not give its homework away."""
    assignment = homework.assignment
    if status == HomeworkStatus.LOCKED:
        return f"Homework {assignment.position} of unit {assignment.unit.order}"
    return assignment.title


def _own(keys: Collection[int]) -> dict[int, _Own]:
    """Survey, ticks of lectures that their cohort asks for, and exceptions: one row per person and exception."""
    rows = Enrollment.objects.filter(pk__in=keys).annotate(
        lectures=_count(lectures_asked(OuterRef("cohort")), "unit__releases__cohort"),
        ticked=_count(ticks_asked(OuterRef("pk"), OuterRef("cohort")), "enrollment"),
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
