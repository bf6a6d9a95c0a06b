"""What needs a staff member now: computed on each view, never stored."""

from datetime import datetime

from accounts.models import User
from mlsafety_course.home.attention import (
    attendance,
    changes,
    cohort,
    completion,
    homework,
    placement,
    rounds,
    work,
)
from mlsafety_course.items import Item
from stipends import waiting


def items(user: User, at: datetime) -> list[Item]:
    """Everything that waits for a lead, the urgent first."""
    found = [*work.mail(), *rounds.undecided(user, at), *rounds.dates(user, at)]
    found += [*cohort.unplaced(at), *placement.stuck(at), *cohort.promised(user, at)]
    found += [*attendance.unsigned(at), *attendance.unanswered(at)]
    found += [*changes.covers(at), *changes.switches(user, at)]
    found += [*changes.seats_to_free(at), *changes.places_to_offer(user, at)]
    found += [*completion.appeals(user, at), *completion.without_result(at)]
    found += [*completion.to_look_at(at), *completion.to_close(at)]
    found += [*homework.ungraded(at), *homework.extensions(at)]
    found += [*work.without_terms(), *waiting.items(user, at)]
    return sorted((item for item in found if item.count), key=lambda item: not item.is_urgent)
