"""What a completed participant is owed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum

from accounts.models import User
from cohorts.models import Cohort, Enrollment
from curriculum.models import Completion
from mlsafety_course.transitions import Move, Stateful
from stipends import money
from stipends.models.payee import Payee

WAITING = ["needs_details", "ready", "approved"]  # no money has left: it can be held, given up, get other details
SHELVES = {
    "ready": Q(status="ready", held_at__isnull=True),
    "held": Q(held_at__isnull=False, status__in=WAITING),
    "needs_details": Q(status="needs_details"),
    "approved": Q(status="approved", held_at__isnull=True),
    "paying": Q(status="paying"),
    "paid": Q(status="paid"),
    "ended": Q(status__in=["declined", "rejected", "void"]),
}
COMMITTED = ["approved", "paying", "paid"]  # what a budget has already promised


class StipendTermsQuerySet(models.QuerySet["StipendTerms"]):
    def with_totals(self) -> StipendTermsQuerySet:
        """Cents per step of the road: `owed` (open, not approved), `approved`, `in_flight`, `paid`."""
        steps = {"owed": ["needs_details", "ready", "returned"], "approved": ["approved"], "in_flight": ["paying"]}
        sums = {
            f"{name}_cents": Sum("stipends__amount_cents", filter=Q(stipends__status__in=statuses), default=0)
            for name, statuses in {**steps, "paid": ["paid"]}.items()
        }
        return self.annotate(**sums)


class StipendTerms(models.Model):
    """What a cohort pays and out of which budget. Amounts in cents."""

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="stipend_terms")
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="USD")
    budget_cents = models.PositiveBigIntegerField()
    budget_code = models.CharField(max_length=40)
    purpose = models.CharField(max_length=140, help_text="What the bank statement says.")
    usual_days = models.PositiveSmallIntegerField("usually paid within days", default=21)

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
    def totals(self) -> dict[str, str]:
        """What `with_totals` found, in words, and what the budget has left."""
        steps = {name: getattr(self, f"{name}_cents") for name in ("owed", "approved", "in_flight", "paid")}
        left = self.budget_cents - sum(cents for name, cents in steps.items() if name != "owed")
        return {name: money.text(cents, self.currency) for name, cents in {**steps, "left": left}.items()}


class TermsChange(models.Model):
    """What the terms said from an instant on. Append-only."""

    terms = models.ForeignKey(StipendTerms, models.PROTECT, related_name="changes")
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    budget_cents = models.PositiveBigIntegerField()
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


class StipendQuerySet(models.QuerySet["Stipend"]):
    def of(self, person: User) -> StipendQuerySet:
        return self.filter(enrollment__person=person)

    def readable_by_staff(self, user: User) -> StipendQuerySet:
        """Approvers and payout officers: all but their own. Anybody else: none."""
        if not user.has_perm("stipends.see_ledger"):
            return self.none()
        return self.exclude(enrollment__person=user)

    def last_of(self, person: User) -> Stipend | None:
        """The one that the person's page is about."""
        return self.of(person).with_people().order_by("-opened_at", "-pk").first()

    def on_shelf(self, name: str) -> StipendQuerySet:
        """Staff's shelves: held ones stand apart from those that can be approved."""
        return self.filter(SHELVES[name])

    def on_shelves(self) -> dict[str, int]:
        """How many stand on each shelf, in one query."""
        return self.aggregate(**{name: models.Count("pk", filter=shelf) for name, shelf in SHELVES.items()})

    def by_promise(self) -> StipendQuerySet:
        """The earliest promised day first."""
        return self.order_by(F("expected_on").asc(nulls_last=True), "opened_at", "pk")

    def payable(self) -> StipendQuerySet:
        """Approved, not held and not in a frozen batch: what a batch may freeze."""
        free = self.filter(status=Stipend.Status.APPROVED, held_at__isnull=True)
        return free.exclude(payouts__status="created")

    def releasable_by(self, officer: User) -> StipendQuerySet:
        """Payable ones that this person neither approved nor receives, and whose recipient they did not enter."""
        free = self.payable().exclude(enrollment__person=officer).exclude(approved_by=officer)
        return free.exclude(payee__given_by=officer)

    def with_people(self) -> StipendQuerySet:
        return self.select_related(
            "enrollment__person", "enrollment__cohort", "completion", "payee__given_by", "terms", "approved_by"
        )

    def committed(self) -> StipendQuerySet:
        """What counts against the budget: approved, on its way or paid."""
        return self.filter(status__in=COMMITTED)


class Stipend(Stateful):
    """One per completion; amount and currency frozen from the terms when it opened."""

    class Status(models.TextChoices):
        NEEDS_DETAILS = "needs_details", "Needs details"
        READY = "ready", "Ready for approval"
        APPROVED = "approved", "Approved"
        PAYING = "paying", "Being paid"
        PAID = "paid", "Paid"
        DECLINED = "declined", "Declined"
        REJECTED = "rejected", "Rejected"
        RETURNED = "returned", "Returned"
        VOID = "void", "Void"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.OneToOneField(Enrollment, models.PROTECT, related_name="stipend")
    completion = models.OneToOneField(Completion, models.PROTECT, related_name="stipend")
    terms = models.ForeignKey(StipendTerms, models.PROTECT, related_name="stipends")
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=20, choices=Status, default=Status.NEEDS_DETAILS)
    withheld_cents = models.PositiveIntegerField(default=0)
    withheld_reason = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    expected_on = models.DateField(null=True, blank=True, help_text="The day we told the person.")
    payee = models.ForeignKey(Payee, models.PROTECT, null=True, blank=True, related_name="stipends")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_digest = models.CharField(max_length=64, blank=True, help_text="Payee digest that was approved.")
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    hold_reason = models.TextField(blank=True)

    objects = StipendQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "paying", "paid"])
                | Q(payee__isnull=False, approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_digest=""),
                name="approved_stipend_has_payee_and_approver",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | ~Q(hold_reason="") & Q(held_by__isnull=False),
                name="held_stipend_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(withheld_cents=0) | ~Q(withheld_reason="") & Q(withheld_cents__lt=F("amount_cents")),
                name="withheld_is_a_part_with_a_reason",
            ),
        ]
        ordering = ["opened_at", "pk"]

    def __str__(self) -> str:
        return f"Stipend of {self.enrollment.person}"

    @property
    def amount(self) -> str:
        return money.text(self.amount_cents, self.currency)

    @property
    def withheld(self) -> str:
        return money.text(self.withheld_cents, self.currency)

    @property
    def net_cents(self) -> int:
        return self.amount_cents - self.withheld_cents

    @property
    def net(self) -> str:
        return money.text(self.net_cents, self.currency)

    @property
    def is_held(self) -> bool:
        return self.held_at is not None

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING


class StipendMove(Move):
    """A note (a hold, its end) is a move that stays where it is."""

    subject = models.ForeignKey(Stipend, models.PROTECT, related_name="moves")

    @property
    def title(self) -> str:
        return self.reason if self.source == self.target else str(Stipend.Status(self.target).label)

    @property
    def why(self) -> str:
        return "" if self.source == self.target else self.reason
