"""What graders read: the lines of the queue, who asks for more time, and all about one attempt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from accounts.models import User
from curriculum import rubric
from curriculum.access import is_staff, teaches_in
from curriculum.handed_in import attempt_facts, is_late
from curriculum.homework_page import body_of
from curriculum.link_fixes import mend
from curriculum.models import Attempt, ExtensionRequest, Reassignment
from curriculum.own_dates import dates_for
from curriculum.workflow.grading import leaves_no_time
from mlsafety_course import timekit

OF_HOMEWORK = ("homework__assignment__unit", "homework__cohort")


def is_grader(user: User, at: datetime) -> bool:
    """Staff, who teaches in a running cohort, and to whom a lead has given homework of one."""
    given = Reassignment.objects.filter(grader=user, homework__cohort__appeals_close_at__gt=at)
    return is_staff(user) or teaches_in(user, at).exists() or given.exists()


def waited(received_at: datetime, at: datetime) -> str:
    """ "3 days" """
    return timekit.relative(received_at, at).removesuffix(" ago")


def left(waiting: QuerySet[Attempt], at: datetime) -> str:
    """How many, and how long the oldest waits; empty when nothing does."""
    found = waiting.order_by().aggregate(count=Count("pk", distinct=True), oldest=Min("received_at"))
    if not found["count"]:
        return ""
    return f"{found['count']} left; the oldest waits {waited(found['oldest'], at)}."


def lines(attempts: Iterable[Attempt], zone: str, at: datetime) -> list[dict[str, Any]]:
    """Three queries, however many."""
    waiting = list(attempts)
    facts = attempt_facts({attempt.enrollment_id for attempt in waiting})
    dates = dates_for(
        list({attempt.enrollment for attempt in waiting}), list({attempt.homework for attempt in waiting})
    )
    return [
        {
            "attempt": attempt,
            "received": timekit.day_and_time(attempt.received_at, zone),
            "waited": waited(attempt.received_at, at),
            "is_late": is_late(dates[key], facts[key], attempt.received_at),
        }
        for attempt in waiting
        for key in [(attempt.enrollment_id, attempt.homework_id)]
    ]


def asked_lines(asked: Iterable[ExtensionRequest], user: User, at: datetime) -> list[dict[str, Any]]:
    """Requests for more time as the user reads them; the oldest first. `only_lead`: this user cannot grant it."""
    is_lead = user.has_perm("cohorts.lead_cohort")
    return [
        {
            "asked": one,
            "until": timekit.three_forms(one.until, timekit.AOE_NAME, user.zone),
            "waits": timekit.relative(one.asked_at, at),
            "only_lead": not is_lead and one.until > one.homework.cohort.submissions_close_at,
        }
        for one in asked
    ]


def context_of(row: Attempt, others: QuerySet[Attempt], zone: str, at: datetime) -> dict[str, Any]:
    """One attempt, what was said of it, and the others of the same person and homework."""
    mend(row.homework.cohort_id, [row.homework.assignment])
    key = (row.enrollment_id, row.homework_id)
    dates, facts = dates_for([row.enrollment], [row.homework])[key], attempt_facts([row.enrollment_id])[key]
    known = list(row.homework.assignment.rubric.all())
    grades = row.grades.select_related("grader").order_by("graded_at", "pk")
    return {
        "attempt": row,
        "body": body_of(row),
        "received": timekit.three_forms(row.received_at, "UTC", zone, exclusive=False),
        "is_late": is_late(dates, facts, row.received_at),
        "grades": [
            {"grade": grade, "lines": rubric.read_with(grade.ticks, known) if grade.ticks else []} for grade in grades
        ],
        "others": others.prefetch_related("grades__grader"),
        "newer": next((other for other in others if other.number > row.number), None),
        "no_time": leaves_no_time(row, at),
        "submissions_close": timekit.day_and_time(dates.submissions_close_at, zone),
    }
