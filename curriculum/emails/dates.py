"""What we write when dates of units and homework move."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from cohorts.models import Cohort
from curriculum.own_plan import Moved
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def dates_moved(cohort: Cohort, person: User, moved: Sequence[Moved], reason: str, at: datetime) -> Letter:
    """To whoever has to do with dates that were moved at `at`; every one before and after, by their own clocks."""
    lines = [
        {"what": one.what, "before": one.said(one.before, person.zone), "after": one.said(one.after, person.zone)}
        for one in moved
    ]
    source = letters.source(
        "curriculum",
        "dates_moved",
        person=person,
        cohort=cohort,
        lines=lines,
        reason=reason,
        link=letters.link("after_login"),
    )
    key = f"dates:{cohort.slug}:{at.isoformat()}:{person.public_id}"
    subject = f"{moved[0].what} at another time" if len(moved) == 1 else "Some dates of the course have moved"
    return Letter(key, "schedule", person, subject, source)
