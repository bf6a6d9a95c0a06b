"""Closing the record of a cohort: one act, with what stood in the way named."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from cohorts.models import Cohort, Enrollment
from cohorts.workflow.enrollment import refuse_participant
from curriculum.models import Appeal, Closing
from mlsafety_course.transitions import Refused


def without_answer(cohort: Cohort) -> int:
    """How many people have neither an award nor a result."""
    return Enrollment.objects.filter(cohort=cohort, completion=None, completion_result=None).active().count()


@transaction.atomic
def close(cohort: Cohort, in_the_way: Sequence[dict[str, str]], *, by: User, at: datetime) -> Closing:
    """Close it, `in_the_way` being what is left as it is: each with `what`, `who` and `since`.

    Refused while a person waits for an answer: those without a result, and appeals. What is closed is the list of what
    waits, not the record: a mark or grade that was wrong can still be put right.
    """
    refuse_participant(cohort, by)
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if Closing.objects.filter(cohort=cohort).exists():
        raise Refused(f"{cohort} is closed already. Nothing was changed.")
    if at < cohort.appeals_close_at:
        raise Refused(f"Appeals of {cohort} are still taken. It can be closed when they end.")
    if waiting := without_answer(cohort):
        raise Refused(f"People without an award or a result: {waiting}. Nobody is left waiting, so nothing was closed.")
    if Appeal.objects.waiting().filter(enrollment__cohort=cohort).exists():
        raise Refused("An appeal waits for its answer. Decide about it first; nothing was closed.")
    return Closing.objects.create(cohort=cohort, evidence=list(in_the_way), by=by, at=at)
