"""What the clock does for applications: drafts sent, offers reminded of, and who waits for a round told."""

from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from applications.models import Application, Round
from applications.workflow import interest, reminding, sending

LOOKED_BACK = timedelta(days=2)


@shared_task
def tick() -> None:
    """Find the rounds with such drafts and hand each to a worker; what is older, `reviewing.assign` sends."""
    at = timezone.now()
    lately = Q(round__closes_at__gt=at - LOOKED_BACK) | Q(late_until__gt=at - LOOKED_BACK)
    due = Application.objects.waiting(at).filter(lately).order_by()
    for pk in due.values_list("round", flat=True).distinct():
        send_waiting.delay(pk)
    if reminding.is_due(at):
        remind.delay()
    if interest.waiting(at):
        tell_interested.delay()


@shared_task
def send_waiting(pk: int) -> None:
    """Send the drafts of one round that are due."""
    for round_ in Round.objects.filter(pk=pk):
        sending.send_waiting(round_, timezone.now())


@shared_task
def tell_interested() -> None:
    """Tell those who asked to be told when a round opens, and drop addresses that nobody confirmed."""
    interest.tell_all_waiting(timezone.now())


@shared_task
def remind() -> None:
    """Remind of the offers that are about to lapse."""
    reminding.remind_all_due(timezone.now())
