"""What we write to people about a payment on its way."""

from datetime import datetime

from mlsafety_course import timekit
from mlsafety_course.outbox.post import Letter
from stipends.emails.letter import letter
from stipends.models import Payout, Stipend


def sending(stipend: Stipend, payout: Payout) -> Letter:
    return letter("sending", stipend, f"sending:{payout.number}", "Your stipend is on its way", payout=payout)


def paid(stipend: Stipend, payout: Payout) -> Letter:
    return letter("paid", stipend, f"paid:{payout.number}", "Your stipend has been paid", payout=payout)


def not_paid(stipend: Stipend, payout: Payout, reason: str) -> Letter:
    subject = "The payment of your stipend did not go through"
    return letter("not_paid", stipend, f"not-paid:{payout.number}", subject, reason=reason)


def returned(stipend: Stipend, payout: Payout, reason: str) -> Letter:
    subject = "Your stipend came back to us: please check your details"
    return letter("returned", stipend, f"returned:{payout.number}", subject, reason=reason)


def unclaimed(stipend: Stipend, payout: Payout, at: datetime) -> Letter:
    """How and by when to claim it, in the person's own zone; without a day where that has passed."""
    cohort, zone = stipend.enrollment.cohort, stipend.enrollment.person.zone
    until = (
        timekit.three_forms(payout.claim_by, cohort.zone, zone).own if payout.claim_by and at < payout.claim_by else ""
    )
    subject = "Your stipend waits for you at PayPal"
    return letter("unclaimed", stipend, f"unclaimed:{payout.number}", subject, payout=payout, until=until)


def not_claimed(stipend: Stipend, payout: Payout) -> Letter:
    subject = "Nobody claimed your stipend: please check your details"
    return letter("not_claimed", stipend, f"not-claimed:{payout.number}", subject, payout=payout)
