"""What an applicant does before the deadline: start, save, send in, send again, withdraw, reopen.

Every verb is judged by when the request arrived (`at`), plus the round's grace; a late invite gives a later deadline.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from applications import emails, snapshot
from applications.completeness import Written, problems
from applications.models import Answer, Application, Question, Revision, Round
from applications.snapshot import FIELDS
from applications.workflow.lifecycle import REOPEN, SUBMIT, WITHDRAW, Status
from mlsafety_course import codes
from mlsafety_course.outbox import post
from mlsafety_course.outbox.post import Letter
from mlsafety_course.transitions import Refused


class Conflict(Refused):
    """Somebody, in another tab or on another device, saved meanwhile."""


def start(round_: Round, person: User, *, at: datetime) -> Application:
    """The person's one application to the round: a new draft, or the one they have."""
    found = Application.objects.filter(round=round_, applicant=person).first()
    if found:
        return found
    if not round_.takes(at):
        raise _outside(round_, at)
    return begin(round_, person, at=at)


def begin(round_: Round, person: User, *, at: datetime) -> Application:
    """A new draft, whether or not the round is open; the one that somebody began at the same moment."""
    try:
        with transaction.atomic():
            return Application.objects.create(
                round=round_, applicant=person, zone=person.zone, started_at=at, saved_at=at
            )
    except IntegrityError:
        return Application.objects.get(round=round_, applicant=person)


@transaction.atomic
def save(
    application: Application,
    fields: Mapping[str, Any],
    answers: Mapping[str, str],
    *,
    version: int,
    by: User,
    at: datetime,
) -> None:
    """Keep a draft as it is, complete or not. Saving what is stored already changes nothing, from whichever version."""
    refuse_outside(application, at)
    if application.status != Status.DRAFT:
        raise Refused("This application has been sent in already. To change it, edit it and send it again.")
    if _is_stored(application, fields, answers):
        return
    _write(application, fields, answers, version=version, at=at)


@transaction.atomic
def submit(application: Application, *, by: User, at: datetime) -> Revision:
    """Send the stored draft in: number, revision and mail. Sent already: the receipt it got then."""
    lock(application)
    if application.status == Status.SUBMITTED:
        return application.revisions.latest("number")
    refuse_outside(application, at)
    _refuse_incomplete(*snapshot.written(application))
    SUBMIT.apply(application, by=by, at=at, submitted_at=at, number=application.number or new_number())
    return record(application, emails.receipt, arrived=at, at=at)


@transaction.atomic
def send(
    application: Application,
    fields: Mapping[str, Any],
    answers: Mapping[str, str],
    *,
    version: int,
    by: User,
    at: datetime,
) -> Revision:
    """Save and submit in one act; an application sent before is sent again as a further revision.

    Pressing the button again after a lost reply (the same answers) gives the same receipt.
    """
    lock(application)
    if application.status == Status.DRAFT:
        save(application, fields, answers, version=version, by=by, at=at)
        return submit(application, by=by, at=at)
    if application.status == Status.SUBMITTED and _is_stored(application, fields, answers):
        return application.revisions.latest("number")
    return _send_again(application, fields, answers, version=version, at=at)


@transaction.atomic
def withdraw(application: Application, *, by: User, at: datetime) -> None:
    """Take the application back: always open to the person; an offered seat is free at once."""
    if by != application.applicant:
        raise Refused("Only the person who applied can withdraw an application.")
    WITHDRAW.apply(application, by=by, at=at)
    if application.number:
        post.write(emails.withdrawn(application, application.moves.count()), at=at)


@transaction.atomic
def reopen(application: Application, *, by: User, at: datetime) -> None:
    """Make a withdrawn application a draft again, while the round takes applications."""
    refuse_outside(application, at)
    REOPEN.apply(application, by=by, at=at)


def lock(application: Application) -> None:
    """Bring the copy up to date under the row's lock, so that two presses of one button take turns."""
    locked = Application.objects.select_for_update()
    fresh = ["status", "version", "number", "digest", "late_until", *FIELDS]
    application.refresh_from_db(fields=fresh, from_queryset=locked)


def _send_again(
    application: Application, fields: Mapping[str, Any], answers: Mapping[str, str], *, version: int, at: datetime
) -> Revision:
    refuse_outside(application, at)
    if application.status != Status.SUBMITTED:
        raise Refused("This application can no longer be changed. What you sent in stands.")
    _refuse_incomplete(Written(fields, answers), application.round.questions.all())
    _write(application, fields, answers, version=version, at=at)
    Application.objects.filter(pk=application.pk).update(submitted_at=at)
    application.submitted_at = at
    return record(application, emails.receipt, arrived=at, at=at)


def _write(
    application: Application, fields: Mapping[str, Any], answers: Mapping[str, str], *, version: int, at: datetime
) -> None:
    """Store, if `version` and status are still what this copy and its page believe; else Conflict."""
    kept = {name: fields[name] for name in FIELDS if name in fields}
    unmoved = Application.objects.filter(pk=application.pk, version=version, status=application.status)
    if not unmoved.update(version=F("version") + 1, saved_at=at, **kept):
        raise Conflict(
            "This application was saved in another tab or on another device since this page was opened. "
            "What you typed here is not stored yet."
        )
    for name, value in {**kept, "version": version + 1, "saved_at": at}.items():
        setattr(application, name, value)
    asked = {question.key: question for question in application.round.questions.all()}
    rows = [Answer(application=application, question=asked[key], text=text) for key, text in answers.items()]
    Answer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["application", "question"], update_fields=["text"]
    )


def record(
    application: Application, receipt: Callable[[Revision], Letter], *, arrived: datetime, at: datetime
) -> Revision:
    """Keep what was sent, and send the receipt. Runs under the row lock of the write before it."""
    rows = snapshot.stored(application)
    digest = snapshot.digest(rows)
    number = application.revisions.count() + 1
    revision = Revision.objects.create(
        application=application, number=number, answers=rows, digest=digest, received_at=arrived
    )
    Application.objects.filter(pk=application.pk).update(digest=digest)
    application.digest = digest
    post.write(receipt(revision), at=at)
    return revision


def _is_stored(application: Application, fields: Mapping[str, Any], answers: Mapping[str, str]) -> bool:
    """Whether this is what the database holds. Consent counts by whether it was given, not when."""
    stored = Application.objects.values(*FIELDS).get(pk=application.pk)
    same = all(
        bool(stored[name]) == bool(value) if name == "consent_at" else stored[name] == value
        for name, value in fields.items()
    )
    kept = dict(application.answers.values_list("question__key", "text"))
    return same and all(kept.get(key, "") == text for key, text in answers.items())


def refuse_outside(application: Application, at: datetime) -> None:
    """Before the round opens, and after its deadline or that of a late invite (with the grace)."""
    if not application.takes(at):
        raise _outside(application.round, at)


def _outside(round_: Round, at: datetime) -> Refused:
    reason = "have closed" if round_.has_closed(at) else "have not opened yet"
    return Refused(f"Applications to {round_} {reason}. What was saved or sent in before is kept as it is.")


def _refuse_incomplete(written: Written, asked: Iterable[Question]) -> None:
    found = problems(written, asked)
    if found:
        raise Refused(f"This application is not complete yet ({len(found)} to go). It is kept as a draft.")


def new_number() -> str:
    """Eight random characters, such as A7K3-92MF; the column is unique, so a twin is refused, not shared."""
    drawn = codes.drawn(8)
    return f"{drawn[:4]}-{drawn[4:]}"
