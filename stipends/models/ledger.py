"""Double-entry book, in cents. Append-only; groups balance."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum, Window

from accounts.models import User
from stipends import money
from stipends.models.payout import Payout
from stipends.models.stipend import Stipend


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def readable_by_staff(self, user: User) -> LedgerEntryQuerySet:
        """Approvers and payout officers: all but those about themself. Anybody else: none."""
        if not user.has_perm("stipends.see_ledger"):
            return self.none()
        return self.exclude(stipend__enrollment__person=user)

    def with_people(self) -> LedgerEntryQuerySet:
        return self.select_related("stipend__enrollment__person", "stipend__terms__cohort", "payout", "by")

    def with_running_balance(self) -> LedgerEntryQuerySet:
        """Each entry with its account's balance after it, among the entries asked for."""
        running = Window(
            Sum("amount_cents"), partition_by=[F("currency"), F("account")], order_by=[F("at").asc(), F("pk").asc()]
        )
        return self.annotate(running_cents=running)


class LedgerEntry(models.Model):
    """One half of a posting: positive debits, negative credits. The entries of one `group` add up to zero."""

    class Account(models.TextChoices):
        EXPENSE = "expense", "Programme expense"
        PAYABLE = "payable", "Stipends payable"
        IN_TRANSIT = "in_transit", "Money in transit"
        CASH = "cash", "Cash"

    class Event(models.TextChoices):
        OPENED = "opened", "Stipend opened"
        SENDING = "sending", "Payout sent"
        PAID = "paid", "Payout paid"
        NOT_PAID = "not_paid", "Payout rejected or cancelled after sending"
        RETURNED = "returned", "Payout returned"
        GIVEN_UP = "given_up", "Stipend void, declined or rejected"
        REINSTATED = "reinstated", "Stipend owed again"

    group = models.UUIDField()
    key = models.CharField(max_length=120, unique=True)
    event = models.CharField(max_length=20, choices=Event)
    account = models.CharField(max_length=20, choices=Account)
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    stipend = models.ForeignKey(Stipend, models.PROTECT, related_name="ledger_entries")
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, blank=True, related_name="ledger_entries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "ledger entries"
        constraints = [models.CheckConstraint(condition=~Q(amount_cents=0), name="entry_is_not_zero")]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_event_display()}: {self.account} {self.amount_cents}"

    @property
    def amount(self) -> str:
        return money.text(self.amount_cents, self.currency)

    @property
    def running(self) -> str:
        """Of an entry fetched `with_running_balance`."""
        cents: int = vars(self)["running_cents"]
        return money.text(cents, self.currency)
