"""Grading: what a TA says about an attempt, at once or as a draft first. Nothing said is ever changed."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from curriculum import emails
from curriculum.models import Attempt, Grade
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused

SELF_REFUSED = "Nobody grades their own homework. Another TA or a course lead will."


@transaction.atomic
def grade(
    attempt: Attempt, verdict: str, feedback: str, *, by: User, at: datetime, release: bool = True, seen: int = 0
) -> Grade:
    """Add a grade. `seen`: how many grades the page showed; if there are more by now, the slower grader is told so.

    Released, it counts and the person gets a mail; kept as a draft, only graders see it.
    """
    attempt = Attempt.objects.select_for_update(of=["self"]).select_related("enrollment__person").get(pk=attempt.pk)
    _refuse_impossible(attempt, verdict, feedback, by)
    _refuse_conflict(attempt, seen)
    given = Grade.objects.create(attempt=attempt, grader=by, verdict=verdict, feedback=feedback.strip(), graded_at=at)
    if release:
        _release(given, at)
    return given


def _refuse_impossible(attempt: Attempt, verdict: str, feedback: str, by: User) -> None:
    if attempt.enrollment.person_id == by.pk:
        raise Refused(SELF_REFUSED)
    if verdict not in Grade.Verdict:
        raise Refused("A verdict is pass, revise or cannot open.")
    if verdict != Grade.Verdict.PASS and not feedback.strip():
        raise Refused("Say what to do next: a homework that is sent back needs a sentence of feedback.")


def _refuse_conflict(attempt: Attempt, seen: int) -> None:
    given = attempt.grades.select_related("grader").order_by("pk")
    if len(given) != seen:
        last = given[len(given) - 1]
        raise Refused(
            f"{last.grader} graded this attempt while you had it open: {last.get_verdict_display().lower()}. "
            "Your words are kept in the form below. Read theirs first; what you save then is a second grade."
        )


@transaction.atomic
def release(given: Grade, *, by: User, at: datetime) -> None:
    """Let a draft count, and tell the person. Refused when it is released already."""
    given = Grade.objects.select_related("attempt__enrollment__person", "attempt__homework", "grader").get(pk=given.pk)
    if given.attempt.enrollment.person_id == by.pk:
        raise Refused(SELF_REFUSED)
    _release(given, at)


def _release(given: Grade, at: datetime) -> None:
    if not Grade.objects.filter(pk=given.pk, released_at=None).update(released_at=at):
        raise Refused("This grade is released already. The person has it.")
    given.released_at = at
    post.write(emails.grade_released(given), at=at)
