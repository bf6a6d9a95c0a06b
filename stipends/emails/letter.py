"""How a mail about a stipend is put together."""

from datetime import date

from mlsafety_course import timekit
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter
from stipends.models import Stipend


def step(name: str, stipend: Stipend, subject: str, **context: object) -> Letter:
    """A mail about the change of status just made: the same step may come again, so its history row names it."""
    last = stipend.moves.order_by("-pk").values_list("pk", flat=True).first() or 0
    return letter(name, stipend, f"{name}:{last}", subject, **context)


def letter(name: str, stipend: Stipend, key: str, subject: str, **context: object) -> Letter:
    """`expected` is the promised day; nothing is promised for what is on hold."""
    person = stipend.enrollment.person
    expected = "" if stipend.is_held else day(stipend.expected_on)
    text = source(name, person=person, stipend=stipend, expected=expected, **context)
    return Letter(f"stipend:{stipend.public_id}:{key}", "stipend", person, subject, text)


def source(name: str, **context: object) -> str:
    link = letters.link("stipends:mine")
    return letters.source("stipends", name, link=link, **context)


def closing(stipend: Stipend) -> str:
    """Until when details can be given and a stipend be declined, in the person's own zone."""
    zone = stipend.enrollment.cohort.zone
    return timekit.three_forms(stipend.details_close_at, zone, stipend.enrollment.person.zone).own


def day(on: date | None) -> str:
    """A promised day in words; empty where nothing is promised."""
    return f"{on:%A} {on.day} {on:%B} {on.year}" if on else ""
