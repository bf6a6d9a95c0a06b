"""Grading: what a TA says about an attempt, at once or as a draft first. Nothing said is ever changed."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from curriculum import emails
from curriculum.handed_in import attempt_facts
from curriculum.models import Attempt, Grade
from curriculum.own_dates import dates_for
from curriculum.progress import AttemptFacts, taken_until
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused

SELF_REFUSED = "Nobody grades their own homework. Another TA or a course lead will."
REVISED_TOO_LATE = (
    "Handing in has closed for this person, so they could not revise it any more. Pass it, or ask a course lead to "
    "give them more time first. Nothing was released."
)


@transaction.atomic
def grade(
    attempt: Attempt,
    verdict: str,
    feedback: str,
    *,
    ticks: Collection[str] = (),
    by: User,
    at: datetime,
    release: bool = True,
    seen: int = 0,
) -> Grade:
    """Add a grade. `seen`: how many grades the page showed; if there are more by now, the slower grader is told so.

    Released, it counts and the person gets a mail; kept as a draft, only graders see it.
    """
    attempt = _locked(attempt)
    _refuse_impossible(attempt, verdict, feedback, by)
    _refuse_conflict(attempt, seen)
    known = attempt.homework.assignment.rubric.filter(key__in=ticks).values_list("key", flat=True)
    given = Grade.objects.create(
        attempt=attempt, grader=by, verdict=verdict, feedback=feedback.strip(), ticks=list(known), graded_at=at
    )
    if release:
        _release(given, by, at)
    return given


def _locked(attempt: Attempt) -> Attempt:
    """The row of the attempt is the one place where graders meet."""
    whole = Attempt.objects.select_related("enrollment__person", "homework__assignment", "homework__cohort")
    return whole.select_for_update(of=["self"]).get(pk=attempt.pk)


def _refuse_impossible(attempt: Attempt, verdict: str, feedback: str, by: User) -> None:
    if attempt.enrollment.person_id == by.pk:
        raise Refused(SELF_REFUSED)
    if verdict not in Grade.Verdict:
        raise Refused("A verdict is pass, revise or cannot open.")
    if verdict != Grade.Verdict.PASS and not feedback.strip():
        raise Refused("Say what to do next: a homework that is sent back needs a sentence of feedback.")


def _refuse_conflict(attempt: Attempt, seen: int) -> None:
    given = list(attempt.grades.select_related("grader").order_by("pk"))
    if len(given) > seen:
        raise Refused(
            f"{given[-1].grader} graded this attempt while you had it open: {given[-1].get_verdict_display().lower()}. "
            "Your words are kept in the form below. Read theirs first; what you save then is a second grade."
        )


@transaction.atomic
def release(given: Grade, *, by: User, at: datetime) -> None:
    """Let a draft count, and tell the person. Refused when it is released already, or graded again since."""
    attempt = _locked(given.attempt)
    given = Grade.objects.select_related("grader").get(pk=given.pk)
    given.attempt = attempt
    if attempt.enrollment.person_id == by.pk:
        raise Refused(SELF_REFUSED)
    if attempt.grades.filter(pk__gt=given.pk).exists():
        raise Refused("This attempt was graded again since, and the newer grade stands. The draft was not released.")
    _release(given, by, at)


def release_all(*, by: User, at: datetime) -> tuple[int, list[str]]:
    """Release every draft of one's own: how many went out, and why the others did not."""
    released, kept = 0, []
    for draft in Grade.objects.drafts_of(by):
        try:
            release(draft, by=by, at=at)
            released += 1
        except Refused as refusal:
            kept.append(f"{draft.attempt.enrollment.person.name}, {draft.attempt.homework}: {refusal}")
    return released, kept


def leaves_no_time(attempt: Attempt, at: datetime) -> bool:
    """Whether a `revise` released now could never be answered (two queries)."""
    facts = attempt_facts([attempt.enrollment_id]).get((attempt.enrollment_id, attempt.homework_id), [])
    key = (attempt.enrollment_id, attempt.homework_id)
    dates = dates_for([attempt.enrollment], [attempt.homework])[key]
    return taken_until(dates, [*facts, AttemptFacts(attempt.received_at, Grade.Verdict.REVISE, at)], at=at) <= at


def _release(given: Grade, by: User, at: datetime) -> None:
    """A TA's `revise` always leaves the person time: only a lead sends back what can no longer be handed in."""
    is_revise = given.verdict == Grade.Verdict.REVISE
    if is_revise and not by.has_perm("cohorts.lead_cohort") and leaves_no_time(given.attempt, at):
        raise Refused(REVISED_TOO_LATE)
    if not Grade.objects.filter(pk=given.pk, released_at=None).update(released_at=at):
        raise Refused("This grade is released already. The person has it.")
    given.released_at = at
    post.write(emails.grade_released(given), at=at)
