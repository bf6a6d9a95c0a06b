"""Taking back a released decision: with a reason, and with a mail that says so to whoever had been told."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from applications import emails
from applications.models import Application, RejectionReason, Round
from applications.workflow import seats
from applications.workflow.deciding import Proposal, last_rank, refuse_wrong_reason
from applications.workflow.lifecycle import CORRECT_TO_ADMITTED, CORRECT_TO_REJECTED, CORRECT_TO_WAITLISTED, Status
from applications.workflow.reviewing import refuse_partial
from mlsafety_course.outbox import post
from mlsafety_course.outbox import workflow as outbox
from mlsafety_course.outbox.models import Message
from mlsafety_course.outbox.models import Status as Mail
from mlsafety_course.transitions import Refused

WAYS = {
    Status.ADMITTED: (CORRECT_TO_ADMITTED, Proposal.ADMIT),
    Status.WAITLISTED: (CORRECT_TO_WAITLISTED, Proposal.WAITLIST),
    Status.REJECTED: (CORRECT_TO_REJECTED, Proposal.REJECT),
}
STILL_HERE = [Mail.DRAFT, Mail.QUEUED]


@transaction.atomic
def correct(
    application: Application,
    outcome: str,
    *,
    why: str,
    seen: str,
    reason: RejectionReason | None = None,
    by: User,
    at: datetime,
) -> None:
    """Move a decided application to another outcome at once; `seen` is the status on the page. Mails about the earlier
    decision that have not left are cancelled; where one has, the new mail says `why`."""
    round_ = seats.lock(application.round)
    refuse_partial(application, by)
    _refuse_unclear(application, outcome, why, seen, reason)
    if outcome == Status.ADMITTED and not seats.count(round_, at).free:
        raise Refused(f"No place is free in {round_}, so {application} cannot be offered one. Nothing was changed.")
    was_told = _recall(application, by=by, at=at)
    arrow, proposal = WAYS[Status(outcome)]
    application.reason = reason
    fields = _belonging_to(outcome, round_, reason, at)
    letter = emails.decision(application, outcome, fields["confirm_by"], corrects=why if was_told else "")
    arrow.apply(application, by=by, at=at, reason=why, decided_at=at, proposal=proposal, proposed_by=by, **fields)
    post.write(letter, at=at)


def _belonging_to(outcome: str, round_: Round, reason: RejectionReason | None, at: datetime) -> dict[str, Any]:
    """What an application at this outcome carries, and what it carries no more."""
    return {
        "confirm_by": seats.offer_end(round_, at) if outcome == Status.ADMITTED else None,
        "rank": last_rank(round_) + 1 if outcome == Status.WAITLISTED else None,
        "reason_id": reason.pk if reason else None,
    }


def mails(application: Application) -> QuerySet[Message]:
    """What was written to the person about decisions on it, oldest first."""
    return Message.objects.filter(key__startswith=emails.decision_keys(application)).order_by("written_at", "pk")


def _refuse_unclear(
    application: Application, outcome: str, why: str, seen: str, reason: RejectionReason | None
) -> None:
    if application.status != seen:
        raise Refused(f"{application} has moved on since you opened the page. Look again, then decide.")
    if outcome not in WAYS:
        raise Refused("A decision can be corrected to admitted, waitlisted or rejected. Nothing was changed.")
    if not why.strip():
        raise Refused("Say why the decision is corrected: the history keeps it, and the person reads it.")
    refuse_wrong_reason(application, reason, is_needed=outcome == Status.REJECTED)


def _recall(application: Application, *, by: User, at: datetime) -> bool:
    """Cancel what has not left yet. Says whether anything has, or may have."""
    for message in mails(application).filter(status__in=STILL_HERE):
        with suppress(Refused):  # a worker took it a moment ago
            outbox.cancel(message, by=by, at=at)
    return mails(application).exclude(status=Mail.CANCELLED).exists()
