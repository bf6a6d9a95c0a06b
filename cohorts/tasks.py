"""What the clock does for cohorts: it carries out placements that leads have asked for, and tells of clock changes."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from cohorts.models import PlacementRun
from cohorts.workflow import clock_change
from cohorts.workflow import placement as workflow

EVERY = 10 * 60  # seconds between two looks at the clocks: they change for the week to come


@shared_task
def tick() -> None:
    """Find what is due and hand each to a worker."""
    for pk in PlacementRun.objects.due().values_list("pk", flat=True):
        carry_out.delay(pk)

    if cache.add("cohorts:clock-changes", True, timeout=EVERY):
        tell_clock_changes.delay()


@shared_task
def tell_clock_changes() -> None:
    """Write to people whose meeting of next week is at another hour or day for them."""
    clock_change.tell_due(at=timezone.now())


@shared_task
def carry_out(pk: int) -> None:
    """Make one proposal."""
    for run in PlacementRun.objects.filter(pk=pk):
        workflow.carry_out(run, at=timezone.now())
