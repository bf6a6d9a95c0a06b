"""Reminding of an offer that nobody has answered, once, two days before it lapses."""

from datetime import datetime, timedelta

from django.db import transaction

from applications import emails
from applications.models import Application
from applications.workflow.lifecycle import Status
from mlsafety_course.outbox import post
from mlsafety_course.outbox.models import Message

BEFORE = timedelta(days=2)
QUIET_AFTER_OFFER = timedelta(days=1)


@transaction.atomic
def remind_all_due(at: datetime) -> int:
    """Write the reminders that are due; how many. Safe to repeat: one per offer and end, and an end that was moved is
    reminded of anew. Who heard of the offer less than a day ago is left in peace."""
    due = {emails.offer_reminder_key(application): application for application in _soon_to_lapse(at)}
    written = set(Message.objects.filter(key__in=due).values_list("key", flat=True))
    letters = [emails.offer_reminder(application) for key, application in due.items() if key not in written]
    post.write(*letters, at=at)
    return len(letters)


def is_due(at: datetime) -> bool:
    """Whether an offer is near its end, reminded of or not."""
    return bool(_soon_to_lapse(at))


def _soon_to_lapse(at: datetime) -> list[Application]:
    offered = Application.objects.filter(status=Status.ADMITTED, confirm_by__gt=at, confirm_by__lte=at + BEFORE)
    quiet = offered.filter(decided_at__lte=at - QUIET_AFTER_OFFER)
    return list(quiet.select_related("round__cohort", "applicant").order_by("confirm_by", "pk"))
