"""Seats of a round: counted under the round's lock, so that the last one is given once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from applications import kept_places
from applications.models import Application, Round
from applications.plan import DAYS_TO_ANSWER
from mlsafety_course import timekit


@dataclass(frozen=True)
class Seats:
    """How many seats a round has, and how many are taken: accepted, offered and not lapsed, or kept by a promise."""

    capacity: int
    taken: int

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)

    @property
    def of_capacity(self) -> str:
        return f"of {self.capacity}"


def lock(round_: Round) -> Round:
    """The round's row, held until the transaction ends. Whoever counts seats to give one out takes this first."""
    return Round.objects.select_for_update().get(pk=round_.pk)


def count(round_: Round, at: datetime) -> Seats:
    """Who was promised a place in the cohort has one in each of its rounds, so that it is offered to nobody."""
    holding = Application.objects.filter(round=round_).holding_a_seat(at, round_.grace)
    kept = kept_places.by_cohort([round_.cohort_id], at, round_.grace)
    return Seats(round_.capacity, holding.count() + kept[round_.cohort_id])


def offer_end(round_: Round, at: datetime) -> datetime:
    """Until when an offer made now can be answered: the round's date, and never less than three whole days."""
    today = at.astimezone(timekit.zone(round_.deadline_zone)).date()
    return max(round_.confirm_by, timekit.end_of_day(today + timedelta(days=DAYS_TO_ANSWER), round_.deadline_zone))
