"""Cohorts that wait for a lead: people without a section."""

from datetime import datetime

from django.urls import reverse

from applications import plan
from applications.plan import Name, said
from cohorts.models import Cohort, Enrollment
from mlsafety_course.home.attention.by_cohort import by_cohort
from mlsafety_course.items import Item


def unplaced(at: datetime) -> list[Item]:
    waiting = Enrollment.objects.filter(cohort__ends_on__gte=at.date()).without_seat()
    return [
        Item(
            count,
            f"person in {cohort} has no section{_by_when(cohort, at)}",
            f"people in {cohort} have no section{_by_when(cohort, at)}",
            reverse("cohorts:placement", args=[cohort.slug]),
            bool(_by_when(cohort, at)) or cohort.has_started(at),
        )
        for cohort, count in by_cohort(waiting.values_list("cohort", flat=True))
    ]


def _by_when(cohort: Cohort, at: datetime) -> str:
    """The day by which sections should be published, once it is near and until the course starts."""
    due = plan.latest(cohort.starts_on)[Name.PLACEMENT]
    is_near = due - cohort.day_of(at) <= plan.SOON and not cohort.has_started(at)
    return f": sections should be published by {said(due)}" if is_near else ""
