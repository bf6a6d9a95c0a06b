"""Asking for a proposal of who sits where."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from cohorts.models import Cohort, PlacementRun
from cohorts.placing.proposal import NO_SECTION
from mlsafety_course.transitions import Refused


def ask(cohort: Cohort, *, allowed_misses: int = 0, by: User, at: datetime) -> PlacementRun:
    """Ask for a proposal. A worker finds the row; one at a time for each cohort.

    `allowed_misses`: for how many meetings somebody may be busy and still be placed.
    """
    if not cohort.sections.not_closed().exists():
        raise Refused(NO_SECTION)
    try:
        with transaction.atomic():
            return PlacementRun.objects.create(cohort=cohort, allowed_misses=allowed_misses, asked_by=by, asked_at=at)
    except IntegrityError:
        raise Refused(
            f"A proposal for {cohort} is being made already. The placement page shows how far it is."
        ) from None
