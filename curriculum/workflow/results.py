"""How the course ends for those who did not complete it, and taking back an award that should not have been made."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from cohorts.models import Cohort, Enrollment
from curriculum import emails
from curriculum.completion import Standing, Verdict
from curriculum.models import Certificate, Completion, CompletionPolicy, CompletionResult, CompletionRevocation
from curriculum.standings import standings
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused

AT_A_TIME = 500
WAITING_FOR_US = timedelta(days=7)
APPEAL_AT_LEAST = timedelta(days=7)


def release_due(*, at: datetime) -> int:
    """Tell everybody whose grading has closed and who did not complete the course, rule by rule. Returns how many.

    Who still waits for a grade or a sheet, or may still hand in the survey, is told once that is settled, and a week
    after the last closing in any case: nobody waits for ever, and an award made later stands beside the result.
    """
    return sum(_release(enrollment, standing, at) for enrollment, standing in _not_completed(at))


def _not_completed(at: datetime) -> Iterator[tuple[Enrollment, Standing]]:
    over = Enrollment.objects.active().filter(cohort__grading_closes_at__lte=at)
    waiting = over.filter(completion=None, completion_result=None).select_related("person", "cohort")
    people = list(waiting.order_by("cohort", "pk"))
    for first in range(0, len(people), AT_A_TIME):
        some = people[first : first + AT_A_TIME]
        judged = standings(some, at)
        yield from ((one, judged[one.pk]) for one in some if one.pk in judged and _is_due(one, judged[one.pk], at))


def _is_due(enrollment: Enrollment, standing: Standing, at: datetime) -> bool:
    if standing.verdict == Verdict.MET:
        return False
    return standing.verdict == Verdict.CANNOT_BE_MET or at >= told_by(enrollment.cohort)


def told_by(cohort: Cohort) -> datetime:
    """When everybody has an answer at the latest, whatever still waits."""
    last = max(cohort.submissions_close_at, cohort.grading_closes_at, cohort.survey_closes_at)
    return last + WAITING_FOR_US


@transaction.atomic
def _release(enrollment: Enrollment, standing: Standing, at: datetime) -> bool:
    """Once, also when two workers meet."""
    policy = CompletionPolicy.objects.get(cohort=enrollment.cohort_id, version=standing.policy.version)
    result, is_new = CompletionResult.objects.get_or_create(
        enrollment=enrollment,
        defaults={
            "policy": policy,
            "evidence": standing.as_evidence(),
            "released_at": at,
            "appeal_until": max(enrollment.cohort.appeals_close_at, at + APPEAL_AT_LEAST),
        },
    )
    if is_new:
        post.write(emails.not_completed(result), at=at)
    return is_new


@transaction.atomic
def revoke(completion: Completion, reason: str, *, by: User, at: datetime) -> CompletionRevocation:
    """Take an award back: it stays on the record with the reason, and its certificate is valid no more.

    A stipend that was opened by it is left to those who look after stipends.
    """
    every = Completion.objects.select_for_update(of=["self"]).select_related("enrollment__person", "enrollment__cohort")
    completion = every.get(pk=completion.pk)
    if completion.enrollment.person_id == by.pk:
        raise Refused("Nobody takes back their own completion. Ask another course lead.")
    if not reason.strip():
        raise Refused("Say why: the person reads the reason, and so does whoever decides about the stipend.")
    if CompletionRevocation.objects.filter(completion=completion).exists():
        raise Refused("This completion was taken back already. Nothing was changed.")
    made = CompletionRevocation.objects.create(completion=completion, reason=reason.strip(), by=by, at=at)
    Certificate.objects.filter(completion=completion).update(revoked_at=at, revoked_reason=made.reason)
    post.write(emails.revoked(made), at=at)
    return made
