"""What we write about seats."""

from datetime import datetime

from accounts.models import User
from cohorts.emails.moments import in_own_zone
from cohorts.models import Seat
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def placed(seat: Seat, first: datetime | None, ta: User | None) -> Letter:
    """To a participant who has a seat in an open section that meets next at `first`."""
    person, section = seat.enrollment.person, seat.section
    source = letters.source(
        "cohorts",
        "placed",
        person=person,
        section=section,
        ta=ta,
        first=in_own_zone(first, person) if first else "",
        link=letters.link("course"),
        hours_link=letters.link("cohorts:hours"),
    )
    reply_to = ta.email if ta else ""
    return Letter(f"placed:{seat.pk}", "placement", person, f"Your section: {section}", source, reply_to=reply_to)
