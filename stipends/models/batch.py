"""Several payouts that go out together."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts import encryption
from accounts.models import User
from mlsafety_course.transitions import Move, Stateful
from stipends import money


class PayoutBatchQuerySet(models.QuerySet["PayoutBatch"]):
    def readable_by_staff(self, user: User) -> PayoutBatchQuerySet:
        """Approvers and payout officers: all but those that pay themself. Anybody else: none."""
        if not user.has_perm("stipends.see_ledger"):
            return self.none()
        return self.exclude(payouts__person=user)


class PayoutBatch(Stateful):
    """Frozen: rows, payee data and totals are fixed, and `sha256` names the file's bytes for good."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        FROZEN = "frozen", "Frozen"
        SENT = "sent", "Sent"
        SETTLED = "settled", "Settled"
        CANCELLED = "cancelled", "Cancelled"

    class Provider(models.TextChoices):
        BANK_CSV = "bank_csv", "Bank file (CSV)"
        PAYPAL_CSV = "paypal_csv", "PayPal Payouts web file (CSV)"
        PAYPAL_API = "paypal_api", "PayPal, paid by this site (Payouts API)"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.CharField(max_length=20, choices=Provider, default=Provider.BANK_CSV)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    file_encrypted = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pack_encrypted = models.TextField(blank=True, help_text="What its pack says besides the file, as JSON.")
    total_cents = models.PositiveBigIntegerField(default=0)
    payout_count = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PayoutBatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "payout batches"
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["frozen", "sent", "settled"])
                | Q(frozen_at__isnull=False, frozen_by__isnull=False, payout_count__gt=0) & ~Q(sha256=""),
                name="frozen_batch_has_a_file",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["sent", "settled"]) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="sent_batch_has_a_sender",
            ),
        ]
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"Batch {self.public_id.hex[:8]}"

    @property
    def total(self) -> str:
        return money.text(self.total_cents, self.currency)

    @property
    def file(self) -> str:
        """The frozen file as text (UTF-8), the same at every call; empty while open."""
        return encryption.decrypt(self.file_encrypted) if self.file_encrypted else ""

    @property
    def pack(self) -> str:
        """What was frozen for the books beside the file, as JSON (see `stipends.payout_pack`); empty while open."""
        return encryption.decrypt(self.pack_encrypted) if self.pack_encrypted else ""

    @property
    def file_name(self) -> str:
        return f"payouts-{self.public_id.hex[:8]}.csv"


class BatchMove(Move):
    subject = models.ForeignKey(PayoutBatch, models.PROTECT, related_name="moves")

    @property
    def title(self) -> str:
        return str(PayoutBatch.Status(self.target).label)
