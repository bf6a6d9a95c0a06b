"""Which life of the database may send money: a restored one first proves that it knows what the old one paid."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.models import Group, User
from mlsafety_course.transitions import Refused
from stipends.models import PayoutBatch, PayoutEpoch, Reconciliation
from stipends.workflow import rights

STOPPED = (
    "Payments are stopped: this database was restored from a backup, and nobody has yet compared it with what was "
    "really paid. Nothing has been changed. See the page “Reconciliation” for what to do."
)


def signed() -> int:
    """The highest epoch that somebody answers for; 0 where there is none."""
    return PayoutEpoch.objects.order_by("-number").values_list("number", flat=True).first() or 0


def is_current() -> bool:
    return bool(signed() == settings.PAYOUT_EPOCH)


def is_of_an_earlier_life(batch: PayoutBatch) -> bool:
    """Whether it was frozen before the present epoch was signed: that it was sent since may be lost here."""
    signed_at = PayoutEpoch.objects.order_by("-number").values_list("signed_at", flat=True).first()
    return bool(signed_at and batch.frozen_at and batch.frozen_at < signed_at)


def refuse_unless_current() -> None:
    """Stands before everything that sends money: freezing, sending, carrying."""
    if not is_current():
        raise Refused(STOPPED)


@transaction.atomic
def sign(reconciliation: Reconciliation, statement: str, *, by: User, at: datetime) -> PayoutEpoch:
    """Let payments go on in the environment's epoch. `statement`: what was compared by hand, files above all."""
    rights.must_hold(by, Group.PAYOUT_OFFICER)
    wanted = settings.PAYOUT_EPOCH
    if wanted <= signed():
        raise Refused("There is nothing to sign: PAYOUT_EPOCH is not above the last signed epoch.")
    if reconciliation.epoch != wanted or not reconciliation.is_complete:
        raise Refused("Sign with a reconciliation that was finished after the restore. Start a new one.")
    if reconciliation.mismatches.filter(explained_at__isnull=True).exists():
        raise Refused("Some differences are not explained yet. Explain each, or reconcile again once it is mended.")
    if not statement.strip():
        raise Refused("Say what you compared the payment files with. Nothing has been signed.")
    return PayoutEpoch.objects.create(
        number=wanted, signed_at=at, signed_by=by, reconciliation=reconciliation, statement=statement
    )
