"""Homework as the rules of `progress` read it: its dates, and what people handed in."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from curriculum.models import Attempt, Homework
from curriculum.progress import AttemptFacts, HomeworkDates, HomeworkStatus, counted_arrival


def tone(status: HomeworkStatus) -> str:
    """The class that colours the status: what is still to do looks like neither good nor bad news."""
    return "todo" if status == HomeworkStatus.OPEN else status.value


def dates_of(homework: Homework) -> HomeworkDates:
    """The dates that hold (reads the cohort)."""
    return HomeworkDates(homework.opens_at, homework.due_at, homework.closes_at, homework.cohort.submissions_close_at)


def is_late(dates: HomeworkDates, attempts: Collection[AttemptFacts], received_at: datetime) -> bool:
    """Whether what arrives then counts as late by the person's own dates, beside all that they handed in.

    Replacing a link that nobody could open, in time, keeps the arrival of the broken one.
    """
    before = [attempt for attempt in attempts if attempt.received_at < received_at]
    arrival = counted_arrival([*before, AttemptFacts(received_at)])
    return arrival is not None and arrival >= dates.due_at


def attempt_facts(enrollments: Collection[int]) -> dict[tuple[int, int], list[AttemptFacts]]:
    """By (enrollment, homework), each attempt with its last released grade. One query, however many people."""
    rows = Attempt.objects.filter(enrollment__in=enrollments).order_by(
        F("grades__released_at").asc(nulls_first=True), "grades__pk", "pk"
    )
    columns = ("enrollment", "homework", "pk", "received_at", "grades__verdict", "grades__released_at")
    found: defaultdict[tuple[int, int], dict[int, AttemptFacts]] = defaultdict(dict)
    for enrollment, homework, attempt, received_at, verdict, released_at in rows.values_list(*columns):
        found[enrollment, homework][attempt] = _facts(received_at, verdict, released_at)
    return {key: [attempts[number] for number in sorted(attempts)] for key, attempts in found.items()}


def _facts(received_at: datetime, verdict: str | None, released_at: datetime | None) -> AttemptFacts:
    return AttemptFacts(received_at, verdict if released_at else None, released_at)
