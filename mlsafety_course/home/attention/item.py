"""One line of what needs a staff member."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cohorts.models import Cohort


@dataclass(frozen=True)
class Item:
    """One thing to do: how many, what about one or several of them, and where."""

    count: int
    one: str
    many: str
    url: str
    is_urgent: bool = False

    @property
    def sentence(self) -> str:
        return f"{self.count} {self.one if self.count == 1 else self.many}"


def by_cohort(keys: Iterable[int]) -> list[tuple[Cohort, int]]:
    """The cohorts of these rows with how many rows each has, the latest cohort first."""
    counts = Counter(keys)
    return [(cohort, counts[cohort.pk]) for cohort in Cohort.objects.filter(pk__in=counts)]
