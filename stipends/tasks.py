"""What the clock does for stipends: it opens them. No task moves money."""

from celery import shared_task
from django.utils import timezone

from stipends.workflow import stipend as workflow


@shared_task
def tick() -> None:
    """Open a stipend for every completion that has none."""
    workflow.open_due(at=timezone.now())
