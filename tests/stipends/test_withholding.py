"""A part that is kept back: with a reason, before the money leaves, and approved anew."""

import pytest
from django.db import IntegrityError, connection, transaction

from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from stipends import ledger
from stipends.models import Stipend
from stipends.workflow import stipend as workflow
from stipends.workflow import withholding
from tests.factories.people import make_approver, make_lead, make_payout_officer
from tests.factories.stipends import LATER, approve, fresh, make_approved, make_paid, make_ready, send, settle

pytestmark = pytest.mark.django_db
TAX = "US tax, 14 %"


def test_net_is_what_is_left_and_what_is_paid():
    stipend = make_ready()
    withholding.withhold(stipend, 70_00, TAX, by=make_payout_officer(), at=LATER)
    batch = send([approve(stipend)])
    settle(batch)

    payout = batch.payouts.get()

    assert (payout.gross_cents, payout.withheld_cents, payout.net_cents) == (500_00, 70_00, 430_00)
    assert payout.withheld_reason == TAX
    assert batch.total_cents == 430_00
    assert "430.00" in batch.file
    assert all(invariant.holds for invariant in ledger.check())


def test_it_takes_an_approval_back_and_tells_the_person():
    stipend = make_approved()

    withholding.withhold(stipend, 70_00, TAX, by=make_payout_officer(), at=LATER)

    assert (fresh(stipend).status, fresh(stipend).approved_by) == ("ready", None)
    mail = Message.objects.get(person=stipend.enrollment.person, key__contains=":withheld:")
    assert "$430.00" in mail.text
    assert TAX in mail.text


def test_an_approval_of_another_net_than_was_seen_is_refused():
    seen = make_ready()
    withholding.withhold(fresh(seen), 70_00, TAX, by=make_payout_officer(), at=LATER)

    with pytest.raises(Refused):
        workflow.approve(seen, digest=seen.payee.digest, by=make_approver(), at=LATER)  # type: ignore[union-attr]

    assert fresh(seen).status == "ready"


def test_it_is_taken_back_with_nothing():
    stipend = make_ready()
    withholding.withhold(stipend, 70_00, TAX, by=make_payout_officer(), at=LATER)

    withholding.withhold(fresh(stipend), 0, "The treaty applies.", by=make_approver(), at=LATER)

    assert (fresh(stipend).withheld_cents, fresh(stipend).withheld_reason) == (0, "")
    assert "The treaty applies." in stipend.moves.latest("pk").reason


@pytest.mark.parametrize(("cents", "reason"), [(500_00, TAX), (600_00, TAX), (-1, TAX), (70_00, " "), (0, "")])
def test_what_makes_no_sense_is_refused(cents: int, reason: str):
    stipend = make_ready()

    with pytest.raises(Refused):
        withholding.withhold(stipend, cents, reason, by=make_payout_officer(), at=LATER)

    assert fresh(stipend).withheld_cents == 0


def test_once_the_money_is_on_its_way_nothing_is_withheld():
    going = make_approved()
    send([going])

    for stipend in (fresh(going), make_paid()):
        with pytest.raises(Refused, match="on its way"):
            withholding.withhold(stipend, 70_00, TAX, by=make_payout_officer(), at=LATER)


def test_a_stale_page_does_not_overwrite_what_somebody_else_withheld():
    stale = make_ready()
    withholding.withhold(fresh(stale), 70_00, TAX, by=make_payout_officer(), at=LATER)

    with pytest.raises(Refused):
        withholding.withhold(stale, 50_00, "Ten per cent", by=make_approver(), at=LATER)

    assert fresh(stale).withheld_cents == 70_00


@pytest.mark.skipif(connection.vendor != "postgresql", reason="triggers are for PostgreSQL")
def test_a_hand_on_the_database_cannot_withhold_from_what_is_approved():
    make_approved()

    with pytest.raises(IntegrityError, match="only before an approval"), transaction.atomic():
        Stipend.objects.update(withheld_cents=1, withheld_reason="x")


def test_nobody_withholds_from_themself_and_nobody_outside_finance():
    officer = make_payout_officer("Own Officer")
    own, other = make_ready(officer), make_ready()

    for stipend, by in ((own, officer), (other, make_lead())):
        with pytest.raises(Refused):
            withholding.withhold(stipend, 70_00, TAX, by=by, at=LATER)
