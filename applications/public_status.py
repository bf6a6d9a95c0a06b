"""What an applicant is told about where they stand: the only way from a status to one of their pages.

Reads nothing that a release has not made known: no proposal, no scores, no rank. A date that has passed is never
shown as a promise.
"""

from dataclasses import dataclass
from datetime import date, datetime

from applications.models import Application, Round
from applications.workflow.sending import counts_as_sent, is_waiting
from cohorts.models import Enrollment
from mlsafety_course import timekit

Status = Application.Status
Otherwise = Application.Otherwise
LEFT = [Enrollment.Status.CANCELLED, Enrollment.Status.DROPPED]


@dataclass(frozen=True)
class PublicStatus:
    """`word` is the status as a CSS class, `sentence` says it, `next` says what comes and when."""

    word: str
    label: str
    sentence: str
    next: str


def public_status(application: Application, at: datetime) -> PublicStatus:
    """The face of the application at this instant (reads the round, its cohort, the applicant and a known reason)."""
    if application.has_lapsed(at):
        return PublicStatus(
            "lapsed",
            "Offer lapsed",
            "We offered you a place and did not hear from you in time, so it went back to the others.",
            "If something went wrong, write to us at once: while a place is free we may be able to renew the offer.",
        )
    return SAID[Status(application.status)](application, at)


def _draft(application: Application, at: datetime) -> PublicStatus:
    if not application.takes(at):
        return _sent_by_the_clock(application, at) if counts_as_sent(application, at) else _missed(application, at)
    upcoming = f"Send it by {last_minute(application.closes_at, application)}."
    if application.send_at_deadline:
        upcoming += " If it is complete then, we send it for you as it stands."
    if at >= application.closes_at:
        upcoming = "Send it now."
    return PublicStatus("draft", "Draft", "You have started this application and not sent it yet.", upcoming)


def _sent_by_the_clock(application: Application, at: datetime) -> PublicStatus:
    """Between the deadline and the tick that sends it, in the minutes in which it has no receipt yet."""
    return PublicStatus(
        "submitted",
        "Sent in",
        "It was complete at the deadline and counts as sent, as you had chosen. Your receipt comes by mail.",
        _decisions(application.round, at),
    )


def _missed(application: Application, at: datetime) -> PublicStatus:
    sentence = "This application was not sent in before the deadline, so we do not read it."
    if is_waiting(application, at):
        sentence = "This application was to be sent at the deadline, and it was not complete, so we do not read it."
    return PublicStatus(
        "missed",
        "Not sent",
        f"{sentence} What you wrote is kept here.",
        "When you apply to a later round, you can copy your answers over.",
    )


def _submitted(application: Application, at: datetime) -> PublicStatus:
    decisions = _decisions(application.round, at)
    if at < application.closes_at:
        closes = last_minute(application.closes_at, application)
        return PublicStatus(
            "submitted",
            "Sent in",
            "Your application has arrived. You need not do anything else.",
            f"You can change it and send it again, or withdraw it, until {closes}. {decisions}",
        )
    return PublicStatus("in_review", "In review", "Your application has arrived, and we are reading.", decisions)


def _admitted(application: Application, at: datetime) -> PublicStatus:
    return PublicStatus(
        "admitted",
        "Place offered",
        f"We offer you a place in {application.round.cohort}.",
        f"Please accept or decline by {confirm_by(application)}.",
    )


def _waitlisted(application: Application, at: datetime) -> PublicStatus:
    cohort = application.round.cohort
    if cohort.has_started(at):
        upcoming = "The course has started, so the waitlist is closed. You are welcome to apply to the next round."
    else:
        upcoming = (
            "When a place is given back, we offer it to the next person on the list and write to them. "
            f"The waitlist closes when the course starts, on {whole_day(cohort.starts_on)}."
        )
    return PublicStatus("waitlisted", "On the waitlist", "There were more good applications than places.", upcoming)


def _rejected(application: Application, at: datetime) -> PublicStatus:
    reason = application.reason.sentence if application.reason else ""
    return PublicStatus(
        "rejected",
        "Not this time",
        f"We could not offer you a place in {application.round.cohort}. {reason}".strip(),
        "All lectures and readings are public, and you are welcome to apply again: this decision will not count "
        "against you.",
    )


def _accepted(application: Application, at: datetime) -> PublicStatus:
    cohort = application.round.cohort
    left = Enrollment.objects.of(application.applicant).filter(cohort=cohort, status__in=LEFT).first()
    if left is not None:
        return _left(application, left, at)
    upcoming = f"The course starts on {whole_day(cohort.starts_on)}; before that we write to you about your section."
    return PublicStatus(
        "accepted",
        "Accepted",
        f"You have a place in {cohort}.",
        "You find everything on your course page." if cohort.has_started(at) else upcoming,
    )


def _left(application: Application, enrollment: Enrollment, at: datetime) -> PublicStatus:
    """The place was taken and given up again, on the course's own page."""
    upcoming = "You are welcome to apply again."
    if enrollment.status == Enrollment.Status.CANCELLED and application.can_answer(at):
        upcoming = f"You can take it again until {confirm_by(application)}, as long as a place is free."
    sentence = f"You had accepted a place in {application.round.cohort}, and have given it back since."
    return PublicStatus("declined", "Given back", sentence, upcoming)


def _declined(application: Application, at: datetime) -> PublicStatus:
    upcoming = "Thank you for telling us. You are welcome to apply again."
    if application.can_answer(at):
        upcoming = f"You can change your mind until {confirm_by(application)}, as long as a place is free."
    return PublicStatus("declined", "Declined", "You declined the place we offered.", upcoming)


def _withdrawn(application: Application, at: datetime) -> PublicStatus:
    upcoming = "You are welcome to apply to another round."
    if application.round.has_opened(at) and at < application.closes_at:
        upcoming = f"You can reopen it until {last_minute(application.closes_at, application)}."
    return PublicStatus("withdrawn", "Withdrawn", "You took this application back. What you wrote is kept.", upcoming)


SAID = {
    Status.DRAFT: _draft,
    Status.SUBMITTED: _submitted,
    Status.ADMITTED: _admitted,
    Status.WAITLISTED: _waitlisted,
    Status.REJECTED: _rejected,
    Status.ACCEPTED: _accepted,
    Status.DECLINED: _declined,
    Status.WITHDRAWN: _withdrawn,
}


OTHERWISE: dict[str, str] = {
    Otherwise.VIRTUAL: "If none opens there, you take a virtual place, as you said.",
    Otherwise.WITHDRAW: "If none opens there, you would rather withdraw, as you said: you can do so "
    "yourself, at any time before the course starts.",
}
WITH_A_WISH = {Status.SUBMITTED, Status.ADMITTED, Status.WAITLISTED, Status.ACCEPTED}


def campus_wish(application: Application, at: datetime) -> str:
    """The campus that was wished for, and what happens if it does not open; empty where no wish can come true."""
    is_over = application.has_lapsed(at) or application.round.cohort.has_started(at)
    if not application.campus or application.status not in WITH_A_WISH or is_over:
        return ""
    otherwise = OTHERWISE.get(application.campus_otherwise, "")
    return f"You wish for an in-person section at {application.campus}. {otherwise}".strip()


def _decisions(round_: Round, at: datetime) -> str:
    if is_late(round_, at):
        return "We are later than planned, and sorry for it. You hear from us by mail as soon as the decision is made."
    return f"We plan to tell everybody by {whole_day(round_.decisions_by)}, by mail and on this page."


def is_late(round_: Round, at: datetime) -> bool:
    return at >= timekit.end_of_day(round_.decisions_by, round_.deadline_zone)


def confirm_by(application: Application) -> str:
    return last_minute(application.confirm_by, application) if application.confirm_by else "the date in our mail"


def last_minute(at: datetime, application: Application) -> str:
    """A half-open deadline as its last minute, in the person's zone."""
    zone = application.applicant.zone
    return f"{timekit.day_and_time(at - timekit.MINUTE, zone)} {timekit.zone_label(zone)}"


def whole_day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
