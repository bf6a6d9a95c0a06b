"""An appeal against a result: written by the person, decided by a lead who has never been their TA."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from cohorts.models import Enrollment
from curriculum import emails
from curriculum.models import Appeal, Completion, CompletionException, CompletionResult
from curriculum.workflow.completion import make_exception
from mlsafety_course import timekit
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused, arrow

Status = Appeal.Status
GRANT = arrow(Status.ASKED, to=Status.GRANTED)
DECLINE = arrow(Status.ASKED, to=Status.DECLINED)


@transaction.atomic
def ask(enrollment: Enrollment, text: str, *, by: User, at: datetime) -> Appeal:
    """Say why the result is wrong. Each person has one open appeal, and time until the date in their result."""
    if enrollment.person_id != by.pk:
        raise Refused("An appeal is written by the person themself.")
    if not text.strip():
        raise Refused("Say what is wrong with the result: a person reads it and decides by it.")
    _refuse_untimely(enrollment, at)
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(enrollment=enrollment, text=text.strip(), asked_at=at)
    except IntegrityError as error:
        raise Refused("Your appeal is with us already. You will have an answer by mail.") from error
    post.write(emails.appeal_received(appeal), at=at)
    return appeal


def _refuse_untimely(enrollment: Enrollment, at: datetime) -> None:
    result = CompletionResult.objects.filter(enrollment=enrollment).first()
    if result is None:
        raise Refused("There is no result to appeal against yet. If something is recorded wrongly, write to your TA.")
    if Completion.objects.filter(enrollment=enrollment).exists():
        raise Refused("You have completed the course meanwhile, so nothing is left to appeal against.")
    if at >= result.appeal_until:
        until = timekit.three_forms(result.appeal_until, timekit.AOE_NAME, enrollment.person.zone).own
        raise Refused(f"Appeals were taken until {until}. Write to us if you could not appeal in time.")


@transaction.atomic
def grant(appeal: Appeal, answer: str, *, by: User, at: datetime, kind: str = "", code: str = "") -> None:
    """The person is right. With a `kind`, an exception is made in the same act, the answer its reason; without one, the
    lead has put the record right."""
    _refuse_partial(appeal, answer, by)
    GRANT.apply(appeal, by=by, at=at, answer=answer.strip(), decided_by=by, decided_at=at)
    if kind == CompletionException.Kind.DENY:
        raise Refused("An appeal that is granted cannot deny completion.")
    if kind:
        make_exception(appeal.enrollment, kind, code, answer, by=by, at=at)
    post.write(emails.appeal_decided(appeal, by), at=at)


@transaction.atomic
def decline(appeal: Appeal, answer: str, *, by: User, at: datetime) -> None:
    """The result stands, for the reason given."""
    _refuse_partial(appeal, answer, by)
    DECLINE.apply(appeal, by=by, at=at, answer=answer.strip(), decided_by=by, decided_at=at)
    post.write(emails.appeal_decided(appeal, by), at=at)


def _refuse_partial(appeal: Appeal, answer: str, by: User) -> None:
    if appeal.enrollment.person_id == by.pk:
        raise Refused("Nobody decides about their own appeal. Ask another course lead.")
    if not Appeal.objects.decidable_by(by).filter(pk=appeal.pk).exists():
        raise Refused("You have taught or graded this person. Another course lead decides about their appeal.")
    if not answer.strip():
        raise Refused("Give the answer in words: the person reads it.")
