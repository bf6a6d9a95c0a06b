"""One attempt to pay one stipend."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models import User
from mlsafety_course.transitions import Move, Stateful
from stipends import money
from stipends.models.batch import PayoutBatch
from stipends.models.payee import Payee
from stipends.models.stipend import Stipend
from stipends.models.terms import Bearer

LIVE = ["created", "sending", "unknown", "unclaimed", "needs_review", "paid"]
IN_FLIGHT = ["sending", "unknown", "unclaimed", "needs_review"]  # sent, and nobody can say yet how it ended
CARRIED = ["sending", "unknown", "unclaimed"]  # what a machine asks about
FREE = Q(lease_until__isnull=True) | Q(lease_until__lte=Now())  # no worker has it


class PayoutQuerySet(models.QuerySet["Payout"]):
    def due(self) -> PayoutQuerySet:
        """What a machine carries and nobody holds, by the database's clock; the longest waiting first."""
        return self.filter(FREE, status__in=CARRIED, due_at__lte=Now()).order_by("due_at", "pk")

    def never_left(self) -> PayoutQuerySet:
        """What a machine carries and of which no request can have left: turned away so far, and nobody holds it now."""
        return self.filter(FREE, status=Payout.Status.SENDING, due_at__isnull=False, first_sent_at__isnull=True)

    def under_review(self, at: datetime) -> PayoutQuerySet:
        """What two people decide: what no machine can settle, and what a machine carries that should have been claimed
        or come back by now, while the provider says nothing that helps."""
        silent = Q(status=Payout.Status.UNCLAIMED, due_at__isnull=False, misses__gt=0, claim_by__lt=at)
        return self.filter(Q(status=Payout.Status.NEEDS_REVIEW) | silent)

    def readable_by_staff(self, user: User) -> PayoutQuerySet:
        """Approvers and payout officers: all but what pays them. Anybody else: none."""
        if not user.has_perm("stipends.see_ledger"):
            return self.none()
        return self.exclude(person=user)

    def paid_in(self, year: int) -> PayoutQuerySet:
        """Confirmed in that year (UTC) and not returned since, person by person."""
        paid = self.filter(status=Payout.Status.PAID, settled_at__year=year)
        return paid.order_by("person__full_name", "person", "currency", "settled_at", "pk")

    def years_paid(self) -> models.QuerySet[Payout, int]:
        """The years in which something was paid, the latest first."""
        paid = self.filter(status=Payout.Status.PAID).order_by("-settled_at__year")
        return paid.values_list("settled_at__year", flat=True).distinct()

    def with_people(self) -> PayoutQuerySet:
        return self.select_related("person", "approver", "releaser", "payee", "batch", "stipend__terms")


class Payout(Stateful):
    """At freezing it copies who, whom, how much and by whose word; the three people differ.

    `key` is deterministic (see `stipends.payout_key`), so that a retry or a restored backup asks for the same payment.
    Where a machine carries it: `due_at` is when to look at it next, `lease_until` until when one worker has it, `tries`
    the number of claims (an answer to an older claim is dropped), `misses` the answers in a row that said nothing.
    """

    class Status(models.TextChoices):
        CREATED = "created", "Created"
        SENDING = "sending", "Sending"
        PAID = "paid", "Paid"
        REJECTED = "rejected", "Rejected"
        UNCLAIMED = "unclaimed", "Unclaimed"
        UNKNOWN = "unknown", "Unknown"
        NEEDS_REVIEW = "needs_review", "Needs review"
        RETURNED = "returned", "Returned"
        CANCELLED = "cancelled", "Cancelled"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=16, unique=True, help_text="What the bank's file and result call it.")
    key = models.CharField(max_length=64, unique=True)
    stipend = models.ForeignKey(Stipend, models.PROTECT, related_name="payouts")
    batch = models.ForeignKey(PayoutBatch, models.PROTECT, related_name="payouts")
    attempt = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=Status, default=Status.CREATED)

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="payouts")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    releaser = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="payouts")
    payee_digest = models.CharField(max_length=64)

    gross_cents = models.PositiveIntegerField()
    withheld_cents = models.PositiveIntegerField(default=0)
    withheld_reason = models.CharField(max_length=200, blank=True)
    net_cents = models.PositiveIntegerField()
    fee_cents = models.PositiveIntegerField(default=0)
    fee_bearer = models.CharField(max_length=10, choices=Bearer, default=Bearer.US)
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001 - unique where given
    settled_at = models.DateTimeField(null=True, blank=True)

    due_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    misses = models.PositiveSmallIntegerField(default=0)
    first_sent_at = models.DateTimeField(null=True, blank=True, help_text="When a request may first have arrived.")
    claim_by = models.DateTimeField(null=True, blank=True, help_text="Until when the person can claim it.")
    transaction_id = models.CharField(max_length=60, blank=True, help_text="The provider's own name of the transfer.")
    waits_for = models.CharField(max_length=200, blank=True, help_text="What the provider last said, for staff.")

    objects = PayoutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stipend"], condition=Q(status__in=LIVE), name="one_live_payout_per_stipend"
            ),
            models.UniqueConstraint(fields=["stipend", "attempt"], name="one_payout_per_attempt"),
            models.UniqueConstraint(fields=["reference"], name="one_payout_per_reference"),
            models.CheckConstraint(
                condition=~Q(person=F("approver")) & ~Q(person=F("releaser")) & ~Q(approver=F("releaser")),
                name="three_people_make_a_payout",
            ),
            models.CheckConstraint(
                condition=Q(gross_cents=F("net_cents") + F("withheld_cents")), name="gross_is_net_and_withheld"
            ),
            models.CheckConstraint(
                condition=Q(withheld_cents=0) | ~Q(withheld_reason=""), name="withheld_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(status="paid") | Q(reference__isnull=False, settled_at__isnull=False),
                name="paid_payout_has_a_reference",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="due_payouts")]
        ordering = ["batch", "number"]

    def __str__(self) -> str:
        return f"Payout {self.number}"

    @property
    def gross(self) -> str:
        return money.text(self.gross_cents, self.currency)

    @property
    def fee(self) -> str:
        return money.text(self.fee_cents, self.currency)

    @property
    def withheld(self) -> str:
        return money.text(self.withheld_cents, self.currency)

    @property
    def net(self) -> str:
        return money.text(self.net_cents, self.currency)


class PayoutMove(Move):
    subject = models.ForeignKey(Payout, models.PROTECT, related_name="moves")


class PayoutOpinion(models.Model):
    """What one person found out about a payout that no machine could settle. Append-only; two agreeing ones decide."""

    class Outcome(models.TextChoices):
        PAID = "paid", "It was paid"
        REJECTED = "rejected", "It was not paid"

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="opinions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reference = models.CharField(max_length=100, blank=True)
    evidence = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(evidence=""), name="opinion_has_evidence"),
            models.CheckConstraint(condition=~Q(outcome="paid") | ~Q(reference=""), name="paid_opinion_has_reference"),
        ]
        ordering = ["payout", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.payout}: {self.get_outcome_display()}"
