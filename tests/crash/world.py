"""The people of the crash harness, what they do by hand, and the time that passes for all of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F

from accounts.models import User
from cohorts.models import Cohort
from mlsafety_course.transitions import Refused
from stipends.models import Payout, PayoutBatch, Stipend
from stipends.models.stipend import StipendQuerySet
from stipends.workflow import batch as batches
from stipends.workflow import review
from stipends.workflow import stipend as stipends
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_approver, make_payout_officer
from tests.factories.stipends import LATER, details_of, fresh, make_ready, make_terms
from tests.payout_simulator.process import PayoutSimulator

A_BATCH = 3


@dataclass
class World:
    """One cohort, one approver, two payout officers, and days that go by."""

    simulator: PayoutSimulator
    cohort: Cohort = field(default_factory=make_cohort)
    approver: User = field(default_factory=make_approver)
    officer: User = field(default_factory=make_payout_officer)
    second: User = field(default_factory=make_payout_officer)
    at: datetime = LATER

    def __post_init__(self) -> None:
        make_terms(self.cohort, budget_cents=10_000_000_00)

    def approve(self, stipend: Stipend) -> None:
        stipend = fresh(stipend)
        stipends.approve(stipend, digest=stipend.payee.digest if stipend.payee else "", by=self.approver, at=self.at)

    def freeze(self, rows: list[Stipend]) -> PayoutBatch:
        batch = batches.open_batch(provider="paypal_api", currency="USD", by=self.officer, at=self.at)
        batches.freeze(batch, rows, by=self.officer, at=self.at)
        return batch

    def a_frozen_batch(self) -> PayoutBatch:
        """New people, approved and frozen by the road that staff use."""
        rows = [make_ready(cohort=self.cohort) for _ in range(A_BATCH)]
        for row in rows:
            self.approve(row)
        return self.freeze([fresh(row) for row in rows])

    def send(self, batch: PayoutBatch) -> None:
        """The officer's click; a second one on a page that has gone stale is refused."""
        try:
            batches.send(PayoutBatch.objects.get(pk=batch.pk), by=self.officer, at=self.at)
        except Refused:
            return

    def pass_time(self, by: timedelta = timedelta(hours=1)) -> None:
        """Every instant that the database's clock is compared with moves back instead."""
        self.at += by
        Payout.objects.filter(due_at__isnull=False).update(due_at=F("due_at") - by, lease_until=F("lease_until") - by)

    def outlive_keys(self) -> None:
        """The provider forgets the keys of what nobody knows, and half their life is over here."""
        old = timedelta(days=16)
        unknown = Payout.objects.filter(status="unknown", reference__isnull=True, lease_until__isnull=True)
        for payout in unknown[:2]:
            Payout.objects.filter(pk=payout.pk).update(first_sent_at=F("first_sent_at") - old)
            self.simulator.change("key", payout.key[:30], is_known=0)

    def look_into(self) -> None:
        """What needs people: an officer and an approver look at PayPal's own pages, and say what they see there."""
        seen = {row["number"]: row for row in self.simulator.payments()}
        for payout in Payout.objects.filter(status="needs_review"):
            row = seen.get(payout.number)
            if row is not None and row["status"] == "UNCLAIMED":
                continue
            is_paid = row is not None and row["status"] == "SUCCESS"
            said = {"outcome": "paid" if is_paid else "rejected", "reference": row["reference"] if row else ""}
            for person in (self.second, self.approver):
                review.give_opinion(payout, **said, evidence="PayPal's activity page", by=person, at=self.at)

    def owed(self) -> StipendQuerySet:
        """What has not been paid yet."""
        return Stipend.objects.exclude(status="paid")

    def people_go_on(self) -> None:
        """Everything that waits for a person: details, approvals, another batch."""
        for stipend in Stipend.objects.with_people().filter(status="needs_details"):
            person = stipend.enrollment.person
            stipends.give_details(person, details_of(person), by=self.officer, at=self.at)
        for stipend in Stipend.objects.with_people().filter(status="ready"):
            self.approve(stipend)
        rows = list(Stipend.objects.with_people().filter(status="approved").exclude(payouts__status="created"))
        if rows:
            self.send(self.freeze(rows))
        for batch in PayoutBatch.objects.filter(status="frozen"):
            self.send(batch)
