"""People for whom no section can be found, once they have answered."""

from datetime import datetime

from django.urls import reverse

from cohorts.workflow.hours_question import without_way
from mlsafety_course.home.attention.by_cohort import by_cohort
from mlsafety_course.items import Item


def stuck(at: datetime) -> list[Item]:
    """Who said No to other hours, or nothing in time: a place in the next cohort can be promised with one press."""
    people = without_way(at).filter(cohort__ends_on__gte=at.date())
    return [
        Item(
            count,
            f"person in {cohort} cannot make any section: promise a place in the next cohort",
            f"people in {cohort} cannot make any section: promise them a place in the next cohort",
            f"{reverse('cohorts:placement', args=[cohort.slug])}#questions",
            is_urgent=True,
        )
        for cohort, count in by_cohort(people.values_list("cohort", flat=True))
    ]
