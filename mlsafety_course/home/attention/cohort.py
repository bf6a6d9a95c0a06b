"""Cohorts that wait for a lead: people without a section, and people who were promised a place."""

from datetime import datetime

from django.urls import reverse

from accounts.models import User
from applications import plan
from applications.plan import Name, said
from cohorts.models import Cohort, Enrollment
from cohorts.models.enrollment import cohort_due
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
            _presses(cohort, at),
        )
        for cohort, count in by_cohort(waiting.values_list("cohort", flat=True))
    ]


def promised(user: User, at: datetime) -> list[Item]:
    """People put off to a cohort who are not enrolled in it yet, but for the reader, whom another lead enrolls."""
    waiting = Enrollment.objects.promised().exclude(person=user).annotate(due_in=cohort_due(at.date()))
    return [
        Item(
            count,
            f"person is promised a place in {cohort} and not enrolled yet",
            f"people are promised a place in {cohort} and not enrolled yet",
            f"{reverse('cohorts:cohort', args=[cohort.slug])}#promised",
            _presses(cohort, at),
        )
        for cohort, count in by_cohort(waiting.exclude(due_in=None).values_list("due_in", flat=True))
    ]


def _presses(cohort: Cohort, at: datetime) -> bool:
    """Sections should be published soon, or the course has begun."""
    return bool(_by_when(cohort, at)) or cohort.has_started(at)


def _by_when(cohort: Cohort, at: datetime) -> str:
    """The day by which sections should be published, once it is near and until the course starts."""
    due = plan.latest(cohort.starts_on)[Name.PLACEMENT]
    is_near = due - cohort.day_of(at) <= plan.SOON and not cohort.has_started(at)
    return f": sections should be published by {said(due)}" if is_near else ""
