"""What we write about meetings that are not as they were."""

from datetime import datetime

from accounts.models import User
from cohorts.emails.moments import in_own_zone
from cohorts.models import Meeting
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def meeting_moved(meeting: Meeting, person: User, before: datetime) -> Letter:
    """To whoever was or is expected at a meeting that takes place at another time."""
    source = letters.source(
        "cohorts",
        "meeting_moved",
        person=person,
        meeting=meeting,
        before=in_own_zone(before, person),
        after=in_own_zone(meeting.starts_at, person),
        link=letters.link("course"),
    )
    key = f"moved:{meeting.public_id}:{meeting.starts_at.isoformat()}:{person.public_id}"
    return Letter(key, "meeting", person, f"{meeting} is at another time", source)


def meeting_cancelled(meeting: Meeting, person: User, reason: str) -> Letter:
    """To whoever is expected at a meeting that is called off."""
    source = letters.source(
        "cohorts",
        "meeting_cancelled",
        person=person,
        meeting=meeting,
        reason=reason,
        when=in_own_zone(meeting.starts_at, person),
        link=letters.link("course"),
    )
    return Letter(f"off:{meeting.public_id}:{person.public_id}", "meeting", person, f"{meeting} is cancelled", source)
