"""What a cohort pays, out of which budget, and what has to be there first."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum

from cohorts.models import Cohort
from stipends import money


class StipendTermsQuerySet(models.QuerySet["StipendTerms"]):
    def with_totals(self) -> StipendTermsQuerySet:
        """Cents per step of the road: `owed` (open, not approved), `approved`, `in_flight`, `paid`."""
        steps = {"owed": ["needs_details", "ready", "returned"], "approved": ["approved"], "in_flight": ["paying"]}
        sums = {
            f"{name}_cents": Sum("stipends__amount_cents", filter=Q(stipends__status__in=statuses), default=0)
            for name, statuses in {**steps, "paid": ["paid"]}.items()
        }
        return self.annotate(**sums)


class Bearer(models.TextChoices):
    """Who pays what the transfer costs."""

    US = "us", "The programme"
    PERSON = "person", "The person"


class StipendTerms(models.Model):
    """What a cohort pays and out of which budget. Amounts in cents."""

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="stipend_terms")
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="USD")
    budget_cents = models.PositiveBigIntegerField()
    budget_code = models.CharField(max_length=40)
    purpose = models.CharField(max_length=140, help_text="What the bank statement says.")
    usual_days = models.PositiveSmallIntegerField("usually paid within days", default=21)
    fee_bearer = models.CharField("who bears the fee", max_length=10, choices=Bearer, default=Bearer.US)
    needs_tax_form = models.BooleanField("tax form before approval", default=False)
    needs_screening = models.BooleanField("sanctions screening before approval", default=False)

    objects = StipendTermsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stipend terms"
        permissions = [
            ("approve_stipend", "Can approve stipends"),
            ("pay_stipend", "Can freeze, send and settle payout batches"),
            ("see_ledger", "Can read stipends, batches and the ledger"),
        ]
        constraints = [models.CheckConstraint(condition=Q(amount_cents__gt=0), name="stipend_is_above_zero")]
        ordering = ["cohort"]

    def __str__(self) -> str:
        return f"Stipend of {self.cohort}"

    @property
    def amount(self) -> str:
        return money.text(self.amount_cents, self.currency)

    @property
    def budget(self) -> str:
        return money.text(self.budget_cents, self.currency)

    @property
    def committed_cents(self) -> int:
        """What `with_totals` found approved, on its way and paid."""
        found = vars(self)
        return int(found["approved_cents"] + found["in_flight_cents"] + found["paid_cents"])

    @property
    def short_cents(self) -> int:
        """By how much the budget is too small for all that `with_totals` found earned."""
        return max(0, self.committed_cents + int(vars(self)["owed_cents"]) - self.budget_cents)

    @property
    def short(self) -> str:
        return money.text(self.short_cents, self.currency)

    @property
    def totals(self) -> dict[str, str]:
        """What `with_totals` found, in words, and what the budget has left."""
        steps = {name: vars(self)[f"{name}_cents"] for name in ("owed", "approved", "in_flight", "paid")}
        sums = {"committed": self.committed_cents, "left": self.budget_cents - self.committed_cents}
        sums["came_back"] = vars(self).get("came_back_cents", 0)
        return {name: money.text(cents, self.currency) for name, cents in {**steps, **sums}.items()}


class TermsChange(models.Model):
    """What the terms said from an instant on. Append-only."""

    terms = models.ForeignKey(StipendTerms, models.PROTECT, related_name="changes")
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    budget_cents = models.PositiveBigIntegerField()
    fee_bearer = models.CharField(max_length=10, choices=Bearer, default=Bearer.US)
    needs_tax_form = models.BooleanField(default=False)
    needs_screening = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["terms", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.terms}: {self.amount}"

    @property
    def amount(self) -> str:
        return money.text(self.amount_cents, self.currency)

    @property
    def budget(self) -> str:
        return money.text(self.budget_cents, self.currency)
