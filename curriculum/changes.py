"""What a new rule would change, before it is published."""

from dataclasses import dataclass
from datetime import datetime

from cohorts.models import Cohort, Enrollment
from curriculum.completion import Verdict, evaluate
from curriculum.facts import facts_of
from curriculum.models import CompletionPolicy
from curriculum.policy import Policy


@dataclass(frozen=True)
class Change:
    """A person whose verdict would differ. `before` is None where no rule holds yet."""

    enrollment: Enrollment
    before: Verdict | None
    after: Verdict

    @property
    def in_words(self) -> str:
        """ "at risk becomes met"."""
        before = self.before or "no rule yet"
        return f"{before} becomes {self.after}".replace("_", " ")


def who_would_change(cohort: Cohort, rule: Policy, at: datetime) -> list[Change]:
    """People without an award who would stand differently under this rule, by name."""
    waiting = Enrollment.objects.filter(cohort=cohort, completion=None).active()
    people = list(waiting.select_related("person", "cohort"))
    facts, current = facts_of(people, at), CompletionPolicy.objects.in_force(cohort)
    changes = []
    for person in people:
        before = evaluate(current.rule, facts[person.pk], as_of=at).verdict if current else None
        after = evaluate(rule, facts[person.pk], as_of=at).verdict
        if before != after:
            changes.append(Change(person, before, after))
    return changes
