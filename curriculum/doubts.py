"""Awards whose facts have changed since: they stay, and a person looks at them while no money has gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from cohorts.models import AttendanceChange
from curriculum.completion import Standing, evaluate
from curriculum.facts import facts_of
from curriculum.models import Completion, CompletionException, Grade

CLOSE_CALL = timedelta(hours=1)  # what was being written while the award was judged is looked at too


@dataclass(frozen=True)
class Doubt:
    """An award that the rule by which it was made would not make today."""

    completion: Completion
    standing: Standing

    @property
    def unmet(self) -> list[str]:
        """The requirements that are not met now, in words."""
        return [line.label for line in self.standing.requirements if line.verdict != "met"]


def doubts(awards: QuerySet[Completion], at: datetime) -> list[Doubt]:
    """Of these awards, those that stand and that today's facts do not carry; the oldest first. A fixed number of
    queries: only what changed after its award is judged again."""
    rows = (
        _changed(awards)
        .filter(revocation=None)
        .select_related("enrollment__person", "enrollment__cohort", "policy__cohort")
    )
    found = list(rows.order_by("awarded_at", "pk"))
    if not found:
        return []
    facts = facts_of([one.enrollment for one in found], at)
    judged = [Doubt(one, evaluate(one.policy.rule, facts[one.enrollment_id], as_of=at)) for one in found]
    return [doubt for doubt in judged if not doubt.standing.is_complete]


def _changed(awards: QuerySet[Completion]) -> QuerySet[Completion]:
    person, since = OuterRef("enrollment"), OuterRef("awarded_at") - CLOSE_CALL
    marks = AttendanceChange.objects.filter(attendance__enrollment=person, at__gt=since)
    grades = Grade.objects.filter(attempt__enrollment=person, released_at__gt=since)
    exceptions = CompletionException.objects.filter(enrollment=person, at__gt=since)
    return awards.filter(Exists(marks) | Exists(grades) | Exists(exceptions))
