"""What we write about meetings that are not as they were."""

from datetime import datetime

from accounts.models import User
from cohorts.emails.moments import in_own_zone
from cohorts.models import Guest, Meeting, Section
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def meeting_moved(meeting: Meeting, person: User, before: datetime, at: datetime) -> Letter:
    """To whoever was or is expected at, or runs, a meeting that was moved at `at` to another time."""
    source = letters.source(
        "cohorts",
        "meeting_moved",
        person=person,
        meeting=meeting,
        before=in_own_zone(before, person),
        after=in_own_zone(meeting.starts_at, person),
        link=letters.link("after_login"),
    )
    key = f"moved:{meeting.public_id}:{at.isoformat()}:{person.public_id}"
    return Letter(key, "meeting", person, f"{meeting} is at another time", source)


def meeting_cancelled(meeting: Meeting, person: User, reason: str) -> Letter:
    """To whoever is expected at, or runs, a meeting that is called off."""
    source = letters.source(
        "cohorts",
        "meeting_cancelled",
        person=person,
        meeting=meeting,
        reason=reason,
        when=in_own_zone(meeting.starts_at, person),
        link=letters.link("after_login"),
    )
    return Letter(f"off:{meeting.public_id}:{person.public_id}", "meeting", person, f"{meeting} is cancelled", source)


def meeting_rescheduled(
    meeting: Meeting, person: User, before: datetime, reason: str, led_by: str, *, was_off: bool
) -> Letter:
    """To whoever was expected at a meeting called off at `before`, or is expected at or runs this one in its place.
    `was_off`: they know already that it was called off."""
    source = letters.source(
        "cohorts",
        "meeting_rescheduled",
        person=person,
        meeting=meeting,
        reason=reason,
        before=in_own_zone(before, person),
        after=in_own_zone(meeting.starts_at, person),
        led_by=led_by,
        was_off=was_off,
        link=letters.link("after_login"),
    )
    key = f"instead:{meeting.public_id}:{person.public_id}"
    what = "takes place after all" if was_off else "is cancelled and held at another time"
    return Letter(key, "meeting", person, f"{meeting} {what}", source)


def meeting_released(meeting: Meeting, person: User, before: datetime, reason: str) -> Letter:
    """To whoever was to run a meeting called off at `before`, and does not run this one in its place."""
    source = letters.source(
        "cohorts",
        "meeting_released",
        person=person,
        meeting=meeting,
        reason=reason,
        before=in_own_zone(before, person),
        after=in_own_zone(meeting.starts_at, person),
        link=letters.link("teaching"),
    )
    key = f"released:{meeting.public_id}:{person.public_id}"
    return Letter(key, "teaching", person, f"You need not lead {meeting}", source)


def section_elsewhere(section: Section, person: User, starts_at: datetime, at: datetime) -> Letter:
    """To whoever takes part in or teaches a section that meets at another place since `at`; next at `starts_at`."""
    source = letters.source(
        "cohorts",
        "section_elsewhere",
        person=person,
        section=section,
        when=in_own_zone(starts_at, person),
        link=letters.link("after_login"),
    )
    key = f"where:{section.public_id}:{at.isoformat()}:{person.public_id}"
    return Letter(key, "meeting", person, f"{section} meets elsewhere", source)


def invited_as_guest(guest: Guest) -> Letter:
    """To somebody whom a TA or a lead has put on the sheet of another section's meeting."""
    person, meeting = guest.enrollment.person, guest.meeting
    when, link = in_own_zone(meeting.starts_at, person), letters.link("course")
    source = letters.source("cohorts", "invited_as_guest", person=person, meeting=meeting, when=when, link=link)
    key = f"guest:{guest.pk}:{guest.sequence}"
    return Letter(key, "meeting", person, f"You are a guest at {meeting}", source)


def no_guest_any_more(meeting: Meeting, person: User, at: datetime) -> Letter:
    """To a guest who was taken off the sheet at `at`."""
    when, link = in_own_zone(meeting.starts_at, person), letters.link("course")
    source = letters.source("cohorts", "no_guest_any_more", person=person, meeting=meeting, when=when, link=link)
    key = f"no-guest:{meeting.public_id}:{person.public_id}:{at.isoformat()}"
    return Letter(key, "meeting", person, f"You are not expected at {meeting}", source)
