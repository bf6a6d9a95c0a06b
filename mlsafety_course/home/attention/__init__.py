"""What needs a staff member now: computed on each view, never stored."""

from datetime import datetime

from accounts.models import User
from mlsafety_course.home.attention import cohort, rounds, work
from mlsafety_course.home.attention.item import Item


def items(user: User, at: datetime) -> list[Item]:
    """Everything that waits for a lead, the urgent first."""
    of_rounds = [*rounds.undecided(user, at), *rounds.dates(user, at)]
    of_cohorts = [*cohort.unplaced(at), *cohort.unsigned(at)]
    found = [*work.mail(), *of_rounds, *of_cohorts, *work.ungraded(at), *work.without_terms()]
    return sorted((item for item in found if item.count), key=lambda item: not item.is_urgent)
