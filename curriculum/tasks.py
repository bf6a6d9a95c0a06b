"""What the clock does for learning."""

from celery import shared_task
from django.utils import timezone

from curriculum.workflow import completion, orphans, results, staying


@shared_task
def tick() -> None:
    """Award completion to everyone whose time has come, tell the others their result, ask who has been missed."""
    at = timezone.now()
    completion.award_due(at=at)
    results.release_due(at=at)
    staying.write_due(at=at)


@shared_task
def sweep_uploads() -> None:
    """Delete uploaded files whose rows never came."""
    orphans.sweep(at=timezone.now())
