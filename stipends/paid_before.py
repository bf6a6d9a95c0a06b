"""What else a person was paid or is about to be paid: this year against a threshold, and abroad for the first time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from stipends import money
from stipends.countries import countries
from stipends.models import Payout, Stipend

UNDERWAY = [Stipend.Status.APPROVED, Stipend.Status.PAYING]


@dataclass(frozen=True)
class History:
    """Of one stipend. `cents`: the gross of the year with this one, in its currency."""

    year: int
    cents: int
    currency: str
    country: str
    was_paid_there: bool

    @property
    def is_above(self) -> bool:
        return bool(self.cents > settings.STIPEND_YEARLY_THRESHOLD * 100)

    @property
    def above_sentence(self) -> str:
        limit = money.text(settings.STIPEND_YEARLY_THRESHOLD * 100, self.currency)
        return f"With this, {money.text(self.cents, self.currency)} in {self.year}: above the threshold of {limit}."

    @property
    def is_first_abroad(self) -> bool:
        return bool(self.country) and self.country != settings.STIPEND_HOME_COUNTRY and not self.was_paid_there

    @property
    def abroad_sentence(self) -> str:
        return f"First payment to this person abroad, to {countries().get(self.country, self.country)}."


def of(stipends: Sequence[Stipend], year: int) -> dict[int, History]:
    """By stipend key. Two queries, however many they are."""
    people = {stipend.enrollment.person_id for stipend in stipends}
    paid = list(
        Payout.objects.filter(person__in=people, status=Payout.Status.PAID)
        .order_by()
        .values_list("person", "stipend", "currency", "gross_cents", "payee__country", "settled_at")
    )
    underway = list(
        Stipend.objects.filter(enrollment__person__in=people, status__in=UNDERWAY)
        .order_by()
        .values_list("enrollment__person", "pk", "currency", "amount_cents")
    )
    return {stipend.pk: _history(stipend, year, paid, underway) for stipend in stipends}


def _history(
    stipend: Stipend,
    year: int,
    paid: Sequence[tuple[int, int, str, int, str, datetime | None]],
    underway: Sequence[tuple[int, int, str, int]],
) -> History:
    person, currency = stipend.enrollment.person_id, stipend.currency
    country = stipend.payee.country if stipend.payee else ""
    own = [row for row in paid if row[0] == person and row[1] != stipend.pk]
    cents = sum(row[3] for row in own if row[2] == currency and row[5] and row[5].year == year)
    cents += sum(row[3] for row in underway if row[0] == person and row[1] != stipend.pk and row[2] == currency)
    return History(year, cents + stipend.amount_cents, currency, country, any(row[4] == country for row in own))
