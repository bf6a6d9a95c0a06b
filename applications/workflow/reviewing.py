"""Reading: who reads what, what they think, and who says that they cannot judge."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from applications.models import Application, ReaderAway, Review, ReviewAssignment, ReviewConflict, Round
from applications.rubric import CRITERIA
from applications.workflow import reading_plan, seats, sending
from mlsafety_course.transitions import Refused


def assign(round_: Round, *, digest: str | None = None, by: User, at: datetime) -> int:
    """Give every application in review its readers. Safe to repeat: only gaps are filled. Returns how many readings.

    `digest` is that of the plan the lead saw; without one, whatever the plan is by now. Drafts that were to be sent at
    the deadline are sent first, and stay sent where the plan is refused.
    """
    refuse_before_review(round_, at)
    sending.send_waiting(round_, at)
    with transaction.atomic():
        round_ = _lock_for(by, round_)
        plan = reading_plan.plan(round_, at=at)
        if digest not in {None, plan.digest}:
            raise Refused("Something has changed since you opened the page. No reading was given out: look again.")
        ReviewAssignment.objects.bulk_create(
            ReviewAssignment(application_id=application, reviewer_id=reader, assigned_at=at, due_on=plan.due_on)
            for application, reader in plan.pairs
        )
    return len(plan.pairs)


@transaction.atomic
def mark_away(round_: Round, reader: User, *, by: User, at: datetime) -> int:
    """This reader gets nothing new in the round and gives up what they have not read; what they read stays.

    Returns how many readings were given up. The next assignment gives them to others.
    """
    round_ = _lock_for(by, round_)
    ReaderAway.objects.get_or_create(round=round_, reader=reader, defaults={"noted_by": by, "away_at": at})
    unread = ReviewAssignment.objects.filter(application__round=round_, reviewer=reader)
    unread = unread.exclude(application__reviews__reviewer=reader)
    return unread.delete()[0]


@transaction.atomic
def mark_back(round_: Round, reader: User, *, by: User) -> None:
    """This reader gets readings again, from the next assignment on."""
    ReaderAway.objects.filter(round=_lock_for(by, round_), reader=reader).delete()


def ask_for_one_more(application: Application, *, seen: int, by: User, at: datetime) -> None:
    """One reading beyond the usual, given out with the next assignment. `seen` is how many the page said were asked for
    so far: who presses twice, or after somebody else, is refused."""
    refuse_before_review(application.round, at)
    refuse_partial(application, by)
    unmoved = Application.objects.in_review().filter(pk=application.pk, extra_reads=seen)
    if not unmoved.update(extra_reads=seen + 1):
        raise Refused(f"{application} was decided, or one more reading was asked for already. Look again.")
    application.extra_reads = seen + 1


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


def _lock_for(lead: User, round_: Round) -> Round:
    """The round under its lock, so that two leads take turns; not for somebody who applied to it."""
    if not Round.objects.led_by(lead).filter(pk=round_.pk).exists():
        raise Refused("You applied to this round yourself, so another lead gives out its readings.")
    return seats.lock(round_)
