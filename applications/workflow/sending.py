"""What the clock sends: drafts whose writers chose that, if they are complete when nothing can arrive any more."""

from datetime import datetime

from django.db import transaction

from applications import emails, snapshot
from applications.completeness import problems
from applications.models import Application, Round
from applications.workflow import drafting
from applications.workflow.lifecycle import SUBMIT, Status

CHOSEN = "Complete at the deadline, and sent as it stood, as the applicant had chosen."


def send_waiting(round_: Round, at: datetime) -> int:
    """Send every draft of the round that is due, as of its own deadline; returns how many.

    Safe to run twice or at once: each draft is looked at again under its lock. Incomplete ones stay drafts.
    """
    waiting = Application.objects.waiting(at).filter(round=round_).select_related("round__cohort", "applicant")
    return sum(_send(application, at) for application in waiting.order_by("pk") if is_waiting(application, at))


def send_all_waiting(at: datetime) -> int:
    """The same for every round."""
    return sum(send_waiting(round_, at) for round_ in Round.objects.filter(closes_at__lte=at))


def counts_as_sent(application: Application, at: datetime) -> bool:
    """Whether this draft is sent with the next tick: chosen, its deadline and the grace over, and complete.

    Two queries, and only for a draft that waits (reads the round).
    """
    return is_waiting(application, at) and not problems(*snapshot.written(application))


def is_waiting(application: Application, at: datetime) -> bool:
    is_chosen = application.status == Status.DRAFT and application.send_at_deadline
    return is_chosen and at >= application.closes_at + application.round.grace


@transaction.atomic
def _send(application: Application, at: datetime) -> bool:
    drafting.lock(application)
    if not counts_as_sent(application, at):
        return False
    arrived = application.closes_at
    number = application.number or drafting.new_number()
    SUBMIT.apply(application, by=None, at=at, reason=CHOSEN, submitted_at=arrived, number=number)
    drafting.record(application, emails.sent_at_deadline, arrived=arrived, at=at)
    return True
