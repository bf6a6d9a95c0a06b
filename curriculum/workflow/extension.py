"""The life of a request for more time: asked by the person, answered by a TA of their section or by a lead."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from cohorts.models import Enrollment
from curriculum import emails
from curriculum.graders import tas_of
from curriculum.handed_in import attempt_facts
from curriculum.models import DateOverride, ExtensionRequest, Homework
from curriculum.own_dates import dates_for
from curriculum.progress import HomeworkDates, HomeworkStatus, homework_status
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused, arrow

Status = ExtensionRequest.Status

GRANT = arrow(Status.ASKED, to=Status.GRANTED)
DECLINE = arrow(Status.ASKED, to=Status.DECLINED)
WITHDRAW = arrow(Status.ASKED, to=Status.WITHDRAWN)

ARROWS = [GRANT, DECLINE, WITHDRAW]
LONGEST_REASON = 300


@transaction.atomic
def ask(
    homework: Homework, enrollment: Enrollment, until: datetime, reason: str, *, by: User, at: datetime
) -> ExtensionRequest:
    """Ask that it be due at `until` (exclusive), before or after it was due, as long as grades are given."""
    _refuse_stranger(homework, enrollment, by)
    dates = dates_for([enrollment], [homework])[enrollment.pk, homework.pk]
    _refuse_pointless(homework, enrollment, dates, until, at)
    if not reason.strip():
        raise Refused("Say in a sentence what happened, so that it can be answered.")
    told = {"until": until, "reason": reason.strip(), "asked_at": at}
    try:
        with transaction.atomic():
            asked = ExtensionRequest.objects.create(homework=homework, enrollment=enrollment, **told)
    except IntegrityError as error:
        raise Refused(
            "You have asked for more time already, and it waits for an answer. Take that back first."
        ) from error
    asked.moves.create(source="", target=Status.ASKED, by=by, at=at)
    post.write(*(emails.extension_asked(asked, ta) for ta in tas_of(enrollment, at)), at=at)
    return asked


def withdraw(asked: ExtensionRequest, *, by: User, at: datetime) -> None:
    """Take it back while nobody has answered."""
    if by.pk != asked.enrollment.person_id:
        raise Refused("Only the person who asked takes it back.")
    WITHDRAW.apply(asked, by=by, at=at)


@transaction.atomic
def grant(asked: ExtensionRequest, *, by: User, at: datetime) -> None:
    """Due until then for this person, and taken at least as long. Past the closing of submissions only by a lead."""
    enrollment = Enrollment.objects.select_for_update(of=["self"]).get(pk=asked.enrollment_id)
    _refuse_own(asked, by)
    if asked.until > asked.homework.cohort.submissions_close_at and not by.has_perm("cohorts.lead_cohort"):
        raise Refused("That is after handing in closes for the whole cohort. Only a course lead can grant it.")
    GRANT.apply(asked, by=by, at=at, decided_by=by, decided_at=at)
    _override(asked, enrollment, by, at)
    post.write(emails.extension_answered(asked, by), at=at)


@transaction.atomic
def decline(asked: ExtensionRequest, answer: str, *, by: User, at: datetime) -> None:
    """Say no, with a sentence that the person reads."""
    _refuse_own(asked, by)
    if not answer.strip():
        raise Refused("Say in a sentence why not: the person reads it. Nothing was changed.")
    DECLINE.apply(asked, by=by, at=at, reason=answer.strip(), decided_by=by, decided_at=at)
    post.write(emails.extension_answered(asked, by, answer=answer.strip()), at=at)


def _override(asked: ExtensionRequest, enrollment: Enrollment, by: User, at: datetime) -> None:
    """Nothing that the person had already becomes earlier."""
    dates = dates_for([enrollment], [asked.homework])[enrollment.pk, asked.homework_id]
    row = DateOverride.objects.filter(enrollment=enrollment, homework=asked.homework_id).first()
    row = row or DateOverride(enrollment=enrollment, homework=asked.homework, sequence=-1)
    row.due_at, row.closes_at = max(asked.until, dates.due_at), max(asked.until, dates.closes_at)
    row.reason, row.by, row.at = f"Extension: {asked.reason}"[:LONGEST_REASON], by, at
    row.sequence += 1
    row.save()


def _refuse_stranger(homework: Homework, enrollment: Enrollment, by: User) -> None:
    if by.pk != enrollment.person_id:
        raise Refused("Only the person themself asks for more time.")
    if enrollment.status != Enrollment.Status.ACTIVE or enrollment.cohort_id != homework.cohort_id:
        raise Refused("You are not taking part in this cohort now, so nothing was asked. Write to us if that is wrong.")


def _refuse_pointless(
    homework: Homework, enrollment: Enrollment, dates: HomeworkDates, until: datetime, at: datetime
) -> None:
    facts = attempt_facts([enrollment.pk]).get((enrollment.pk, homework.pk), [])
    if at < dates.opens_at:
        raise Refused("This homework has not opened yet. Ask when you have seen it.")
    if homework_status(dates, facts, at=at) == HomeworkStatus.PASSED:
        raise Refused("You have passed this homework already, so no more time is needed.")
    if at >= homework.cohort.grading_closes_at:
        raise Refused("Grading of this course has closed. Write to us: a course lead can still make an exception.")
    if until <= dates.due_at:
        raise Refused("It is due then or later already. Choose a later day.")


def _refuse_own(asked: ExtensionRequest, by: User) -> None:
    if asked.enrollment.person_id == by.pk:
        raise Refused("Nobody answers their own request. Another TA or a course lead does. Nothing was changed.")
