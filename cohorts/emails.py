"""What we write to people about sections, meetings and teaching."""

from datetime import datetime

from accounts.models import User
from cohorts.models import Meeting, Seat, Section, Staffing
from mlsafety_course import timekit
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def invitation(staffing: Staffing) -> Letter:
    """To a TA who is asked to teach."""
    cohort = staffing.cohort
    link = letters.link("cohorts:agree", cohort.slug)
    source = letters.source(
        "cohorts", "invitation", person=staffing.person, cohort=cohort, staffing=staffing, link=link
    )
    return Letter(f"invitation:{staffing.pk}", "teaching", staffing.person, f"Teach in {cohort}?", source)


def placed(seat: Seat, first: datetime | None, ta: User | None) -> Letter:
    """To a participant who has a seat in an open section that meets next at `first`."""
    person, section = seat.enrollment.person, seat.section
    source = letters.source(
        "cohorts",
        "placed",
        person=person,
        section=section,
        ta=ta,
        first=_when(first, person) if first else "",
        link=letters.link("course"),
        hours_link=letters.link("cohorts:hours"),
    )
    reply_to = ta.email if ta else ""
    return Letter(f"placed:{seat.pk}", "placement", person, f"Your section: {section}", source, reply_to=reply_to)


def teaches(section: Section, ta: User) -> Letter:
    """To the TA of a section that has opened."""
    source = letters.source("cohorts", "teaches", person=ta, section=section, link=letters.link("teaching"))
    return Letter(f"teaches:{section.public_id}:{ta.public_id}", "placement", ta, f"You teach {section}", source)


def meeting_moved(meeting: Meeting, person: User, before: datetime) -> Letter:
    """To whoever was or is expected at a meeting that takes place at another time."""
    source = letters.source(
        "cohorts",
        "meeting_moved",
        person=person,
        meeting=meeting,
        before=_when(before, person),
        after=_when(meeting.starts_at, person),
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
        when=_when(meeting.starts_at, person),
        link=letters.link("course"),
    )
    return Letter(f"off:{meeting.public_id}:{person.public_id}", "meeting", person, f"{meeting} is cancelled", source)


def substitute_appointed(meeting: Meeting, person: User) -> Letter:
    """To the person who runs one meeting of somebody else's section."""
    link = letters.link("cohorts:meeting", meeting.public_id)
    source = letters.source(
        "cohorts",
        "substitute_appointed",
        person=person,
        meeting=meeting,
        when=_when(meeting.starts_at, person),
        link=link,
    )
    key = f"substitute:{meeting.public_id}:{person.public_id}"
    return Letter(key, "teaching", person, f"You stand in at {meeting}", source)


def _when(at: datetime, person: User) -> str:
    return timekit.three_forms(at, "UTC", person.zone, exclusive=False).own
