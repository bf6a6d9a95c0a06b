"""Mails that mix apps: a changed mark behind a stipend, a note to chosen people, a TA's day."""

import re

from accounts.models import User
from cohorts.models import AttendanceChange, Enrollment
from cohorts.workflow.digest import Due
from mlsafety_course.home.digest import Digest
from mlsafety_course.outbox import letters, markup
from mlsafety_course.outbox.post import Letter
from stipends.models import Stipend

PRIVATE_USE = {markup.PRIVATE + code for code in range(128)}
RULE = re.compile(r"\s*(?:[-*_]\s*){3,}")


def look_again(change: AttendanceChange, stipend: Stipend, approver: User) -> Letter:
    """To somebody who approves stipends: the attendance behind one has changed."""
    person = stipend.enrollment.person
    source = letters.source(
        "home",
        "look_again",
        person=approver,
        who=person,
        change=change,
        meeting=change.attendance.meeting,
        stipend=stipend,
        link=letters.link("stipends:stipend", stipend.public_id),
    )
    key = f"look-again:{change.pk}:{approver.public_id}"
    subject = f"Please look again: the stipend of {person}"
    return Letter(key, "stipend", approver, subject, source, reply_to=change.by.email)


def note(number: str, enrollment: Enrollment, subject: str, text: str, sender: User) -> Letter:
    """What a TA or lead writes to chosen people in the little Markdown of mails. One mail a person and `number`."""
    person = enrollment.person
    source = letters.source(
        "home", "note", person=person, text=as_written(text), sender=sender, cohort=enrollment.cohort
    )
    return Letter(f"note:{number}:{person.public_id}", "note", person, subject, source, reply_to=sender.email)


def as_written(text: str) -> str:
    """Markdown to be read as such; a line of dashes begins no foot, and nothing passes for what was shielded."""
    lines = text.replace("\r\n", "\n").translate(dict.fromkeys(PRIVATE_USE)).split("\n")
    return "\n".join(line for line in lines if not RULE.fullmatch(line))


def digest(due: Due, told: Digest) -> Letter:
    """A TA's day."""
    source = letters.source("home", "digest", person=due.ta, told=told, link=letters.link("teaching"))
    return Letter(due.key, "digest", due.ta, f"Your sections: {told.in_short}", source)
