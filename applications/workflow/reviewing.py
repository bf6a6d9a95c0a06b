"""Reading: who reads what, what they think, and who says that they cannot judge."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Group, User
from applications import assignment
from applications.models import Application, Review, ReviewAssignment, ReviewConflict, Round
from applications.rubric import CRITERIA
from applications.workflow import seats
from mlsafety_course.transitions import Refused

READ_BEFORE_DECISIONS = timedelta(days=3)


@transaction.atomic
def assign(round_: Round, *, by: User, at: datetime) -> int:
    """Give every application in review its readers, least loaded first. Safe to repeat: only gaps are filled.

    Returns how many readings were given out. Left out: own applications, declared conflicts, the same employer.
    """
    round_ = seats.lock(round_)
    refuse_before_review(round_, at)
    readers = list(User.objects.in_group(Group.REVIEWER))
    waiting = Application.objects.in_review().filter(round=round_).select_related("applicant")
    to_read = [_to_read(row, readers) for row in waiting.prefetch_related("assignments", "conflicts").order_by("pk")]
    load = Counter(ReviewAssignment.objects.filter(application__round=round_).values_list("reviewer_id", flat=True))
    pairs = assignment.assign(to_read, [reader.pk for reader in readers], round_.readers_each, load)
    due_on = max(at.date() + timedelta(days=1), round_.decisions_by - READ_BEFORE_DECISIONS)
    ReviewAssignment.objects.bulk_create(
        ReviewAssignment(application_id=application, reviewer_id=reader, assigned_at=at, due_on=due_on)
        for application, reader in pairs
    )
    return len(pairs)


@transaction.atomic
def review(
    application: Application,
    scores: Mapping[str, int],
    recommendation: str,
    comment: str,
    *,
    by: User,
    at: datetime,
) -> Review:
    """Keep a reader's scores (by criterion name, 1 to 4), recommendation and private comment; again replaces them."""
    refuse_before_review(application.round, at)
    refuse_partial(application, by)
    if not Application.objects.in_review().filter(pk=application.pk).exists():
        raise Refused(f"{application} is not in review any more, so your scores were not needed and are not stored.")
    kept = {criterion.name: scores[criterion.name] for criterion in CRITERIA}
    kept_too = {"recommendation": recommendation, "comment": comment, "reviewed_at": at}
    return Review.objects.update_or_create(application=application, reviewer=by, defaults={**kept, **kept_too})[0]


@transaction.atomic
def declare_conflict(application: Application, *, by: User, at: datetime) -> None:
    """Say that one cannot judge this application: it leaves one's queue, and the next assignment fills the gap."""
    if application.reviews.filter(reviewer=by).exists():
        raise Refused("You have scored this application already. Ask a course lead to set your scores aside.")
    ReviewConflict.objects.get_or_create(application=application, reviewer=by, defaults={"declared_at": at})


def refuse_before_review(round_: Round, at: datetime) -> None:
    if not round_.is_in_review(at):
        raise Refused(f"Reading of {round_} starts when its applications have closed. Nothing has been changed.")


def refuse_partial(application: Application, by: User) -> None:
    """Nobody judges themself, or what they said they cannot judge."""
    if application.applicant == by:
        raise Refused("This is your own application: somebody else reads it and decides about it.")
    if application.conflicts.filter(reviewer=by).exists():
        raise Refused("You declared a conflict with this application: somebody else reads it and decides about it.")


def _to_read(application: Application, readers: list[User]) -> assignment.ToRead:
    applicant = application.applicant
    conflicts = {conflict.reviewer_id for conflict in application.conflicts.all()}
    colleagues = {reader.pk for reader in readers if assignment.share_an_employer(reader.email, applicant.email)}
    assigned = {row.reviewer_id for row in application.assignments.all()}
    return assignment.ToRead(
        application.pk, frozenset({applicant.pk} | conflicts | colleagues), frozenset(assigned - conflicts)
    )
