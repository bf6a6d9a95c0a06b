"""The whole life of stipends by seven roles, in any order, with a provider that fails: nobody is paid without two other
people's word for these details and this amount. On PostgreSQL somebody with SQL is among them."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import Group, User
from mlsafety_course.transitions import Refused
from stipends import carrier, ledger
from stipends.models import Payout, PayoutBatch, Stipend
from stipends.workflow import batch as batches
from stipends.workflow import reconciliation, review, settling
from stipends.workflow import stipend as stipends
from stipends.workflow.payee import WAIT_AFTER_A_CHANGE
from stipends.workflow.withholding import withhold
from tests.factories.cohorts import make_cohort
from tests.factories.payouts import pass_time
from tests.factories.people import make_approver, make_payout_officer, make_person
from tests.factories.stipends import EARNED, details_of, fresh, make_stipend, make_terms, other_details
from tests.payout_simulator.process import PayoutSimulator
from tests.stipends.attacks import ATTACKS, attack

pytestmark = pytest.mark.django_db
FAULTS = {
    "500_after": 0.1, "reset_before": 0.1, "409_in_progress": 0.05, "garbage": 0.1, "refused": 0.05,
    "wrong_amount": 0.05, "unclaimed": 0.15, "returned_later": 0.1, "failed": 0.1,
}  # fmt: skip
MOVED = {"SUCCESS", "UNCLAIMED"}
which = st.integers(0, 2)
kinds = st.sampled_from(["paypal_csv", "paypal_api"])


class Life(RuleBasedStateMachine):
    """Three people earned a stipend: one is a participant, one approves others', one releases others'. Each rule is an
    act of one role, tried whether or not it may be done: what is refused leaves nothing behind."""

    simulator: PayoutSimulator

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.simulator.begin_anew(seed=1, probabilities=FAULTS)
        self.cohort, self.clock, self.references = make_cohort(), EARNED, 0
        make_terms(self.cohort, budget_cents=1_400_00)  # enough for two of the three
        self.people = [make_person("Ada"), make_approver("Bo, who approves"), make_payout_officer("Cy, who pays")]
        self.stipends = [make_stipend(person, self.cohort) for person in self.people]
        self.approvers = [self.people[1], make_approver("Abel"), make_approver("Bea")]
        self.officers = [self.people[2], make_payout_officer("Olga"), make_person("Both", *list(Group)[2:])]
        self.superuser = User.objects.create_superuser("root@example.com", "x", full_name="Root")
        self.seen = ["", "", ""]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    def tried(self, act: Callable[[], object]) -> None:
        """One act by a page: refused or done, wholly."""
        self.clock += timedelta(minutes=1)
        try:
            with transaction.atomic():
                act()
        except Refused:
            return

    @rule(n=which, other=st.booleans())
    def participant_gives_details(self, n: int, other: bool) -> None:
        stipend, person = fresh(self.stipends[n]), self.people[n]
        details = other_details(stipend) if other else details_of(person)
        self.tried(lambda: stipends.give_details(person, details, by=person, at=self.clock))

    @rule(n=which, back=st.booleans())
    def participant_declines(self, n: int, back: bool) -> None:
        act = stipends.take_back if back else stipends.decline
        self.tried(lambda: act(fresh(self.stipends[n]), by=self.people[n], at=self.clock))

    @rule(n=which)
    def approver_opens_the_page(self, n: int) -> None:
        payee = fresh(self.stipends[n]).payee
        self.seen[n] = payee.digest if payee else ""

    @rule(n=which, who=which)
    def approver_approves_what_they_saw(self, n: int, who: int) -> None:
        stipend, by = fresh(self.stipends[n]), self.approvers[who]
        self.tried(lambda: stipends.approve(stipend, digest=self.seen[n], by=by, at=self.clock))

    @rule(n=which, who=which, verb=st.sampled_from(["unapprove", "reject", "reinstate", "void"]))
    def approver_judges(self, n: int, who: int, verb: str) -> None:
        stipend, by = fresh(self.stipends[n]), self.approvers[who]
        self.tried(lambda: getattr(stipends, verb)(stipend, "Because", by=by, at=self.clock))

    @rule(n=which, who=which, verb=st.sampled_from(["hold", "unhold", "unhold"]), is_officer=st.booleans())
    def staff_hold(self, n: int, who: int, verb: str, is_officer: bool) -> None:
        stipend, by = fresh(self.stipends[n]), (self.officers if is_officer else self.approvers)[who]
        self.tried(lambda: getattr(stipends, verb)(stipend, "Because", by=by, at=self.clock))

    @rule(n=which, who=which, cents=st.sampled_from([0, 50_00]))
    def officer_withholds(self, n: int, who: int, cents: int) -> None:
        self.tried(lambda: withhold(fresh(self.stipends[n]), cents, "Tax", by=self.officers[who], at=self.clock))

    @rule(n=which, who=which, kind=kinds, sends=st.booleans())
    def officer_freezes(self, n: int, who: int, kind: str, sends: bool) -> None:
        by = self.officers[who]
        batch = batches.open_batch(provider=kind, currency="USD", by=by, at=self.clock)
        self.tried(lambda: batches.freeze(batch, [fresh(self.stipends[n])], by=by, at=self.clock))
        if sends:
            self.tried(lambda: batches.send(PayoutBatch.objects.get(pk=batch.pk), by=by, at=self.clock))

    @rule(who=which, verb=st.sampled_from(["send", "send", "cancel"]))
    def officer_sends_or_cancels(self, who: int, verb: str) -> None:
        for batch in PayoutBatch.objects.filter(status="frozen"):
            word = {"reason": "No"} if verb == "cancel" else {}
            act: Callable[..., None] = getattr(batches, verb)
            self.tried(lambda act=act, batch=batch, word=word: act(batch, **word, by=self.officers[who], at=self.clock))  # type: ignore[misc]

    @rule(who=which, verb=st.sampled_from(["settle", "settle", "reject_payout", "mark_unclaimed", "mark_returned"]))
    def officer_reads_the_bank(self, who: int, verb: str) -> None:
        status = "paid" if verb == "mark_returned" else "sending"
        for payout in Payout.objects.select_related("batch").filter(status__in=[status, "unclaimed"]):
            self.references += 1
            act: Callable[..., None] = getattr(settling, verb)
            said = [] if verb == "mark_unclaimed" else [f"R-{self.references}"]
            self.tried(partial(act, payout, *said, by=self.officers[who], at=self.clock))

    @rule(one=which, two=which)
    def two_people_look_into_it(self, one: int, two: int) -> None:
        """They say what the provider's own pages show, so that their word is true."""
        book = {row["number"]: row for row in self.simulator.payments()}
        for payout in Payout.objects.filter(status="needs_review"):
            row = book.get(payout.number)
            truth = "paid" if row and row["status"] in MOVED else "rejected"
            reference = row["reference"] if row else ""
            for by in (self.officers[one], self.approvers[two]):
                said = {"outcome": truth, "reference": reference, "evidence": "Seen there"}
                self.tried(partial(review.give_opinion, payout, **said, by=by, at=self.clock))

    @rule(n=which, verb=st.sampled_from(["approve", "freeze", "hold", "details"]))
    def superuser_tries(self, n: int, verb: str) -> None:
        """Being superuser is being in no group."""
        stipend, by = fresh(self.stipends[n]), self.superuser
        acts: dict[str, Callable[[], Any]] = {
            "approve": lambda: stipends.approve(stipend, digest=self.seen[n], by=by, at=self.clock),
            "freeze": lambda: batches.open_batch(provider="paypal_csv", currency="USD", by=by, at=self.clock),
            "hold": lambda: stipends.hold(stipend, "Because", by=by, at=self.clock),
            "details": lambda: stipends.give_details(self.people[n], other_details(stipend), by=by, at=self.clock),
        }
        with pytest.raises(Refused), transaction.atomic():
            acts[verb]()

    @rule(times=st.integers(1, 3))
    def the_clock_carries(self, times: int) -> None:
        for _ in range(times):
            carrier.carry_due(at=self.clock)
            pass_time()

    @rule()
    def the_clock_reconciles(self) -> None:
        reconciliation.ask(by=None, at=self.clock)
        reconciliation.carry_out_due(at=self.clock)

    @rule()
    def days_pass(self) -> None:
        self.clock += WAIT_AFTER_A_CHANGE
        self.simulator.change("status", "UNCLAIMED", status="SUCCESS", returns_in=0)
        stipends.open_due(at=self.clock)

    @rule(n=which, what=st.sampled_from(sorted(ATTACKS)))
    def somebody_writes_sql(self, n: int, what: tuple[str, str]) -> None:
        """Refused by the database, or of no effect; the invariants say whether it was."""
        if connection.vendor != "postgresql":
            return
        try:
            with transaction.atomic():
                attack(what, self.stipends[n].pk)
        except IntegrityError:
            return

    @invariant()
    def the_book_is_true(self) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        assert [claim for claim in ledger.check() if claim.broken] == []

    @invariant()
    def whoever_is_paid_was_approved_and_released_by_two_others(self) -> None:
        for payout in Payout.objects.with_people().exclude(status__in=["created", "cancelled"]):
            stipend = payout.stipend
            assert len({payout.person_id, payout.approver_id, payout.releaser_id}) == 3
            assert payout.approver.holds(Group.APPROVER)
            assert payout.releaser.holds(Group.PAYOUT_OFFICER)
            assert stipend.moves.filter(source="ready", target="approved", by=payout.approver).exists()
            assert stipend.enrollment.person_id == payout.person_id != payout.batch.sent_by_id
            assert payout.payee_digest == payout.payee.digest
            if stipend.status in {"paying", "paid"} and payout.status not in {"rejected", "returned"}:
                assert payout.payee_digest == stipend.approved_digest
                assert (payout.payee_id, payout.approver_id) == (stipend.payee_id, stipend.approved_by_id)
                assert (payout.gross_cents, payout.net_cents) == (stipend.amount_cents, stipend.net_cents)

    @invariant()
    def the_provider_has_paid_nobody_else_and_nobody_twice(self) -> None:
        payouts = {payout.number: payout for payout in Payout.objects.with_people()}
        moved = [row for row in self.simulator.payments() if row["status"] in MOVED]
        owners = [payouts[row["number"]].stipend_id for row in moved]
        assert len(owners) == len(set(owners))
        for row in moved:
            payout = payouts[row["number"]]
            assert (row["receiver"], row["value"]) == (payout.payee.destination, f"{payout.net_cents / 100:.2f}")


UNHURRIED: Any = {"deadline": None, "suppress_health_check": list(HealthCheck), "stateful_step_count": 40}


@pytest.mark.parametrize("examples", [8, pytest.param(500, marks=pytest.mark.prove)])
def test_no_order_of_acts_pays_without_two_other_people(simulator: PayoutSimulator, examples: int):
    Life.simulator = simulator

    run_state_machine_as_test(Life, settings=settings(max_examples=examples, **UNHURRIED))


def test_the_machine_gets_as_far_as_paying(simulator: PayoutSimulator):
    """The control: its own rules, in the right order, pay somebody by each road."""
    Life.simulator = simulator
    life = Life()
    simulator.control(probabilities={})
    for n, kind in ((0, "paypal_api"), (1, "paypal_csv")):
        life.participant_gives_details(n, other=False)
        life.approver_opens_the_page(n)
        life.approver_approves_what_they_saw(n, who=2)
        life.officer_freezes(n, who=1, kind=kind, sends=True)
    life.the_clock_carries(3)
    life.officer_reads_the_bank(who=1, verb="settle")

    paid = Stipend.objects.filter(status="paid").count()
    life.teardown()

    assert paid == 2
