"""All that a participant reads on the page of one homework, or a lead who previews it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cohorts.models import Enrollment, Section
from curriculum import rubric
from curriculum.handed_in import attempt_facts, is_late, tone
from curriculum.link_fixes import mend
from curriculum.links import named
from curriculum.models import Attempt, ExtensionRequest, Grade, Homework
from curriculum.own_dates import ANYBODY, dates_for, dates_in, window_of
from curriculum.progress import (
    HOMEWORK_WORDS,
    AttemptFacts,
    HomeworkDates,
    HomeworkStatus,
    homework_status,
    taken_until,
)
from curriculum.reading import READABLE
from curriculum.uploads import RULES_IN_WORDS
from mlsafety_course import timekit

LOOKED_AFTER = "After five days a course lead looks after it."


def context_of(piece: Homework, enrollment: Enrollment, zone: str, at: datetime) -> dict[str, Any]:
    """By the dates that hold for this person; without the form."""
    dates = dates_for([enrollment], [piece])[enrollment.pk, piece.pk]
    facts = attempt_facts([enrollment.pk]).get((enrollment.pk, piece.pk), [])
    found = _task(piece, dates, facts, zone, at)
    return found | {
        "own_dates": window_of(enrollment, piece, at).reasons[1:],
        "is_active": enrollment.status == Enrollment.Status.ACTIVE,
        "attempts": _attempts(piece, enrollment, dates, facts, zone),
        "extensions": _extensions(piece, enrollment, zone),
        "may_ask": _may_ask(piece, enrollment, found["status"], at),
    }


def preview_of(piece: Homework, section: Section | None, zone: str, at: datetime) -> dict[str, Any]:
    """By the dates of the section or the cohort, before anything is handed in; empty where it has not opened."""
    dates = dates_in(section, [piece])[ANYBODY, piece.pk]
    return _task(piece, dates, [], zone, at) | {"is_active": True} if dates.opens_at <= at else {}


def _task(piece: Homework, dates: HomeworkDates, facts: list[AttemptFacts], zone: str, at: datetime) -> dict[str, Any]:
    """What is to be done, until when, and where it stands."""
    mend(piece.cohort_id, [piece.assignment])
    status, until = homework_status(dates, facts, at=at), taken_until(dates, facts, at=at)
    return {
        "homework": piece,
        "unit": piece.assignment.unit,
        "preview": None,
        **_standing(status),
        "due": timekit.three_forms(dates.due_at, timekit.AOE_NAME, zone),
        "due_relative": timekit.relative(dates.due_at, at),
        "closes": timekit.three_forms(until, timekit.AOE_NAME, zone),
        "is_late": at < until and is_late(dates, facts, at),
        "is_closed": at >= until,
        "rules": RULES_IN_WORDS,
        "next": _what_next(status, at >= until),
    }


def _standing(status: HomeworkStatus) -> dict[str, Any]:
    is_done = status == HomeworkStatus.PASSED
    return {"status": status, "tone": tone(status), "status_label": HOMEWORK_WORDS[status], "is_done": is_done}


def _what_next(status: HomeworkStatus, is_closed: bool) -> str:
    """For the head of the page: what follows from where this homework stands."""
    if status == HomeworkStatus.PASSED:
        return "Nothing is left to do here: it counts as passed. The page stays readable."
    if status == HomeworkStatus.PENDING:
        return f"Your TA reads it and you get a mail. {LOOKED_AFTER} Until then it counts against nobody."
    if is_closed:
        return "It takes no more attempts. If something kept you from it, ask for more time: also now, with the reason."
    return f"Your TA reads what you hand in and writes to you. {LOOKED_AFTER} You may hand in again until it closes."


def _may_ask(piece: Homework, enrollment: Enrollment, status: HomeworkStatus, at: datetime) -> bool:
    """Whether more time can be asked for, if none is asked for yet."""
    is_active = enrollment.status == Enrollment.Status.ACTIVE
    return is_active and status != HomeworkStatus.PASSED and at < piece.cohort.grading_closes_at


def _extensions(piece: Homework, enrollment: Enrollment, zone: str) -> list[dict[str, Any]]:
    """What was asked, the newest first, each with its answer."""
    asked = ExtensionRequest.objects.filter(homework=piece, enrollment=enrollment).select_related("decided_by")
    return [
        {
            "asked": one,
            "until": timekit.three_forms(one.until, timekit.AOE_NAME, zone),
            "answer": next((move.reason for move in one.moves.all() if move.target == one.status), ""),
        }
        for one in asked.prefetch_related("moves").order_by("-asked_at", "-pk")
    ]


def _attempts(
    piece: Homework, enrollment: Enrollment, dates: HomeworkDates, facts: list[AttemptFacts], zone: str
) -> list[dict[str, Any]]:
    """The newest first, each with its receipt and the feedback that was released."""
    given = Grade.objects.released().filter(attempt__homework=piece, attempt__enrollment=enrollment)
    lines = list(piece.assignment.rubric.all())
    grades: dict[int, list[dict[str, Any]]] = {}
    for grade in given.select_related("grader").order_by("released_at", "pk"):
        read = rubric.read_with(grade.ticks, lines) if grade.ticks else []
        grades.setdefault(grade.attempt_id, []).append({"grade": grade, "lines": read})
    attempts = Attempt.objects.filter(homework=piece, enrollment=enrollment).prefetch_related("files")
    return [
        {
            "attempt": attempt,
            "body": body_of(attempt),
            "received": timekit.three_forms(attempt.received_at, "UTC", zone, exclusive=False),
            "is_late": is_late(dates, facts, attempt.received_at),
            "grades": grades.get(attempt.pk, []),
        }
        for attempt in attempts.order_by("-number")
    ]


def body_of(attempt: Attempt) -> dict[str, Any]:
    """What was handed in, for `attempt_body.html`."""
    return {
        "text": attempt.text,
        "links": [named(url) for url in attempt.links],
        "files": [{"file": file, "is_readable": file.name.lower().endswith(READABLE)} for file in attempt.files.all()],
    }
