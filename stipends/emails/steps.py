"""What we write to people about each step of their stipend until it is paid."""

from datetime import datetime

from mlsafety_course import timekit
from mlsafety_course.outbox.models import PASSING
from mlsafety_course.outbox.post import Address, Letter
from stipends.emails.letter import closing, letter, source, step
from stipends.models import Payee, Stipend


def opened(stipend: Stipend) -> Letter:
    return step("opened", stipend, f"Your stipend of {stipend.amount}", closes=closing(stipend))


def details_changed(payee: Payee) -> list[Letter]:
    """At every change after the first, to the account and to the PayPal addresses before and after, so that nobody
    else can change them unnoticed."""
    zone = payee.person.zone
    end = timekit.three_forms(payee.usable_from, zone, zone, exclusive=False).own
    until = end if payee.usable_from > payee.given_at else ""
    text = source("details_changed", person=payee.person, payee=payee, until=until)
    subject, key = "Your payment details were changed", f"stipend-details:{payee.pk}"
    copies = [
        Letter(f"{key}:{place}", PASSING, Address(address), subject, text)
        for place, address in enumerate(_paypal_addresses(payee), start=1)
    ]
    return [Letter(key, "stipend", payee.person, subject, text), *copies]


def _paypal_addresses(payee: Payee) -> list[str]:
    """The one before and the one after, where they differ from each other; without the address of the account."""
    before = Payee.objects.filter(person=payee.person, version=payee.version - 1).first()
    versions = [version for version in (before, payee) if version and version.method == Payee.Method.PAYPAL]
    found = dict.fromkeys(version.destination for version in versions)
    is_same = len(versions) == 2 and len(found) == 1
    return [] if is_same else [one for one in found if one.casefold() != payee.person.email.casefold()]


def withheld(stipend: Stipend, reason: str, at: datetime) -> Letter:
    subject = f"What is paid of your stipend: {stipend.net}"
    return letter("withheld", stipend, f"withheld:{at.isoformat()}", subject, reason=reason)


def ready(stipend: Stipend) -> Letter:
    """The details have come."""
    return step("ready", stipend, "We have your payment details")


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
