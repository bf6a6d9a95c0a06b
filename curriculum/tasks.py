"""What the clock does for learning."""

from celery import shared_task
from django.utils import timezone

from curriculum.workflow import completion


@shared_task
def tick() -> None:
    """Award completion to everyone whose time has come."""
    completion.award_due(at=timezone.now())
