"""Stipends for tests, by the road that people take: earned, details given, approved, frozen, sent, settled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from accounts.models import User
from cohorts.models import Cohort
from curriculum.models import Completion, CompletionPolicy
from stipends.models import Payout, PayoutBatch, Stipend, StipendTerms
from stipends.workflow import batch as batches
from stipends.workflow import settling
from stipends.workflow import stipend as stipends
from stipends.workflow.payee import PayeeDetails
from stipends.workflow.terms import set_terms
from tests.factories.cohorts import make_cohort, make_enrollment
from tests.factories.people import make_approver, make_payout_officer, make_person

EARNED = datetime(2023, 4, 24, 12, tzinfo=UTC)
LATER = EARNED + timedelta(days=2)
PAYPAL = PayeeDetails("Ada Okafor", "NG", "paypal", "ada@example.com")
BANK = PayeeDetails("Ada Okafor", "NG", "bank", "R-2023-0042")
EVIDENCE = {
    "verdict": "met",
    "is_complete": True,
    "requirements": [
        {
            "label": "Attend at least 5 weekly discussions",
            "have": 8,
            "need": 5,
            "verdict": "met",
            "evidence": ["Week 1"],
        },
        {"label": "Pass at least 9 of 10 homeworks", "have": 10, "need": 9, "verdict": "met", "evidence": []},
    ],
    "exceptions": [],
}
_numbers = count(1)


def make_terms(cohort: Cohort | None = None, *, budget_cents: int = 100_000_00) -> StipendTerms:
    """$500 a person."""
    return set_terms(
        cohort or make_cohort(), amount_cents=500_00, budget_cents=budget_cents, budget_code="MLS-2023",
        purpose="Intro to ML Safety stipend", by=make_payout_officer(), at=EARNED - timedelta(days=60),
    )  # fmt: skip


def make_completion(person: User | None = None, cohort: Cohort | None = None) -> Completion:
    """An award as curriculum makes it, in a cohort with terms."""
    cohort = cohort or make_cohort()
    if not StipendTerms.objects.filter(cohort=cohort).exists():
        make_terms(cohort)
    policy = CompletionPolicy.objects.get_or_create(cohort=cohort, version=1)[0]
    enrollment = make_enrollment(cohort, person or make_person(f"Ada Okafor {next(_numbers)}"))
    return Completion.objects.create(enrollment=enrollment, policy=policy, evidence=EVIDENCE, awarded_at=EARNED)


def make_stipend(person: User | None = None, cohort: Cohort | None = None) -> Stipend:
    """Open, waiting for details."""
    completion = make_completion(person, cohort)
    stipends.open_due(at=EARNED)
    return fresh(completion.stipend)


def fresh(stipend: Stipend) -> Stipend:
    """The stipend as the database has it now."""
    return Stipend.objects.with_people().get(pk=stipend.pk)


def details_of(person: User, method: str = "paypal") -> PayeeDetails:
    """Details in the person's own name, with a destination of their own."""
    own = {"paypal": f"pay-{person.email}", "bank": f"R-{person.pk}", "other": f"By cheque {person.pk}"}
    return PayeeDetails(person.full_name, "GB", method, own[method])


def give_details(stipend: Stipend, details: PayeeDetails | None = None, *, at: datetime = EARNED) -> Stipend:
    person = stipend.enrollment.person
    stipends.give_details(person, details or details_of(person), by=person, at=at)
    return fresh(stipend)


def make_ready(person: User | None = None, cohort: Cohort | None = None, *, method: str = "paypal") -> Stipend:
    """Details given: in the approver's queue."""
    stipend = make_stipend(person, cohort)
    return give_details(stipend, details_of(stipend.enrollment.person, method))


def approve(stipend: Stipend, by: User | None = None, *, at: datetime = LATER) -> Stipend:
    stipend = fresh(stipend)
    assert stipend.payee
    stipends.approve(stipend, digest=stipend.payee.digest, by=by or make_approver(), at=at)
    return fresh(stipend)


def make_approved(person: User | None = None, cohort: Cohort | None = None, *, method: str = "paypal") -> Stipend:
    return approve(make_ready(person, cohort, method=method))


def make_batch(*, provider: str = "paypal_csv", by: User | None = None) -> PayoutBatch:
    """An open one."""
    return batches.open_batch(provider=provider, currency="USD", by=by or make_payout_officer(), at=LATER)


def freeze(
    rows: Sequence[Stipend], *, by: User | None = None, provider: str = "paypal_csv", at: datetime = LATER
) -> PayoutBatch:
    """A frozen batch of these stipends."""
    by = by or make_payout_officer()
    batch = make_batch(provider=provider, by=by)
    batches.freeze(batch, rows, by=by, at=at)
    return batch


def send(
    rows: Sequence[Stipend], *, by: User | None = None, provider: str = "paypal_csv", at: datetime = LATER
) -> PayoutBatch:
    """A batch on its way."""
    by = by or make_payout_officer()
    batch = freeze(rows, by=by, provider=provider, at=at)
    batches.send(batch, by=by, at=at)
    return batch


def settle(batch: PayoutBatch, *, by: User | None = None) -> None:
    """Every payout paid, each under a reference of its own."""
    for payout in Payout.objects.filter(batch=batch, status="sending"):
        settling.settle(payout, f"REF-{payout.number}", by=by or make_payout_officer(), at=LATER)


def make_paid(person: User | None = None, cohort: Cohort | None = None) -> Stipend:
    stipend = make_approved(person, cohort)
    settle(send([stipend]))
    return fresh(stipend)


def other_details(stipend: Stipend) -> PayeeDetails:
    """The same person, another address."""
    return replace(details_of(stipend.enrollment.person), destination=f"new-{stipend.enrollment.person.email}")
