"""Rows counted by the cohort they belong to, for lines that name one."""

from collections import Counter
from collections.abc import Iterable

from cohorts.models import Cohort


def by_cohort(keys: Iterable[int]) -> list[tuple[Cohort, int]]:
    """The cohorts of these rows with how many rows each has, the latest cohort first."""
    counts = Counter(keys)
    return [(cohort, counts[cohort.pk]) for cohort in Cohort.objects.filter(pk__in=counts)]
