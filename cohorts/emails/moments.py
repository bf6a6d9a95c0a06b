"""How mails of this app say when something is."""

from datetime import datetime

from accounts.models import User
from mlsafety_course import timekit


def in_own_zone(at: datetime, person: User) -> str:
    """The instant in the person's own zone, in full."""
    return timekit.three_forms(at, "UTC", person.zone, exclusive=False).own
