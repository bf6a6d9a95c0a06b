"""What the clock does for cohorts: it carries out the placements that leads have asked for."""

from celery import shared_task
from django.utils import timezone

from cohorts.models import PlacementRun
from cohorts.workflow import placement as workflow


@shared_task
def tick() -> None:
    """Find what is due and hand each to a worker."""
    for pk in PlacementRun.objects.due().values_list("pk", flat=True):
        carry_out.delay(pk)


@shared_task
def carry_out(pk: int) -> None:
    """Make one proposal."""
    for run in PlacementRun.objects.filter(pk=pk):
        workflow.carry_out(run, at=timezone.now())
