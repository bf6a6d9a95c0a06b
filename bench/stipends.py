"""Freezing 10,000 stipends held against writing the same rows in bulk, and the approvers' queue, small and large."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from time import perf_counter

from django.contrib.auth.models import Group as AuthGroup
from django.db import connection, transaction

from accounts import encryption
from accounts.models import Group, User
from bench.measuring import FLOOR, measure, signed_in, told
from cohorts.models import Cohort, Enrollment
from cohorts.workflow import cohort as cohorts
from curriculum.models import Completion, CompletionPolicy
from stipends.models import Payee, Payout, PayoutBatch, Stipend
from stipends.workflow import batch as batches
from stipends.workflow import payee as payees
from stipends.workflow.payee import PayeeDetails
from stipends.workflow.terms import set_terms

FEW, MANY = 50, 10_000
ROUNDS = 3
BEGAN = datetime(2023, 2, 1, tzinfo=UTC)
EARNED = datetime(2023, 4, 24, tzinfo=UTC)
QUEUE = "/staff/stipends/?show=approved"


class TakenBack(Exception):
    """Ends a transaction that was only timed."""


def main() -> None:
    approver, officer = staff("approver", Group.APPROVER), staff("officer", Group.PAYOUT_OFFICER)
    cohort = begin(officer)
    reader = signed_in(approver)
    fill(cohort, FEW, approver)
    floor, few = measure("floor", reader, FLOOR), measure(f"queue of {FEW}", reader, QUEUE)
    fill(cohort, MANY - FEW, approver)
    many = measure(f"queue of {MANY:,}", reader, QUEUE)
    rows = list(Stipend.objects.with_people().order_by("pk"))
    copies = frozen_rows(rows, officer)
    written = best(lambda: write(copies, officer))
    frozen = best(lambda: freeze(rows, officer))
    print(f"\n{MANY:,} stipends")
    print(told(floor, [few, many]))
    print(f"same rows in bulk {written:.2f} s; frozen {frozen:.2f} s: {frozen / written:.1f} x (at most 4)")


def freeze(rows: Sequence[Stipend], officer: User) -> list[Payout]:
    """The whole act, from its locks to the file's digest."""
    batch = open_batch(officer)
    batches.freeze(batch, rows, by=officer, at=EARNED)
    return list(batch.payouts.order_by("stipend"))


def write(copies: Sequence[Payout], officer: User) -> None:
    """The same payouts, made before: what the database needs, its guards included, and nothing else."""
    batch = open_batch(officer)
    for payout in copies:
        payout.pk, payout.batch, payout._state.adding = None, batch, True
    Payout.objects.bulk_create(copies)


def frozen_rows(rows: Sequence[Stipend], officer: User) -> list[Payout]:
    found: list[Payout] = []
    taken_back(lambda: found.extend(freeze(rows, officer)))
    return found


def open_batch(officer: User) -> PayoutBatch:
    return batches.open_batch(provider="bank_csv", currency="USD", by=officer, at=EARNED)


def best(act: Callable[[], object]) -> float:
    """Seconds of the fastest of ROUNDS, each taken back: the one that the machine disturbed least."""
    return min(taken_back(act) for _ in range(ROUNDS))


def taken_back(act: Callable[[], object]) -> float:
    started = perf_counter()
    try:
        with transaction.atomic():
            act()
            raise TakenBack
    except TakenBack:
        return perf_counter() - started


def staff(name: str, group: Group) -> User:
    user = User.objects.create_user(f"stipends-{name}@example.com", full_name=name.title())
    user.groups.set(AuthGroup.objects.filter(name=group))
    return user


def begin(officer: User) -> Cohort:
    cohort = cohorts.set_up(
        slug="bench-stipends", title="Bench", zone="UTC", starts_on=date(2023, 2, 20), ends_on=date(2023, 4, 21),
        breaks=[date(2023, 3, 20)], by=officer, at=BEGAN,
    )  # fmt: skip
    CompletionPolicy.objects.create(cohort=cohort, version=1, published_at=BEGAN, published_by=officer)
    set_terms(
        cohort, amount_cents=500_00, budget_cents=MANY * 500_00, budget_code="B", purpose="Bench", by=officer, at=BEGAN
    )
    return cohort


def fill(cohort: Cohort, size: int, approver: User) -> None:
    """Approved ones, as they would stand after their whole road; the guards are down while they are put there."""
    persons = User.objects.bulk_create(
        User(email=f"stipend-{uuid.uuid4().hex}@example.com", full_name=f"Person {n}", password="!")
        for n in range(size)
    )
    people = Enrollment.objects.bulk_create(
        Enrollment(cohort=cohort, person=one, enrolled_at=BEGAN, status=Enrollment.Status.ACTIVE) for one in persons
    )
    policy, evidence = cohort.policies.get(), {"requirements": [], "exceptions": []}
    earned = Completion.objects.bulk_create(
        Completion(enrollment=one, policy=policy, evidence=evidence, awarded_at=EARNED) for one in people
    )
    payees = Payee.objects.bulk_create(payee(person, n) for n, person in enumerate(persons))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Stipend.objects.bulk_create(approved(*row, approver) for row in zip(earned, payees, strict=True))
        cursor.execute("SET session_replication_role = DEFAULT; ANALYZE")


def payee(person: User, number: int) -> Payee:
    """A bank recipient, under finance's own reference."""
    said = PayeeDetails(person.full_name, "GB", "bank", f"R-{number}")
    digest = encryption.fingerprint(payees.whole(person, 1, said))
    return Payee(
        person=person, version=1, method=said.method, country=said.country, fingerprint=digest, digest=digest,
        given_at=EARNED, given_by=person, usable_from=EARNED,
        legal_name_encrypted=encryption.encrypt(said.legal_name),
        destination_encrypted=encryption.encrypt(said.destination),
    )  # fmt: skip


def approved(completion: Completion, payee: Payee, approver: User) -> Stipend:
    terms = completion.enrollment.cohort.stipend_terms
    return Stipend(
        enrollment=completion.enrollment, completion=completion, terms=terms, amount_cents=terms.amount_cents,
        currency=terms.currency, status=Stipend.Status.APPROVED, opened_at=EARNED, payee=payee, approved_by=approver,
        approved_at=EARNED, approved_digest=payee.digest, expected_on=EARNED.date(),
    )  # fmt: skip
