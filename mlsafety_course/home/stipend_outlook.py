"""What the offers of a round could cost in stipends, held against the budget of its cohort."""

from dataclasses import dataclass
from datetime import datetime

from applications import kept_places
from applications.models import Application, Round
from stipends import money
from stipends.models import StipendTerms


@dataclass(frozen=True)
class StipendOutlook:
    """If everybody who has a place or would be offered one completed the course. Cents of `currency`."""

    places: int
    most_cents: int
    budget_cents: int
    currency: str

    @property
    def most(self) -> str:
        return money.text(self.most_cents, self.currency)

    @property
    def budget(self) -> str:
        return money.text(self.budget_cents, self.currency)

    @property
    def is_covered(self) -> bool:
        return self.most_cents <= self.budget_cents


def stipend_outlook(round_: Round, offers: int, at: datetime) -> StipendOutlook | None:
    """With so many offers more; None while the cohort has no terms. Counts every round of the cohort."""
    terms = StipendTerms.objects.filter(cohort=round_.cohort).first()
    if terms is None:
        return None
    holding = Application.objects.filter(round__cohort=round_.cohort).holding_a_seat(at, round_.grace).count()
    kept = kept_places.by_cohort([round_.cohort_id], at, round_.grace)
    places = holding + offers + kept[round_.cohort_id]
    return StipendOutlook(places, places * terms.amount_cents, terms.budget_cents, terms.currency)
