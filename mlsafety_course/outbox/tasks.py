"""What the clock does for mail."""

from celery import shared_task
from django.utils import timezone

from mlsafety_course.outbox import delivery
from mlsafety_course.outbox.models import Message


@shared_task
def tick() -> None:
    """Find mail that is due and hand each to a worker; name what was left behind."""
    delivery.find_left_behind(at=timezone.now())
    for pk in Message.objects.due(timezone.now()).values_list("pk", flat=True)[:200]:
        deliver.delay(pk)


@shared_task
def deliver(pk: int) -> None:
    """Send one mail."""
    for message in Message.objects.filter(pk=pk):
        delivery.deliver(message, at=timezone.now())
