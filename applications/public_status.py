"""What an applicant is told about where they stand: the only way from a status to one of their pages.

Reads nothing that a release has not made known: no proposal, no scores, no rank. A date that has passed is never
shown as a promise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from applications.models import Application, Round
from mlsafety_course import timekit

Status = Application.Status


@dataclass(frozen=True)
class PublicStatus:
    """`word` is the status as a CSS class, `sentence` says it, `next` says what comes and when."""

    word: str
    label: str
    sentence: str
    next: str


@dataclass(frozen=True)
class Step:
    """One point of the timeline. `status`: done, now, todo or skipped."""

    label: str
    when: str
    status: str
    note: str = ""


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
    round_ = application.round
    if not round_.takes(at):
        return PublicStatus(
            "missed",
            "Not sent",
            "This application was not sent in before the deadline, so we do not read it. What you wrote is kept here.",
            "You can copy it from this page for a later round.",
        )
    closes = _day_and_time(round_.closes_at, application)
    upcoming = "Send it now." if round_.has_closed(at) else f"Send it by {closes}."
    return PublicStatus("draft", "Draft", "You have started this application and not sent it yet.", upcoming)


def _submitted(application: Application, at: datetime) -> PublicStatus:
    round_ = application.round
    if not round_.has_closed(at):
        closes = _day_and_time(round_.closes_at, application)
        return PublicStatus(
            "submitted",
            "Sent in",
            "Your application has arrived. You need not do anything else.",
            f"You can change it and send it again, or withdraw it, until {closes}. {_decisions(round_, at)}",
        )
    return PublicStatus(
        "in_review", "In review", "Your application has arrived, and we are reading.", _decisions(round_, at)
    )


def _admitted(application: Application, at: datetime) -> PublicStatus:
    return PublicStatus(
        "admitted",
        "Place offered",
        f"We offer you a place in {application.round.cohort}.",
        f"Please accept or decline by {_confirm_by(application)}.",
    )


def _waitlisted(application: Application, at: datetime) -> PublicStatus:
    cohort = application.round.cohort
    if cohort.has_started(at):
        upcoming = "The course has started, so the waitlist is closed. You are welcome to apply to the next round."
    else:
        upcoming = (
            "When a place is given back, we offer it to the next person on the list and write to them. "
            f"The waitlist closes when the course starts, on {_day(cohort.starts_on)}."
        )
    return PublicStatus("waitlisted", "On the waitlist", "There were more good applications than places.", upcoming)


def _rejected(application: Application, at: datetime) -> PublicStatus:
    reason = application.reason.sentence if application.reason else ""
    return PublicStatus(
        "rejected",
        "Not this time",
        f"We could not offer you a place in {application.round.cohort}. {reason}".strip(),
        "All lectures and readings are public at course.mlsafety.org, and you are welcome to apply again: "
        "this decision will not count against you.",
    )


def _accepted(application: Application, at: datetime) -> PublicStatus:
    cohort = application.round.cohort
    started = cohort.has_started(at)
    upcoming = f"The course starts on {_day(cohort.starts_on)}; before that we write to you about your section."
    return PublicStatus(
        "accepted",
        "Accepted",
        f"You have a place in {cohort}.",
        "You find everything on your course page." if started else upcoming,
    )


def _declined(application: Application, at: datetime) -> PublicStatus:
    upcoming = "Thank you for telling us. You are welcome to apply again."
    if application.can_answer(at):
        upcoming = f"You can change your mind until {_confirm_by(application)}, as long as a place is free."
    return PublicStatus("declined", "Declined", "You declined the place we offered.", upcoming)


def _withdrawn(application: Application, at: datetime) -> PublicStatus:
    upcoming = "You are welcome to apply to another round."
    if application.round.has_opened(at) and not application.round.has_closed(at):
        upcoming = f"You can reopen it until {_day_and_time(application.round.closes_at, application)}."
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


def timeline(application: Application, at: datetime) -> list[Step]:
    """The road of this application so far and to come, with its dates."""
    return list(_steps(application, at))


def _steps(application: Application, at: datetime) -> Iterator[Step]:
    round_, cohort, zone = application.round, application.round.cohort, application.applicant.zone
    status, sent = Status(application.status), application.submitted_at
    is_over = status in {Status.WITHDRAWN, Status.REJECTED, Status.DECLINED} or application.has_lapsed(at)
    is_sent = sent is not None and status != Status.DRAFT
    yield Step("Started", timekit.day_and_time(application.started_at, zone), "done")
    if sent is not None and is_sent:
        yield Step("Sent in", timekit.day_and_time(sent, zone), "done")
    elif status == Status.DRAFT and round_.takes(at):
        yield Step("Send it in", f"by {_day_and_time(round_.closes_at, application)}", "now")
    else:
        yield Step("Not sent in", "", "skipped")
        is_over = True
    if status == Status.WITHDRAWN:
        yield Step("Withdrawn", "", "done")
        return
    decided = application.decided_at
    if decided is not None:
        yield Step("Decision", timekit.day_and_time(decided, zone), "done", public_status(application, at).label)
    else:
        yield _decision_to_come(round_, at, is_sent=is_sent, is_over=is_over)
    if status == Status.ADMITTED and not is_over:
        yield Step("Your answer", f"by {_confirm_by(application)}", "now")
    yield _start(cohort.starts_on, has_started=cohort.has_started(at), is_in=status == Status.ACCEPTED, is_over=is_over)


def _decision_to_come(round_: Round, at: datetime, *, is_sent: bool, is_over: bool) -> Step:
    when = "" if _is_late(round_, at) or is_over else f"by {_day(round_.decisions_by)}"
    return Step("Decision", when, "skipped" if is_over else "now" if is_sent else "todo")


def _start(starts_on: date, *, has_started: bool, is_in: bool, is_over: bool) -> Step:
    return Step(
        "The course starts", _day(starts_on), "skipped" if is_over else "done" if has_started and is_in else "todo"
    )


def _decisions(round_: Round, at: datetime) -> str:
    if _is_late(round_, at):
        return "We are later than planned, and sorry for it. You hear from us by mail as soon as the decision is made."
    return f"We plan to tell everybody by {_day(round_.decisions_by)}, by mail and on this page."


def _is_late(round_: Round, at: datetime) -> bool:
    return at >= timekit.end_of_day(round_.decisions_by, round_.deadline_zone)


def _confirm_by(application: Application) -> str:
    return _day_and_time(application.confirm_by, application) if application.confirm_by else "the date in our mail"


def _day_and_time(at: datetime, application: Application) -> str:
    """A half-open deadline as its last minute, in the person's zone."""
    zone = application.applicant.zone
    return f"{timekit.day_and_time(at - timekit.MINUTE, zone)} {timekit.zone_label(zone)}"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
