"""What we say to applicants, a function per message. Times are in the reader's own zone."""

from collections.abc import Mapping
from datetime import date, datetime

from accounts.models import User
from applications.models import Application, Interest, LateInvite, Revision, Round
from mlsafety_course import timekit
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.models import PASSING
from mlsafety_course.outbox.post import Address, Letter


def receipt(revision: Revision) -> Letter:
    """The application has arrived: number, server time and digest."""
    return _receipt("receipt" if revision.number == 1 else "receipt_again", revision)


def sent_at_deadline(revision: Revision) -> Letter:
    """The clock has sent a complete draft, as its writer had chosen."""
    return _receipt("receipt_at_deadline", revision)


def _receipt(name: str, revision: Revision) -> Letter:
    application = revision.application
    arrived = timekit.three_forms(
        revision.received_at, application.round.deadline_zone, application.applicant.zone, exclusive=False
    )
    closes = _deadline(application.closes_at, application)
    facts = {"revision": revision, "arrived": arrived, "closes": closes}
    subject = f"We have your application to {application.round.cohort} ({application.number})"
    return _letter(name, f"receipt:{application.public_id}:{revision.number}", subject, application, facts)


def withdrawn(application: Application, move: int) -> Letter:
    subject = f"You have withdrawn your application {application.number}"
    return _letter("withdrawn", f"withdrawn:{application.public_id}:{move}", subject, application)


def decision(
    application: Application, outcome: str, confirm_by: datetime | None = None, *, corrects: str = ""
) -> Letter:
    """What a release says. `outcome` is admitted, waitlisted or rejected; an offer names its end.

    One mail per decision: its key carries the instant of the decision before it. `corrects` says why an earlier mail
    does not hold any more.
    """
    subject = {
        "admitted": f"A place for you in {application.round.cohort}",
        "waitlisted": f"You are on the waitlist of {application.round.cohort}",
        "rejected": f"Our answer to your application to {application.round.cohort}",
    }[outcome]
    before = application.decided_at.isoformat() if application.decided_at else "first"
    facts = {"confirm": _deadline(confirm_by, application) if confirm_by else None, "corrects": corrects}
    return _letter(outcome, f"{decision_keys(application)}{outcome}:{before}", subject, application, facts)


def decision_keys(application: Application) -> str:
    """What the keys of all decision mails about an application begin with."""
    return f"decision:{application.public_id}:"


def offer_reminder(application: Application) -> Letter:
    """To whoever has an offer and has not answered it, shortly before its end."""
    end = application.confirm_by or application.round.confirm_by
    subject = f"Your place in {application.round.cohort} waits for your answer"
    facts = {"confirm": _deadline(end, application)}
    return _letter("offer_reminder", offer_reminder_key(application), subject, application, facts)


def offer_reminder_key(application: Application) -> str:
    """One reminder for each end of an offer."""
    end = application.confirm_by or application.round.confirm_by
    return f"offer-reminder:{application.public_id}:{end.isoformat()}"


def accepted(application: Application, move: int) -> Letter:
    subject = f"You are in: {application.round.cohort}"
    return _answered("accepted", subject, application, move)


def declined(application: Application, move: int) -> Letter:
    subject = f"You have declined your place in {application.round.cohort}"
    return _answered("declined", subject, application, move)


def _answered(name: str, subject: str, application: Application, move: int) -> Letter:
    facts = {"confirm": _deadline(application.confirm_by, application) if application.confirm_by else None}
    return _letter(name, f"{name}:{application.public_id}:{move}", subject, application, facts)


def dates_moved(application: Application, dates: Mapping[str, tuple[date, date]], at: datetime) -> Letter:
    """To whom a promised date of the round concerns: each that moves, before and after, by its field of the round."""
    said = {
        name: {"before": _day(before, application), "after": _day(after, application)}
        for name, (before, after) in dates.items()
    }
    facts = {
        "closes": said.get("closes_at"),
        "decisions": said.get("decisions_by"),
        "confirm": said.get("confirm_by"),
        "is_later": any(after > before for before, after in dates.values()),
    }
    subject = f"{application.round.cohort}: another date for your application"
    key = f"dates:{application.public_id}:{at.isoformat()}"
    return _letter("dates_moved", key, subject, application, facts)


def invited_late(invite: LateInvite, person: User | None) -> Letter:
    """To the one address a late invite is for, and whose that is, if anybody's; its reason is staff's alone."""
    round_ = invite.round
    until = timekit.three_forms(invite.expires_at, round_.deadline_zone, person.zone if person else "UTC")
    facts = {"person": person, "cohort": round_.cohort, "until": until}
    source = letters.source(
        "applications", "invited_late", link=letters.link("applications:redeem", invite.token), **facts
    )
    subject = f"You can still apply to {round_.cohort}"
    return Letter(f"invite:{invite.token}", "application-invited", person or Address(invite.email), subject, source)


def interest_asked(interest: Interest) -> Letter:
    """To an address somebody left for the next round: is it theirs?"""
    source = letters.source(
        "applications", "interest_asked", link=letters.link("applications:confirm_interest", interest.token)
    )
    key = f"interest:{interest.token}:{interest.asked_at.isoformat()}"
    subject = "Please confirm: tell me when Intro to ML Safety takes applications"
    return Letter(key, PASSING, Address(interest.email), subject, source)


def round_opened(interest: Interest, round_: Round) -> Letter:
    """The one mail such an address asked for."""
    closes = timekit.three_forms(round_.closes_at, round_.deadline_zone, "UTC")
    facts = {"round": round_, "cohort": round_.cohort, "closes": closes}
    source = letters.source("applications", "round_opened", link=letters.link("round", round_.slug), **facts)
    subject = f"Applications to {round_.cohort} are open"
    return Letter(f"interest:{interest.token}:opened", PASSING, Address(interest.email), subject, source)


def _day(day: date, application: Application) -> str:
    """A day, or a half-open end in the person's own zone."""
    return _deadline(day, application).own if isinstance(day, datetime) else f"{day:%A} {day.day} {day:%B} {day.year}"


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
