"""A lead gives people's homework to another grader. The newest word counts, and the earlier ones stay on the record."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from curriculum import emails
from curriculum.graders import can_grade_in
from curriculum.models import Attempt, Reassignment
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused


@transaction.atomic
def reassign(attempts: Collection[Attempt], grader: User, reason: str = "", *, by: User, at: datetime) -> int:
    """Give the homework of these people to one grader, who gets one mail. How many pieces changed hands.

    All attempts of a person at that homework go with it, later ones too.
    """
    if not by.has_perm("cohorts.lead_cohort"):
        raise Refused("Only a course lead gives homework to another grader. Nothing was changed.")
    if not attempts:
        raise Refused("Choose at least one piece of homework. Nothing was changed.")
    for attempt in attempts:
        _refuse_unfit(attempt, grader, at)
    pieces = {(attempt.homework_id, attempt.enrollment_id) for attempt in attempts}
    made = Reassignment.objects.bulk_create(
        Reassignment(homework_id=homework, enrollment_id=enrollment, grader=grader, reason=reason.strip(), by=by, at=at)
        for homework, enrollment in sorted(pieces)
    )
    if grader != by:
        post.write(emails.reassigned(made[0], len(made)), at=at)
    return len(made)


def _refuse_unfit(attempt: Attempt, grader: User, at: datetime) -> None:
    cohort = attempt.homework.cohort
    if attempt.enrollment.person_id == grader.pk:
        raise Refused(f"{grader} would grade their own homework. Nothing was changed.")
    if not can_grade_in(cohort, cohort.day_of(at)).filter(pk=grader.pk).exists():
        raise Refused(f"{grader} does not teach in {cohort}. Nothing was changed.")
