"""Places of a cohort that go to people who were put off to it, not to applicants."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef

from applications.models import Application
from cohorts.models import Enrollment
from cohorts.models.enrollment import cohort_due


def by_cohort(cohorts: Collection[int], at: datetime, grace: timedelta) -> Counter[int]:
    """By key of the cohort: who is promised a place there, or was enrolled on a promise. Who holds a place as an
    applicant too counts as that alone. Two queries, however many cohorts."""
    promised = Enrollment.objects.promised().annotate(due_in=cohort_due(at.date()))
    enrolled = Enrollment.objects.come_by_promise()
    found = Counter[int]()
    for cohort, people in (("due_in", promised), ("cohort", enrolled)):
        own = Application.objects.filter(round__cohort=OuterRef(cohort), applicant=OuterRef("person"))
        others = people.filter(**{f"{cohort}__in": cohorts}).exclude(Exists(own.holding_a_seat(at, grace)))
        found.update(dict(others.order_by().values_list(cohort).annotate(n=Count("person", distinct=True))))
    return found
