"""What the clock does across apps: the TAs' daily mails, and asking approvers to look again."""

from celery import shared_task
from django.utils import timezone

from mlsafety_course.home import daily, rechecks


@shared_task
def tick() -> None:
    daily.write_due(at=timezone.now())
    rechecks.ask_due(at=timezone.now())
