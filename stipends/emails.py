"""What we write to people about their stipend, a mail at each step."""

from datetime import date, datetime

from mlsafety_course import timekit
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter
from stipends.models import Payee, Payout, Stipend


def opened(stipend: Stipend) -> Letter:
    return _step("opened", stipend, f"Your stipend of {stipend.amount}", closes=_closing(stipend))


def details_changed(payee: Payee) -> Letter:
    """Sent at every change after the first, so that nobody else can change them unnoticed."""
    source = _source("details_changed", person=payee.person, payee=payee)
    return Letter(f"stipend-details:{payee.pk}", "stipend", payee.person, "Your payment details were changed", source)


def approved(stipend: Stipend) -> Letter:
    return _step("approved", stipend, "Your stipend is approved")


def unapproved(stipend: Stipend, reason: str) -> Letter:
    return _step("unapproved", stipend, "Your stipend is being looked at again", reason=reason)


def rejected(stipend: Stipend, reason: str) -> Letter:
    cohort, zone = stipend.enrollment.cohort, stipend.enrollment.person.zone
    until = timekit.three_forms(cohort.appeals_close_at, cohort.zone, zone).own
    return _step("rejected", stipend, "Your stipend was not approved", reason=reason, until=until)


def reinstated(stipend: Stipend, reason: str) -> Letter:
    return _step("reinstated", stipend, "Your stipend is up for approval again", reason=reason)


def voided(stipend: Stipend, reason: str) -> Letter:
    return _step("voided", stipend, "Your stipend was withdrawn", reason=reason)


def held(stipend: Stipend, reason: str, at: datetime) -> Letter:
    return _letter("held", stipend, f"held:{at.isoformat()}", "Your stipend is on hold", reason=reason)


def released(stipend: Stipend, reason: str, at: datetime) -> Letter:
    return _letter("released", stipend, f"released:{at.isoformat()}", "Your stipend goes on", reason=reason)


def declined(stipend: Stipend) -> Letter:
    return _step("declined", stipend, "You have declined your stipend", closes=_closing(stipend))


def taken_back(stipend: Stipend) -> Letter:
    return _step("taken_back", stipend, "Your stipend is yours again")


def sending(stipend: Stipend, payout: Payout) -> Letter:
    return _letter("sending", stipend, f"sending:{payout.number}", "Your stipend is on its way", payout=payout)


def paid(stipend: Stipend, payout: Payout) -> Letter:
    return _letter("paid", stipend, f"paid:{payout.number}", "Your stipend has been paid", payout=payout)


def not_paid(stipend: Stipend, payout: Payout, reason: str) -> Letter:
    subject = "The payment of your stipend did not go through"
    return _letter("not_paid", stipend, f"not-paid:{payout.number}", subject, reason=reason)


def returned(stipend: Stipend, payout: Payout, reason: str) -> Letter:
    subject = "Your stipend came back to us: please check your details"
    return _letter("returned", stipend, f"returned:{payout.number}", subject, reason=reason)


def _step(name: str, stipend: Stipend, subject: str, **context: object) -> Letter:
    """A mail about the change of status just made: the same step may come again, so its history row names it."""
    last = stipend.moves.order_by("-pk").values_list("pk", flat=True).first() or 0
    return _letter(name, stipend, f"{name}:{last}", subject, **context)


def _letter(name: str, stipend: Stipend, key: str, subject: str, **context: object) -> Letter:
    person = stipend.enrollment.person
    source = _source(name, person=person, stipend=stipend, expected=day(stipend.expected_on), **context)
    return Letter(f"stipend:{stipend.public_id}:{key}", "stipend", person, subject, source)


def _source(name: str, **context: object) -> str:
    link = letters.link("stipends:mine")
    return letters.source("stipends", name, link=link, **context)


def _closing(stipend: Stipend) -> str:
    """Until when details can be given and a stipend be declined, in the person's own zone."""
    cohort = stipend.enrollment.cohort
    return timekit.three_forms(cohort.details_close_at, cohort.zone, stipend.enrollment.person.zone).own


def day(on: date | None) -> str:
    """A promised day in words; empty where nothing is promised."""
    return f"{on:%A} {on.day} {on:%B} {on.year}" if on else ""
