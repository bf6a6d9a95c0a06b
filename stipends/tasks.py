"""What the clock does for stipends: it opens them, carries payouts a step further, and compares books at night."""

import logging

from celery import shared_task
from django.utils import timezone

from stipends import carrier, ledger
from stipends.models import Reconciliation
from stipends.workflow import reconciliation
from stipends.workflow import stipend as workflow

log = logging.getLogger(__name__)


@shared_task
def tick() -> None:
    """Open what was earned, and hand each due payout and each reconciliation asked for to a worker."""
    workflow.open_due(at=timezone.now())
    for pk in carrier.due():
        carry.delay(pk)
    for pk in Reconciliation.objects.due().values_list("pk", flat=True)[:1]:
        reconcile.delay(pk)


@shared_task
def carry(pk: int) -> None:
    """One step for one payout."""
    carrier.carry(pk, at=timezone.now())


@shared_task(soft_time_limit=540, time_limit=560)
def reconcile(pk: int) -> None:
    """Compare our book with the provider's."""
    reconciliation.carry_out(pk, at=timezone.now())


@shared_task
def nightly() -> None:
    """Ask for a reconciliation, and say in the log which claims about the ledger are broken."""
    reconciliation.ask(by=None, at=timezone.now())
    for invariant in ledger.check():
        for sentence in invariant.broken:
            log.error("%s: %s", invariant.name, sentence)
