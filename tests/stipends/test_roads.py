"""Every way through the acts of money, in any order: the book stays true, and nobody is paid twice or unapproved."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from mlsafety_course.transitions import Refused
from stipends import ledger
from stipends.models import LedgerEntry, Payout, PayoutBatch, Stipend
from stipends.workflow import batch as batches
from stipends.workflow import settling
from stipends.workflow import stipend as stipends
from stipends.workflow.payee import WAIT_AFTER_A_CHANGE
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_approver, make_payout_officer, make_person
from tests.factories.stipends import EARNED, details_of, fresh, make_stipend, make_terms, other_details

pytestmark = pytest.mark.django_db
Step = Callable[[Callable[[], None]], None]


class Office:
    """Two people who earned a stipend, two approvers, two payout officers, and everything they can do."""

    def __init__(self) -> None:
        cohort = make_cohort()
        make_terms(cohort, budget_cents=900_00)  # enough for one of the two
        self.people = [make_person("Ada Okafor"), make_approver("Bo Both")]
        self.stipends = [make_stipend(person, cohort) for person in self.people]
        self.approvers = [self.people[1], make_approver("Abel"), make_approver("Bea")]
        self.officers = [make_payout_officer("Otto"), make_payout_officer("Olga")]
        self.clock = EARNED
        self.references = 0

    def now(self) -> datetime:
        self.clock += timedelta(minutes=1)
        return self.clock.astimezone(UTC)

    def wait(self) -> None:
        """Until details that were changed may be used."""
        self.clock += WAIT_AFTER_A_CHANGE

    def act(self, name: str, which: int, who: int) -> None:
        stipend = fresh(self.stipends[which % 2])
        approver, officer = self.approvers[who % 3], self.officers[who % 2]
        person = stipend.enrollment.person
        digest = stipend.payee.digest if stipend.payee else ""
        acts: dict[str, Callable[[], object]] = {
            "details": lambda: stipends.give_details(person, details_of(person), by=person, at=self.now()),
            "change": lambda: stipends.give_details(person, other_details(stipend), by=person, at=self.now()),
            "approve": lambda: stipends.approve(stipend, digest=digest, by=approver, at=self.now()),
            "unapprove": lambda: stipends.unapprove(stipend, "Wait", by=approver, at=self.now()),
            "reject": lambda: stipends.reject(stipend, "No", by=approver, at=self.now()),
            "reinstate": lambda: stipends.reinstate(stipend, "Yes", by=approver, at=self.now()),
            "hold": lambda: stipends.hold(stipend, "Wait", by=officer, at=self.now()),
            "unhold": lambda: stipends.unhold(stipend, "Clear", by=officer, at=self.now()),
            "decline": lambda: stipends.decline(stipend, by=person, at=self.now()),
            "take_back": lambda: stipends.take_back(stipend, by=person, at=self.now()),
            "void": lambda: stipends.void(stipend, "No", by=approver, at=self.now()),
            "freeze": lambda: self.freeze(stipend, officer),
            "send": lambda: [batches.send(row, by=officer, at=self.now()) for row in self.batches("frozen")],
            "cancel": lambda: [batches.cancel(row, "No", by=officer, at=self.now()) for row in self.batches("frozen")],
            "settle": lambda: self.settle(officer),
            "not_paid": lambda: [
                settling.reject_payout(row, "No", by=officer, at=self.now()) for row in self.payouts("sending")
            ],
            "returned": lambda: [
                settling.mark_returned(row, "Closed", by=officer, at=self.now()) for row in self.payouts("paid")
            ],
            "tick": lambda: stipends.open_due(at=self.now()),
            "wait": self.wait,
        }
        acts[name]()

    def freeze(self, stipend: Stipend, by: User) -> None:
        batch = batches.open_batch(provider="paypal_csv", currency="USD", by=by, at=self.now())
        batches.freeze(batch, [stipend], by=by, at=self.now())

    def settle(self, by: User) -> None:
        for row in self.payouts("sending"):
            self.references += 1
            settling.settle(row, f"R-{self.references}", by=by, at=self.now())

    def batches(self, status: str) -> list[PayoutBatch]:
        return list(PayoutBatch.objects.filter(status=status).order_by("pk"))

    def payouts(self, status: str) -> list[Payout]:
        return list(Payout.objects.filter(status=status).order_by("pk"))


FORWARD = ["details", "approve", "freeze", "send", "settle"]
EVERYTHING = [
    *FORWARD, "change", "unapprove", "reject", "reinstate", "hold", "unhold", "decline", "take_back", "void", "cancel",
    "not_paid", "returned", "tick", "wait",
]  # fmt: skip
BACK = ["cancel", "not_paid", "returned", "change"]
choice = st.tuples(st.integers(0, 1), st.integers(0, 5))
single = st.builds(lambda name, what: [(name, *what)], st.sampled_from(EVERYTHING + BACK * 3), choice)
some_way_on = st.builds(lambda far, what: [(name, *what) for name in FORWARD[:far]], st.integers(2, 5), choice)
walks = st.lists(st.one_of(some_way_on, single), min_size=4, max_size=20).map(
    lambda parts: [*chain.from_iterable(parts)]
)


def paid_cents() -> int:
    return sum(Payout.objects.filter(status="paid").values_list("net_cents", flat=True))


def judge() -> None:
    """What must hold after every single act."""
    assert [invariant for invariant in ledger.check() if invariant.broken] == []
    assert -ledger.balance().get("USD", {}).get("cash", 0) == paid_cents()
    for payout in Payout.objects.exclude(status__in=["created", "cancelled"]):
        assert len({payout.person_id, payout.approver_id, payout.releaser_id}) == 3
        approvals = payout.stipend.moves.filter(target="approved", by=payout.approver, source="ready")
        assert approvals.exists()


UNHURRIED: Any = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(max_examples=15, **UNHURRIED)
@given(walks)
def test_no_order_of_acts_breaks_the_book(transactional_step: Step, acts: list[tuple[str, int, int]]):
    transactional_step(lambda: walk(acts))


@pytest.mark.prove
@settings(max_examples=1000, **UNHURRIED)
@given(walks)
def test_a_thousand_orders_of_acts_do_not_break_the_book(transactional_step: Step, acts: list[tuple[str, int, int]]):
    transactional_step(lambda: walk(acts))


def walk(acts: list[tuple[str, int, int]]) -> None:
    """Try every act; what is refused leaves nothing behind."""
    office = Office()
    for name, which, who in acts:
        try:
            office.act(name, which, who)
        except Refused:
            continue
        judge()


@pytest.fixture
def transactional_step(db: None) -> Step:
    """Run something and take it back, so that each example starts from an empty book."""

    class Undo(Exception):
        pass

    def run(step: Callable[[], None]) -> None:
        try:
            with transaction.atomic():
                step()
                raise Undo
        except Undo:
            return

    return run


ROADS = {
    "straight": FORWARD,
    "changed after approval": ["details", "approve", "change", "wait", *FORWARD[1:]],
    "cancelled and frozen again": ["details", "approve", "freeze", "cancel", "freeze", "send", "settle"],
    "not paid, then paid": ["details", "approve", "freeze", "send", "not_paid", "freeze", "send", "settle"],
    "returned, then paid": [*FORWARD, "returned", "details", "wait", *FORWARD[1:]],
    "declined and taken back": ["details", "decline", "take_back", *FORWARD[1:]],
    "held and let go": ["details", "hold", "approve", "unhold", *FORWARD[1:]],
    "held when frozen": ["details", "approve", "freeze", "hold", "send", "unhold", "send", "settle"],
    "changed when frozen": ["details", "approve", "freeze", "change", "send", "cancel", "wait", *FORWARD[1:]],
    "changed on its way, not paid": [
        "details",
        "approve",
        "freeze",
        "send",
        "change",
        "not_paid",
        "wait",
        *FORWARD[1:],
    ],
    "unapproved and approved": ["details", "approve", "unapprove", *FORWARD[1:]],
}


@pytest.mark.parametrize("road", ROADS)
def test_every_road_that_ends_paid_pays_once_and_leaves_nothing_owed(road: str):
    office = Office()

    for name in ROADS[road]:
        try:
            office.act(name, 0, 1)
        except Refused:
            continue
        judge()

    assert fresh(office.stipends[0]).status == "paid"
    own = LedgerEntry.objects.filter(stipend=office.stipends[0])
    totals = {
        account: sum(own.filter(account=account).values_list("amount_cents", flat=True))
        for account in LedgerEntry.Account
    }
    assert totals == {"expense": 500_00, "payable": 0, "in_transit": 0, "cash": -500_00}
    assert office.stipends[0].payouts.filter(status="paid").count() == 1
