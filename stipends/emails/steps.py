"""What we write to people about each step of their stipend until it is paid."""

from datetime import datetime

from mlsafety_course import timekit
from mlsafety_course.outbox.post import Letter
from stipends.emails.letter import closing, letter, source, step
from stipends.models import Payee, Stipend


def opened(stipend: Stipend) -> Letter:
    return step("opened", stipend, f"Your stipend of {stipend.amount}", closes=closing(stipend))


def details_changed(payee: Payee) -> Letter:
    """Sent at every change after the first, so that nobody else can change them unnoticed."""
    text = source("details_changed", person=payee.person, payee=payee)
    return Letter(f"stipend-details:{payee.pk}", "stipend", payee.person, "Your payment details were changed", text)


def approved(stipend: Stipend) -> Letter:
    return step("approved", stipend, "Your stipend is approved")


def unapproved(stipend: Stipend, reason: str) -> Letter:
    return step("unapproved", stipend, "Your stipend is being looked at again", reason=reason)


def rejected(stipend: Stipend, reason: str) -> Letter:
    cohort, zone = stipend.enrollment.cohort, stipend.enrollment.person.zone
    until = timekit.three_forms(cohort.appeals_close_at, cohort.zone, zone).own
    return step("rejected", stipend, "Your stipend was not approved", reason=reason, until=until)


def reinstated(stipend: Stipend, reason: str) -> Letter:
    return step("reinstated", stipend, "Your stipend is up for approval again", reason=reason)


def voided(stipend: Stipend, reason: str) -> Letter:
    return step("voided", stipend, "Your stipend was withdrawn", reason=reason)


def held(stipend: Stipend, reason: str, at: datetime) -> Letter:
    return letter("held", stipend, f"held:{at.isoformat()}", "Your stipend is on hold", reason=reason)


def released(stipend: Stipend, reason: str, at: datetime) -> Letter:
    return letter("released", stipend, f"released:{at.isoformat()}", "Your stipend goes on", reason=reason)


def declined(stipend: Stipend) -> Letter:
    return step("declined", stipend, "You have declined your stipend", closes=closing(stipend))


def taken_back(stipend: Stipend) -> Letter:
    return step("taken_back", stipend, "Your stipend is yours again")
