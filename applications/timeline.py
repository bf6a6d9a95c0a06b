"""The road of an application so far and to come, with its dates. Says what `public_status` says, and no more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from applications.models import Application
from applications.public_status import confirm_by, is_late, last_minute, whole_day
from applications.workflow.sending import counts_as_sent
from mlsafety_course import timekit

Status = Application.Status
ANSWERS = {
    Status.ACCEPTED: "You accepted the place",
    Status.DECLINED: "You declined the place",
    Status.WITHDRAWN: "You withdrew it",
}
DECIDED = {Status.WAITLISTED: "On the waitlist", Status.REJECTED: "Not this time", Status.WITHDRAWN: ""}


@dataclass(frozen=True)
class Step:
    """One point of the timeline. `status`: done, now, todo or skipped."""

    label: str
    when: str
    status: str
    note: str = ""


def timeline(application: Application, at: datetime) -> list[Step]:
    """Every step, the present one marked; one query for when it was answered (reads the round and its cohort)."""
    return list(_steps(application, at))


def _steps(application: Application, at: datetime) -> Iterator[Step]:
    status = Status(application.status)
    yield Step("Started", _minute(application.started_at, application), "done")
    is_sent = status != Status.DRAFT and application.submitted_at is not None
    if is_sent or counts_as_sent(application, at):
        sent_at = application.submitted_at if is_sent else None  # a reopened draft still knows when it was sent before
        yield Step("Sent in", _minute(sent_at or application.closes_at, application), "done")
        yield from _after_sending(application, at)
    elif status == Status.WITHDRAWN:
        yield _answer(application)
    elif application.takes(at):
        yield Step("Send it in", f"by {last_minute(application.closes_at, application)}", "now")
        yield Step("Decision", f"by {whole_day(application.round.decisions_by)}", "todo")
        yield _start(application, at)
    else:
        yield Step("Not sent in", "", "skipped")
        yield Step("Decision", "", "skipped")


def _after_sending(application: Application, at: datetime) -> Iterator[Step]:
    if application.decided_at is None:
        yield from _waiting(application, at)
    else:
        said = DECIDED.get(Status(application.status), "Place offered")
        yield Step("Decision", _minute(application.decided_at, application), "done", said)
        yield from _decided(application, at)


def _waiting(application: Application, at: datetime) -> Iterator[Step]:
    """Sent in, and nothing is known yet."""
    round_ = application.round
    if application.status == Status.WITHDRAWN:
        yield _answer(application)
        return
    is_open = at < application.closes_at
    if is_open:
        yield Step("Open for changes", f"until {last_minute(application.closes_at, application)}", "now")
    when = "" if is_late(round_, at) else f"by {whole_day(round_.decisions_by)}"
    yield Step("Decision", when, "todo" if is_open else "now")
    if at < round_.confirm_by:
        yield Step("Your answer, if we offer a place", f"by {last_minute(round_.confirm_by, application)}", "todo")
    yield _start(application, at)


def _decided(application: Application, at: datetime) -> Iterator[Step]:
    """What followed the decision."""
    status = Status(application.status)
    if status in ANSWERS:
        yield _answer(application)
    elif status == Status.ADMITTED:
        is_over = application.has_lapsed(at)
        label = "The date to answer passed" if is_over else "Your answer"
        yield Step(label, f"by {confirm_by(application)}", "done" if is_over else "now")
        if not is_over:
            yield _start(application, at)
    elif status == Status.WAITLISTED:
        has_started = application.round.cohort.has_started(at)
        first_day = whole_day(application.round.cohort.starts_on)
        label = "The waitlist closed" if has_started else "The waitlist closes"
        yield Step(label, first_day, "done" if has_started else "now")
    if status == Status.ACCEPTED:
        yield _start(application, at)


def _answer(application: Application) -> Step:
    """What the applicant did last, and when."""
    status = Status(application.status)
    move = application.moves.filter(target=status).order_by("at", "pk").last()
    return Step(ANSWERS[status], _minute(move.at, application) if move else "", "done")


def _start(application: Application, at: datetime) -> Step:
    cohort = application.round.cohort
    return Step("The course starts", whole_day(cohort.starts_on), "done" if cohort.has_started(at) else "todo")


def _minute(at: datetime, application: Application) -> str:
    return timekit.day_and_time(at, application.applicant.zone)
