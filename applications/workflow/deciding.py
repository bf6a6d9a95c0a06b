"""Deciding: a lead proposes, a release makes it known. Until then a proposal is staff's alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q

from accounts.models import User
from applications import scores
from applications.models import Application, DecisionRelease, RejectionReason, Round
from applications.workflow import seats
from applications.workflow.lifecycle import ADMIT, REJECT, WAITLIST, Status
from applications.workflow.release_preview import Planned, ReleasePreview, preview
from applications.workflow.reviewing import refuse_before_review, refuse_partial
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused

__all__ = ["preview", "propose", "propose_many", "release"]

Proposal = Application.Proposal
CHANGED = "The proposals have changed since you opened the page. Nothing was released: look again."
WAYS = {Status.ADMITTED: ADMIT, Status.WAITLISTED: WAITLIST, Status.REJECTED: REJECT}


def propose(
    application: Application,
    proposal: str,
    *,
    reason: RejectionReason | None = None,
    seen: str | None = None,
    by: User,
    at: datetime,
) -> None:
    """Note what a lead would decide; empty takes it back. Never public.

    `seen` is the proposal on the page (default: this copy's): who decided on an older one is refused.
    """
    refuse_before_review(application.round, at)
    refuse_partial(application, by)
    is_rejection = proposal == Proposal.REJECT
    refuse_wrong_reason(application, reason, is_needed=is_rejection)
    kept_reason = reason if is_rejection else None
    kept = {"proposal": proposal, "reason": kept_reason, "proposed_by": by if proposal else None}
    undecided = Application.objects.filter(pk=application.pk, status__in=[Status.SUBMITTED, Status.WAITLISTED])
    if not undecided.filter(proposal=application.proposal if seen is None else seen).update(**kept):
        raise Refused(f"{application} was proposed or decided by somebody else meanwhile. Look again, then decide.")
    for name, value in kept.items():
        setattr(application, name, value)


@dataclass(frozen=True)
class Result:
    """What came of one row of a batch."""

    application: Application
    is_done: bool
    sentence: str


def propose_many(
    applications: Iterable[Application],
    proposal: str,
    *,
    reason: RejectionReason | None,
    seen: Mapping[UUID, str],
    by: User,
    at: datetime,
) -> list[Result]:
    """The same proposal for several, each on its own: one that is refused stops no other. `seen` by public id."""
    results = []
    for application in applications:
        try:
            propose(application, proposal, reason=reason, seen=seen[application.public_id], by=by, at=at)
        except Refused as refusal:
            results.append(Result(application, False, str(refusal)))
        else:
            results.append(Result(application, True, application.get_proposal_display()))
    return results


def release(round_: Round, *, digest: str, by: User, at: datetime) -> DecisionRelease:
    """Make every new proposal of the round known at once: statuses, history and mails, or nothing.

    `digest` is that of the preview the lead saw. Who has heard before is left alone. Mails are rendered before the
    transaction, so that the round is locked for as short as can be.
    """
    refuse_before_review(round_, at)
    if not Round.objects.led_by(by).filter(pk=round_.pk).exists():
        raise Refused("You applied to this round yourself, so another lead releases its decisions.")
    plan = preview(round_, at=at)
    if digest != plan.digest:
        raise Refused(CHANGED)
    if not plan.planned:
        raise Refused("There is nothing to release: nobody has a new proposal.")
    if plan.blocking:
        raise Refused(plan.blocking[0].sentence)
    for row in plan.planned:
        row.letter.render()
    return _release_as_planned(plan, by=by, at=at)


@transaction.atomic
def _release_as_planned(plan: ReleasePreview, *, by: User, at: datetime) -> DecisionRelease:
    """Under the round's lock, what was planned just before it, unless anything has moved since."""
    round_ = seats.lock(plan.round)
    if not plan.still_holds(round_, at=at):
        raise Refused(CHANGED)
    ranks = _ranks(round_, plan.planned)
    for row in plan.planned:
        _make_known(row, ranks.get(row.application.pk), by=by, at=at)
    post.write(*(row.letter for row in plan.planned), at=at)
    return DecisionRelease.objects.create(round=round_, released_by=by, released_at=at, counts=plan.counts)


def refuse_wrong_reason(application: Application, reason: RejectionReason | None, *, is_needed: bool) -> None:
    if is_needed and reason is None:
        raise Refused(f"{application}: a rejection needs a reason, so that the person learns why.")
    if reason is not None and reason.round_id != application.round_id:
        raise Refused(f"{application}: this reason belongs to another round.")


def _make_known(row: Planned, rank: int | None, *, by: User, at: datetime) -> None:
    application = row.application
    as_seen = Q(proposal=application.proposal, reason=application.reason)
    WAYS[Status(row.outcome)].apply(
        application, by=by, at=at, where=as_seen, decided_at=at, confirm_by=row.confirm_by, rank=rank
    )


def _ranks(round_: Round, planned: list[Planned]) -> dict[int, int]:
    """The places of the newly waitlisted, behind those already there: by score, then by arrival; unread ones last."""
    board, new = scores.of_round(round_), [row.application for row in planned if row.outcome == Status.WAITLISTED]
    new.sort(key=lambda application: (-board.score(application.pk), application.submitted_at, application.pk))
    return {application.pk: place for place, application in enumerate(new, last_rank(round_) + 1)}


def last_rank(round_: Round) -> int:
    """The last place given on the waitlist; ask under the round's lock."""
    return Application.objects.filter(round=round_).aggregate(last=Max("rank"))["last"] or 0
