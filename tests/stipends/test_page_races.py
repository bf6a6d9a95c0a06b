"""Two to sixteen people, or an impatient one, send the same or opposite forms at once: one wins, others read a page."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cohorts.models import Cohort
from stipends import ledger
from stipends.models import BatchMove, Payee, Payout, PayoutBatch, Stipend, StipendMove
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_approver, make_payout_officer
from tests.factories.stipends import freeze, fresh, make_approved, make_batch, make_ready, make_terms
from tests.racing import Act, at_once
from tests.stipends.conftest import Enter

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]
FEWEST, MOST = 2, 16
WON, REFUSED = 302, 409
often = pytest.mark.parametrize("rounds", [20, pytest.param(500, marks=pytest.mark.prove)])


class Office:
    """As many signed-in approvers and payout officers as ever meet, and one cohort for all rounds."""

    def __init__(self, enter: Enter) -> None:
        self.enter = enter
        self.approvers = [enter(make_approver(f"Approver {n}")) for n in range(MOST)]
        self.officers = [enter(make_payout_officer(f"Officer {n}")) for n in range(MOST)]
        self.cohort: Cohort = make_cohort()
        make_terms(self.cohort, budget_cents=10_000_000_00)

    def ready(self) -> Stipend:
        return make_ready(cohort=self.cohort)

    def approved(self) -> Stipend:
        return make_approved(cohort=self.cohort)


@pytest.fixture
def office(enter: Enter) -> Iterator[Office]:
    """Whatever the rounds have done, the book is true after them."""
    office = Office(enter)
    yield office
    assert [invariant.name for invariant in ledger.check() if invariant.broken] == []


def crowds(rounds: int) -> Iterator[int]:
    """How many meet in each round: two, three, up to sixteen, and again."""
    return (FEWEST + turn % (MOST - FEWEST + 1) for turn in range(rounds))


def posting(client: Client, path: str, **data: Any) -> Act:
    """The form sent by this browser, each time as if from a window of its own; what it answers with."""

    def act() -> int:
        window = Client()
        window.cookies.update(client.cookies)
        return window.post(path, data).status_code

    return act


def approving(people: Sequence[Client], stipend: Stipend) -> list[Act]:
    """Each from the same page, read before."""
    path = reverse("stipends:approve")
    digest = people[0].get(path, {"id": str(stipend.public_id)}).context["selection"].digest
    return [posting(one, path, id=str(stipend.public_id), digest=digest) for one in people]


def judging(name: str, client: Client, stipend: Stipend) -> Act:
    return posting(client, reverse(f"stipends:{name}", args=[stipend.public_id]), reason="Wait")


def race(*acts: Act) -> Counter[int]:
    """How many got which answer. Nobody gets anything but the answer to an act, or the page that says why not."""
    answers = Counter[int](at_once(*acts))
    assert set(answers) <= {WON, REFUSED}
    return answers


def history(stipend: Stipend, *targets: str) -> int:
    return stipend.moves.filter(target__in=targets, source="ready").exclude(source__in=targets).count()


@often
def test_of_many_approvers_one_approves(office: Office, rounds: int):
    for count in crowds(rounds):
        stipend = office.ready()

        answers = race(*approving(office.approvers[:count], stipend))

        assert answers == {WON: 1, REFUSED: count - 1}
        assert history(stipend, "approved") == 1


@often
def test_of_those_who_approve_and_those_who_reject_one_decides(office: Office, rounds: int):
    for count in crowds(rounds):
        stipend = office.ready()

        answers = race(*approving_or("reject", office, stipend, count))

        assert answers == {WON: 1, REFUSED: count - 1}
        assert history(stipend, "approved", "rejected") == 1


@often
def test_a_hold_comes_before_or_after_an_approval_and_each_happens_once(office: Office, rounds: int):
    """What is approved can still be held, so that there may be one winner of each kind, in this order alone."""
    for count in crowds(rounds):
        stipend = office.ready()

        answers = race(*approving_or("hold", office, stipend, count))

        moves = stipend.moves.filter(source__in=["ready", "approved"]).order_by("pk")
        story = ["held" if move.source == move.target else move.target for move in moves]
        assert story in (["held"], ["approved", "held"])
        assert answers[WON] == len(story)


def approving_or(name: str, office: Office, stipend: Stipend, count: int) -> list[Act]:
    """Every second one approves."""
    people = office.approvers[:count]
    return [*approving(people[::2], stipend), *[judging(name, one, stipend) for one in people[1::2]]]


@often
def test_details_that_change_while_they_are_approved_end_unapproved(office: Office, rounds: int):
    """One person changes them from several windows; the approval, where it came first, is taken back."""
    for count in crowds(rounds):
        stipend = office.ready()
        person, own = stipend.enrollment.person, office.enter(stipend.enrollment.person)
        approvers = office.approvers[: count // 2]

        answers = race(*approving(approvers, stipend), *[changing(own, person)] * (count - len(approvers)))

        approvals = history(stipend, "approved")
        assert approvals <= 1
        assert answers[WON] == 1 + approvals
        assert fresh(stipend).status == "ready"
        assert fresh(stipend).payee == Payee.objects.get(person=person, version=2)
        assert person.payees.count() == 2


def changing(own: Client, person: User) -> Act:
    answers = {"legal_name": person.full_name, "country": "GB", "method": "paypal"}
    address = f"new-{person.email}"
    return posting(own, reverse("stipends:details"), **answers, paypal_address=address)


@often
def test_of_many_officers_one_freezes_a_batch_and_one_sends_it(office: Office, rounds: int):
    for count in crowds(rounds):
        rows, batch = [office.approved(), office.approved()], make_batch()
        officers = office.officers[:count]

        frozen = race(*freezing(officers, batch, rows))
        sent = race(*[posting(client, reverse("stipends:send", args=[batch.public_id])) for client in officers])

        assert frozen == sent == {WON: 1, REFUSED: count - 1}
        assert Payout.objects.filter(stipend__in=rows).count() == 2
        assert [move.target for move in batch.moves.order_by("pk")] == ["frozen", "sent"]


def freezing(people: Sequence[Client], batch: PayoutBatch, rows: Sequence[Stipend]) -> list[Act]:
    """Each from the same page, read before."""
    offered = people[0].get(reverse("stipends:batch", args=[batch.public_id])).context["selection"]
    path, ids = reverse("stipends:freeze", args=[batch.public_id]), [str(row.public_id) for row in rows]
    return [posting(one, path, id=ids, digest=offered.digest) for one in people]


def change_of_somebody(office: Office) -> Act:
    person = office.ready().enrollment.person
    return changing(office.enter(person), person)


def sending(office: Office) -> Act:
    batch = freeze([office.approved()])
    return posting(office.officers[0], reverse("stipends:send", args=[batch.public_id]))


FORMS: dict[str, Callable[[Office], Act]] = {
    "approve": lambda office: approving(office.approvers[:1], office.ready())[0],
    "reject": lambda office: judging("reject", office.approvers[0], office.ready()),
    "hold": lambda office: judging("hold", office.officers[0], office.ready()),
    "details": change_of_somebody,
    "freeze": lambda office: freezing(office.officers[:1], make_batch(), [office.approved()])[0],
    "send": sending,
}
WRITTEN = {"send": 2}  # the batch has a life, and so has the stipend in it


@often
@pytest.mark.parametrize("form", FORMS)
def test_the_same_form_sent_many_times_counts_once(office: Office, form: str, rounds: int):
    for count in crowds(rounds):
        act = FORMS[form](office)
        before = rows_written()

        answers = race(*[act] * count)

        assert answers == {WON: 1, REFUSED: count - 1}
        assert rows_written() == before + WRITTEN.get(form, 1)


def rows_written() -> int:
    """Versions of details, and rows of history of whatever has a life."""
    return sum(kind.objects.count() for kind in (Payee, StipendMove, BatchMove))
