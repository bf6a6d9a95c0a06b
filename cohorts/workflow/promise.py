"""A place promised in a later cohort: taken up by a lead's hand, or not wanted any more."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from accounts.models import User
from cohorts import emails
from cohorts.models import Availability, Cohort, Enrollment
from cohorts.models.enrollment import cohort_due
from cohorts.workflow import enrollment as enrollments
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused


@transaction.atomic
def take_up(promise: Enrollment, cohort: Cohort, *, by: User, at: datetime) -> Enrollment:
    """Enroll who was put off in the cohort that was promised, with the hours they gave before, and tell them.

    `promise`: their place in the earlier cohort. Safe to repeat: who is in already stays in, and gets no second mail.
    """
    locked = _lock(promise, by)
    own = Enrollment.objects.active().of(locked.person).filter(cohort=cohort).first()
    if own:
        return own
    _refuse_over(cohort, at)
    if not Enrollment.objects.put_off_to(cohort, at.date()).promised().filter(pk=locked.pk).exists():
        raise Refused(f"No place in {cohort} is promised to {locked.person} any more. Nothing was changed.")
    _take_hours_along(locked, cohort)
    enrollment = enrollments.enroll(
        cohort,
        locked.person,
        campus=locked.campus,
        background=locked.background,
        reason=f"Promised when the place in {locked.cohort} was put off.",
        by=by,
        at=at,
    )
    post.write(emails.promise_taken_up(enrollment, locked.cohort), at=at)
    return enrollment


def take_up_all(cohort: Cohort, *, by: User, at: datetime) -> list[Enrollment]:
    """Everybody whose promise is due in this cohort, except whoever does it. Who has moved on meanwhile is left out."""
    _refuse_over(cohort, at)
    found = []
    waiting = Enrollment.objects.promised().annotate(due_in=cohort_due(at.date())).filter(due_in=cohort.pk)
    for promise in waiting.exclude(person=by).select_related("person"):
        with suppress(Refused):
            found.append(take_up(promise, cohort, by=by, at=at))
    return found


@transaction.atomic
def waive(promise: Enrollment, reason: str, *, by: User, at: datetime) -> None:
    """They do not want the promised place: nothing is kept for them any more. They have it in writing.

    Whoever was put off before their cohort began does not count as having dropped out.
    """
    locked = _lock(promise, by)
    if not Enrollment.objects.promised().filter(pk=locked.pk).exists():
        raise Refused(f"{locked.person} has no promised place any more. Nothing was changed.")
    has_begun = locked.left_at is None or locked.cohort.has_started(locked.left_at)
    way = enrollments.WAIVE if has_begun else enrollments.WAIVE_UNSTARTED
    way.apply(locked, by=by, at=at, reason=reason, deferred_to=None)
    post.write(emails.promise_waived(locked, reason, at), at=at)


def _lock(promise: Enrollment, by: User) -> Enrollment:
    """The row, held until the transaction ends: a promise is kept or given up once. Nobody decides for themself."""
    if by == promise.person:
        raise Refused("This place was promised to yourself. Another lead must do this. Nothing was changed.")
    return Enrollment.objects.select_for_update(of=["self"]).select_related("cohort", "person").get(pk=promise.pk)


def _refuse_over(cohort: Cohort, at: datetime) -> None:
    if cohort.has_ended(at):
        raise Refused(f"{cohort} is over, so nobody can be enrolled in it. Write to the people about a later one.")


def _take_hours_along(promise: Enrollment, cohort: Cohort) -> None:
    """Unless they have given hours for this cohort already."""
    free = Availability.objects.filter(cohort=promise.cohort_id, person=promise.person_id).first()
    if free:
        known = {"zone": free.zone, "grid": free.grid, "given_at": free.given_at}
        Availability.objects.get_or_create(cohort=cohort, person=promise.person, defaults=known)
