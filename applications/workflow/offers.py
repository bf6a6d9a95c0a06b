"""Answering an offer: accept, decline, and think again until the date on it, as long as a seat is free."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from applications import emails
from applications.models import Application
from applications.workflow import seats
from applications.workflow.lifecycle import ACCEPT, DECLINE, THINK_AGAIN, Status
from cohorts.models import Enrollment
from cohorts.workflow import enrollment as enrollments
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused


@transaction.atomic
def accept(application: Application, grid: frozenset[int], zone: str, *, by: User, at: datetime) -> Enrollment:
    """Take the seat: the person is in the cohort, with the hours they confirm here, or nothing has happened.

    Accepting again only stores the hours. Who had declined, or given the place back, needs a seat that is still free.
    """
    round_ = seats.lock(application.round)
    _refuse_others_and_late(application, by, at)
    if was_given_up(application) and not seats.count(round_, at).free:
        raise Refused("All places are taken by now. Your answer stays as it is; write to us if you can wait.")
    if application.status == Status.DECLINED:
        THINK_AGAIN.apply(application, by=by, at=at)
    is_new = application.status != Status.ACCEPTED
    if is_new:
        ACCEPT.apply(application, by=by, at=at)
    cohort = application.round.cohort
    enrollments.give_hours(cohort, by, grid, zone, by=by, at=at)
    enrollment = enrollments.enroll(
        cohort, by, campus=application.campus, background=application.background, by=by, at=at
    )
    if is_new:
        post.write(emails.accepted(application, application.moves.count()), at=at)
    return enrollment


@transaction.atomic
def decline(application: Application, *, by: User, at: datetime) -> None:
    """Give the seat back; one that was accepted already leaves the cohort again."""
    seats.lock(application.round)
    _refuse_others_and_late(application, by, at)
    if application.status == Status.ACCEPTED:
        for enrollment in Enrollment.objects.active().filter(cohort=application.round.cohort, person=by):
            enrollments.cancel(enrollment, "Declined the place.", by=by, at=at)
        THINK_AGAIN.apply(application, by=by, at=at)
    DECLINE.apply(application, by=by, at=at)
    post.write(emails.declined(application, application.moves.count()), at=at)


def was_given_up(application: Application) -> bool:
    """Whether the seat went back to the others: declined, or cancelled on the course's own page."""
    mine = Application.objects.filter(pk=application.pk)
    return application.status == Status.DECLINED or mine.filter(Application.objects.all().given_back()).exists()


def _refuse_others_and_late(application: Application, by: User, at: datetime) -> None:
    if by != application.applicant:
        raise Refused("Only the person who was offered the place can answer.")
    if application.confirm_by is not None and not application.can_answer(at):
        raise Refused(
            "This offer could be answered until its date, which has passed. How you answered by then stands. "
            "Write to us if something went wrong."
        )
