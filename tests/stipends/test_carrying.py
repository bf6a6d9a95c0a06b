"""Payouts carried by machine against a real server with faults, judged by that server's own book."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from stipends import carrier, ledger
from stipends.models import Payout, PayoutEpoch, Reconciliation, Stipend
from stipends.workflow import settling
from tests.factories.payouts import carry_on, pass_time, send_by_api
from tests.factories.people import make_payout_officer
from tests.factories.stipends import LATER, fresh, give_details, make_approved, other_details, send
from tests.payout_simulator.process import PayoutSimulator

pytestmark = pytest.mark.django_db


def broken() -> list[str]:
    return [sentence for invariant in ledger.check() for sentence in invariant.broken]


def the_payout() -> Payout:
    return Payout.objects.get()


def mails(stipend: Stipend) -> list[str]:
    """The subjects of a person's mails about payments, in order."""
    sent = Message.objects.filter(person=stipend.enrollment.person).order_by("pk")
    return list(sent.values_list("subject", flat=True))


def test_a_payment_without_trouble_is_booked_once_on_both_sides(simulator: PayoutSimulator):
    stipend = make_approved()
    batch = send_by_api([stipend])

    carry_on()

    payout = the_payout()
    [booked] = simulator.payments()
    assert (booked["number"], booked["value"], booked["receiver"]) == (
        payout.number,
        "500.00",
        payout.payee.destination,
    )
    assert (payout.status, payout.reference, payout.fee_cents) == ("paid", booked["reference"], 25)
    assert fresh(stipend).status == "paid"
    batch.refresh_from_db()
    assert batch.status == "settled"
    assert broken() == []


@pytest.mark.parametrize("fault", ["500_before", "reset_before", "409_in_progress", "500_after", "reset_after",
                                   "hang_after", "garbage", "slow", "429"])  # fmt: skip
def test_what_is_unclear_is_asked_again_under_the_same_key_and_paid_once(simulator: PayoutSimulator, fault: str):
    simulator.control(keys={"*": [fault, fault]})
    send_by_api()

    carry_on(10)

    assert the_payout().status == "paid"
    assert len(simulator.payments()) == 1
    assert broken() == []


@pytest.mark.parametrize(("fault", "status"), [("500_after", "unknown"), ("reset_after", "unknown"),
                                               ("429", "sending"), ("refused", "rejected")])  # fmt: skip
def test_what_never_arrived_is_told_apart_from_what_nobody_knows(simulator: PayoutSimulator, fault: str, status: str):
    simulator.control(keys={"*": [fault]})
    send_by_api()

    carrier.carry_due(at=LATER)

    assert the_payout().status == status
    assert (the_payout().first_sent_at is None) == (fault == "429")
    assert broken() == []


def test_a_refused_connection_and_refused_credentials_change_nothing(simulator: PayoutSimulator, settings):
    simulator.control(locked=True)
    send_by_api()
    carrier.carry_due(at=LATER)
    settings.PAYPAL_BASE_URL = "http://127.0.0.1:1"
    pass_time()
    carrier.carry_due(at=LATER)

    assert (the_payout().status, the_payout().misses, the_payout().first_sent_at) == ("sending", 2, None)
    assert "could not be reached" in the_payout().waits_for
    settings.PAYPAL_BASE_URL = simulator.url
    simulator.control(locked=False)
    pass_time()
    carry_on()
    assert the_payout().status == "paid"


@pytest.mark.parametrize("trouble", ["credentials", "configuration"])
def test_what_never_left_can_be_ended_by_an_officer_and_paid_another_way(
    simulator: PayoutSimulator, settings, trouble: str
):
    stipend, officer = make_approved(), make_payout_officer()
    batch = send_by_api([stipend])
    simulator.control(locked=trouble == "credentials")
    settings.PAYPAL_SECRET = "" if trouble == "configuration" else "wrong"
    carry_on(40)
    assert the_payout().status == "sending"

    settling.reject_payout(the_payout(), "We pay you by a file.", by=officer, at=LATER)

    assert (the_payout().status, fresh(stipend).status) == ("rejected", "approved")
    assert (carrier.due(), simulator.payments(), broken()) == ([], [], [])
    batch.refresh_from_db()
    assert batch.status == "settled"
    send([fresh(stipend)])


@pytest.mark.parametrize("trouble", ["held", "may have arrived", "restored", "stopped", "approver"])
def test_what_may_have_left_is_not_ended_by_hand(simulator: PayoutSimulator, settings, trouble: str):
    officer = make_payout_officer()
    stipend = make_approved()
    send_by_api([stipend])
    if trouble == "held":
        Payout.objects.update(lease_until=timezone.now() + timedelta(minutes=2))
    elif trouble == "may have arrived":
        simulator.control(keys={"*": ["500_after"]})
        carrier.carry_due(at=LATER)
    elif trouble == "restored":
        run = Reconciliation.objects.create(epoch=2, asked_at=LATER)
        signed = {"signed_at": timezone.now(), "signed_by": officer, "reconciliation": run, "statement": "Compared"}
        PayoutEpoch.objects.create(number=2, **signed)
        settings.PAYOUT_EPOCH = 2
    elif trouble == "stopped":
        settings.PAYOUT_EPOCH = 2
    else:
        officer = the_payout().approver
        officer.groups.add(*make_payout_officer().groups.all())

    with pytest.raises(Refused):
        settling.reject_payout(the_payout(), "No", by=officer, at=LATER)

    assert the_payout().status in {"sending", "unknown"}


def test_a_declined_payment_is_payable_again_and_the_next_attempt_has_another_key(simulator: PayoutSimulator):
    stipend = make_approved()
    send_by_api([stipend])
    simulator.control(keys={"*": ["refused"]})
    carry_on()
    assert fresh(stipend).status == "approved"
    simulator.control(keys={})
    send_by_api([fresh(stipend)])

    carry_on()

    first, second = stipend.payouts.order_by("attempt")
    assert (first.status, second.status) == ("rejected", "paid")
    assert first.key != second.key
    assert [row["number"] for row in simulator.payments()] == [second.number]
    assert broken() == []


@pytest.mark.parametrize("fault", ["wrong_amount", "409_parameters"])
def test_a_contradiction_goes_to_people(simulator: PayoutSimulator, fault: str):
    simulator.control(keys={"*": [fault]})
    send_by_api()

    carry_on()

    assert the_payout().status == "needs_review"
    assert len(simulator.payments()) == 1
    assert broken() == []


def test_an_old_key_is_never_sent_again(simulator: PayoutSimulator):
    simulator.control(keys={"*": ["500_after"]})
    send_by_api()
    carrier.carry_due(at=LATER)
    simulator.change("key", the_payout().key[:30], is_known=0)
    pass_time(timedelta(days=15, minutes=1))

    carry_on()

    assert the_payout().status == "needs_review"
    assert len(simulator.payments()) == 1


def test_sent_again_within_half_of_the_keys_life_it_is_found(simulator: PayoutSimulator):
    simulator.control(keys={"*": ["500_after"]})
    send_by_api()
    carrier.carry_due(at=LATER)
    pass_time(timedelta(days=14))

    carry_on()

    assert the_payout().status == "paid"
    assert len(simulator.payments()) == 1


def test_unclaimed_money_is_not_paid_and_the_person_is_told_how_and_by_when(simulator: PayoutSimulator):
    stipend = make_approved()
    simulator.control(keys={"*": ["unclaimed"]})
    send_by_api([stipend])

    carry_on()

    assert (the_payout().status, fresh(stipend).status) == ("unclaimed", "paying")
    assert the_payout().claim_by == LATER + timedelta(days=30)
    assert mails(stipend)[-1] == "Your stipend waits for you at PayPal"
    assert broken() == []


def test_claimed_later_it_is_paid(simulator: PayoutSimulator):
    simulator.control(keys={"*": ["500_after", "unclaimed"]})
    send_by_api()
    simulator.control(keys={"*": ["unclaimed"]})
    carry_on()
    simulator.change("key", "*", status="SUCCESS")
    pass_time(timedelta(hours=7))

    carry_on()

    assert the_payout().status == "paid"
    assert broken() == []


def test_never_claimed_it_comes_back_and_an_approver_looks_again(simulator: PayoutSimulator):
    stipend = make_approved()
    simulator.control(keys={"*": ["unclaimed"]})
    batch = send_by_api([stipend])
    carry_on()
    simulator.change("key", "*", status="RETURNED")
    pass_time(timedelta(hours=7))

    carry_on()

    assert (the_payout().status, fresh(stipend).status) == ("returned", "ready")
    assert mails(stipend)[-1] == "Nobody claimed your stipend: please check your details"
    batch.refresh_from_db()
    assert batch.status == "settled"
    assert broken() == []


def test_two_workers_with_the_same_message_ask_once(simulator: PayoutSimulator):
    send_by_api()
    [pk] = carrier.due()

    assert carrier.carry(pk, at=LATER)
    assert not carrier.carry(pk, at=LATER)


def test_the_secret_is_in_no_error_and_no_word_of_the_provider(simulator: PayoutSimulator, caplog):
    simulator.control(keys={"*": ["500_after"]}, locked=True)
    send_by_api()

    carry_on()

    said = f"{caplog.text}{list(Payout.objects.values())}{list(the_payout().moves.values())}"
    assert "only-for-tests" not in said
    assert "simulated" not in said


def test_new_details_given_while_it_is_on_its_way_wait_until_it_has_ended(simulator: PayoutSimulator):
    stipend = make_approved()
    simulator.control(keys={"*": ["refused"]})
    send_by_api([stipend])
    give_details(stipend, other_details(stipend), at=LATER)

    carry_on()

    assert fresh(stipend).status == "ready"
    assert broken() == []
