"""What a completed participant is owed."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from cohorts.models import Enrollment
from curriculum.models import Completion
from mlsafety_course.transitions import Move, Stateful
from stipends import money
from stipends.models.payee import Payee
from stipends.models.terms import StipendTerms

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
OWN_WINDOW = timedelta(days=14)  # for payment details, counted from the opening of a stipend
COMMITTED = ["approved", "paying", "paid"]  # what a budget has already promised


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

    def to_check(self) -> StipendQuerySet:
        """Those whose money has not left and may yet leave, by the names of their people."""
        return self.filter(status__in=WAITING).order_by("enrollment__person__full_name", "pk")

    def by_promise(self) -> StipendQuerySet:
        """The earliest promised day first."""
        return self.order_by(F("expected_on").asc(nulls_last=True), "opened_at", "pk")

    def payable(self) -> StipendQuerySet:
        """Approved, not held and not in a frozen batch: what a batch may freeze."""
        free = self.filter(status=Stipend.Status.APPROVED, held_at__isnull=True)
        return free.exclude(payouts__status="created")

    def could_be_paid_again(self) -> StipendQuerySet:
        """All but those that this database knows as paid or as ended."""
        return self.exclude(status__in=["void", "declined", "rejected"]).exclude(payouts__status="paid")

    def releasable_by(self, officer: User) -> StipendQuerySet:
        """Payable ones that this person neither approved nor receives, and whose recipient they did not enter."""
        free = self.payable().exclude(enrollment__person=officer).exclude(approved_by=officer)
        return free.exclude(payee__given_by=officer)

    def with_people(self) -> StipendQuerySet:
        return self.select_related(
            "enrollment__person", "enrollment__cohort", "completion", "payee__given_by", "terms", "approved_by"
        )

    def taking_details(self, at: datetime) -> StipendQuerySet:
        """Whose own window is open, or whose money did not arrive: payments of what waits have failed or come back."""
        is_new = Q(opened_at__lte=at, opened_at__gt=at - OWN_WINDOW)
        return self.filter(is_new | Q(payouts__status__in=["rejected", "returned"]), status__in=WAITING)

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
        """A hold on what has ended stops nothing; it counts again after an appeal."""
        return self.held_at is not None and self.is_waiting

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING

    @property
    def details_close_at(self) -> datetime:
        """With its cohort's; what opens late, or shortly before, has a window of its own."""
        return max(self.enrollment.cohort.details_close_at, self.opened_at + OWN_WINDOW)

    def can_be_declined(self, at: datetime) -> bool:
        """Before it is approved, until payment details close."""
        return self.status in WAITING[:2] and at < self.details_close_at


class StipendMove(Move):
    """A note (a hold, its end) is a move that stays where it is."""

    subject = models.ForeignKey(Stipend, models.PROTECT, related_name="moves")

    @property
    def title(self) -> str:
        return self.reason if self.source == self.target else str(Stipend.Status(self.target).label)

    @property
    def why(self) -> str:
        return "" if self.source == self.target else self.reason
