"""What we say to applicants, a function per message. Times are in the reader's own zone."""

from collections.abc import Mapping
from datetime import datetime

from applications.models import Application, Revision
from mlsafety_course import timekit
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def receipt(revision: Revision) -> Letter:
    """The application has arrived: number, server time and digest."""
    application = revision.application
    name = "receipt" if revision.number == 1 else "receipt_again"
    arrived = timekit.three_forms(
        revision.received_at, application.round.deadline_zone, application.applicant.zone, exclusive=False
    )
    closes = _deadline(application.round.closes_at, application)
    facts = {"revision": revision, "arrived": arrived, "closes": closes}
    subject = f"We have your application to {application.round.cohort} ({application.number})"
    return _letter(name, f"receipt:{application.public_id}:{revision.number}", subject, application, facts)


def withdrawn(application: Application, move: int) -> Letter:
    subject = f"You have withdrawn your application {application.number}"
    return _letter("withdrawn", f"withdrawn:{application.public_id}:{move}", subject, application)


def decision(application: Application, outcome: str, confirm_by: datetime | None = None) -> Letter:
    """What a release says. `outcome` is admitted, waitlisted or rejected; an offer names its end."""
    subject = {
        "admitted": f"A place for you in {application.round.cohort}",
        "waitlisted": f"You are on the waitlist of {application.round.cohort}",
        "rejected": f"Our answer to your application to {application.round.cohort}",
    }[outcome]
    facts = {"confirm": _deadline(confirm_by, application) if confirm_by else None}
    return _letter(outcome, f"decision:{application.public_id}:{outcome}", subject, application, facts)


def accepted(application: Application, move: int) -> Letter:
    subject = f"You are in: {application.round.cohort}"
    return _answered("accepted", subject, application, move)


def declined(application: Application, move: int) -> Letter:
    subject = f"You have declined your place in {application.round.cohort}"
    return _answered("declined", subject, application, move)


def _answered(name: str, subject: str, application: Application, move: int) -> Letter:
    facts = {"confirm": _deadline(application.confirm_by, application) if application.confirm_by else None}
    return _letter(name, f"{name}:{application.public_id}:{move}", subject, application, facts)


def _deadline(at: datetime, application: Application) -> timekit.ThreeForms:
    return timekit.three_forms(at, application.round.deadline_zone, application.applicant.zone)


def _letter(
    name: str, key: str, subject: str, application: Application, facts: Mapping[str, object] | None = None
) -> Letter:
    context = {
        "application": application,
        "round": application.round,
        "cohort": application.round.cohort,
        "person": application.applicant,
        "status_url": letters.link("applications:form", application.public_id),
        "receipt_url": letters.link("applications:receipt", application.public_id),
        "offer_url": letters.link("applications:offer", application.public_id),
        **(facts or {}),
    }
    source = letters.source("applications", name, **context)
    return Letter(key=key, topic=f"application-{name}", to=application.applicant, subject=subject, source=source)
