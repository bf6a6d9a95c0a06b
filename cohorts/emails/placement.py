"""What we write about seats."""

from datetime import datetime

from accounts.models import User
from cohorts.emails.moments import in_own_zone
from cohorts.models import HoursQuestion, Meeting, Seat
from cohorts.own_dates import own_dates, weekly
from mlsafety_course import timekit
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
        link=letters.link("cohorts:own_section"),
        hours_link=letters.link("cohorts:hours"),
    )
    reply_to = ta.email if ta else ""
    return Letter(f"placed:{seat.pk}", "placement", person, f"Your section: {section}", source, reply_to=reply_to)


def hours_question(question: HoursQuestion, meetings: list[Meeting], spared: set[int]) -> Letter:
    """To somebody without a seat: could you do this section on all its dates, but for those that may be missed?"""
    person = question.enrollment.person
    source = letters.source(
        "cohorts",
        "hours_question",
        person=person,
        question=question,
        weekly=weekly(meetings, person.zone),
        zone=timekit.zone_label(person.zone),
        dates=own_dates(meetings, person.zone),
        spared=spared,
        until=in_own_zone(question.answer_by, person),
        link=letters.link("cohorts:hours_question"),
    )
    subject = f"Could you do {weekly(meetings, person.zone)}?"
    return Letter(f"hours-question:{question.public_id}", "placement", person, subject, source)
