"""Where people stand for completion: the rule of their cohort, applied to their facts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cohorts.models import Enrollment
from curriculum.completion import Facts, Standing, evaluate
from curriculum.facts import facts_of
from curriculum.models import CompletionPolicy


def standings(enrollments: Sequence[Enrollment], at: datetime) -> dict[int, Standing]:
    """By enrollment key, in one query more than the facts. People whose cohort has no published rule are left out."""
    return judged(enrollments, facts_of(enrollments, at), at)


def judged(enrollments: Sequence[Enrollment], facts: Mapping[int, Facts], at: datetime) -> dict[int, Standing]:
    """The same for facts that were fetched already."""
    policies = CompletionPolicy.objects.in_force_by_cohort({enrollment.cohort_id for enrollment in enrollments})
    return {
        enrollment.pk: evaluate(policies[enrollment.cohort_id].rule, facts[enrollment.pk], as_of=at)
        for enrollment in enrollments
        if enrollment.cohort_id in policies
    }
