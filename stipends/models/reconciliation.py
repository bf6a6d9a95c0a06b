"""Our book held against the provider's, and the epoch that a restored database has to earn."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Max, Q, Value
from django.db.models.functions import Now

from accounts.models import User
from stipends.models.payout import Payout

FORGOTTEN_AFTER = timedelta(minutes=15)
SAME = ["kind", "payout", "reference", "sentence"]  # what makes two mismatches one difference


class ReconciliationQuerySet(models.QuerySet["Reconciliation"]):
    def with_open_counts(self) -> ReconciliationQuerySet:
        """Each with `open_count`: its mismatches that nobody has explained. The newest first."""
        unexplained = models.Count("mismatches", filter=Q(mismatches__explained_at__isnull=True))
        return self.annotate(open_count=unexplained).order_by("-asked_at", "-pk")  # Meta's order is lost by grouping

    def due(self) -> ReconciliationQuerySet:
        """Asked for, and nobody at work on them, by the database's clock."""
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=Now() - Value(FORGOTTEN_AFTER))
        return self.filter(free, ended_at__isnull=True).order_by("pk")


class Reconciliation(models.Model):
    """One comparison. Incomplete where the provider could not be read to the end; `trouble` says why."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    epoch = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_complete = models.BooleanField(default=False)
    compared = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"Reconciliation of {self.asked_at:%-d %B %Y, %H:%M} UTC"


class MismatchQuerySet(models.QuerySet["Mismatch"]):
    def unexplained(self) -> MismatchQuerySet:
        """Of every run, however old: each difference once, as it was found last; the newest first."""
        free = self.filter(explained_at__isnull=True).order_by()
        return self.filter(pk__in=free.values(*SAME).annotate(last=Max("pk")).values("last")).order_by("-pk")

    def same_as(self, mismatch: Mismatch) -> MismatchQuerySet:
        """The same difference, found by whichever run."""
        return self.filter(
            kind=mismatch.kind, payout=mismatch.payout, reference=mismatch.reference, sentence=mismatch.sentence
        )

    def readable_by_staff(self, user: User) -> MismatchQuerySet:
        """Approvers and payout officers: all but what pays them. Anybody else: none."""
        if not user.has_perm("stipends.see_ledger"):
            return self.none()
        return self.exclude(payout__person=user)


class Mismatch(models.Model):
    """One place where the two books differ. What a person found out about it is written once, and counts for every run
    that finds the same."""

    class Kind(models.TextChoices):
        MISSING = "missing", "Missing at the provider"
        EXTRA = "extra", "Paid there, not here"
        AMOUNT = "amount", "Another amount"
        CURRENCY = "currency", "Another currency"
        PAYEE = "payee", "Another payee"
        TWICE = "twice", "Paid twice"
        RETURNED = "returned", "Returned"
        UNKNOWN = "unknown", "Unknown reference"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reconciliation = models.ForeignKey(Reconciliation, models.PROTECT, related_name="mismatches")
    kind = models.CharField(max_length=20, choices=Kind)
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, blank=True, related_name="mismatches")
    reference = models.CharField(max_length=100, blank=True)
    sentence = models.CharField(max_length=300)
    explanation = models.TextField(blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = MismatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "mismatches"
        constraints = [
            models.CheckConstraint(
                condition=Q(explained_at__isnull=True) | ~Q(explanation=""), name="explained_mismatch_says_why"
            ),
        ]
        ordering = ["reconciliation", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.sentence}"


class PayoutEpoch(models.Model):
    """Which life of the database may send money. The highest signed number must be PAYOUT_EPOCH of the environment."""

    number = models.PositiveIntegerField(unique=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reconciliation = models.ForeignKey(Reconciliation, models.PROTECT, null=True, related_name="epochs")
    statement = models.TextField(blank=True, help_text="What was compared by hand: the bank's files and statements.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number=1)
                | Q(signed_at__isnull=False, signed_by__isnull=False, reconciliation__isnull=False) & ~Q(statement=""),
                name="later_epoch_is_signed",
            ),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Epoch {self.number}"
