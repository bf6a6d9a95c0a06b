"""Somebody with SQL writes where the money goes into details that were approved: no step pays there."""

import pytest

from mlsafety_course.transitions import Refused
from stipends import carrier
from stipends.models import Payee, Payout, Stipend
from tests.factories.payouts import send_by_api
from tests.factories.people import make_person
from tests.factories.stipends import LATER, freeze, give_details, make_approved
from tests.payout_simulator.process import PayoutSimulator

pytestmark = pytest.mark.django_db


def swap(stipend: Stipend) -> None:
    """Their own address, encrypted by the product itself, under the digest that was approved."""
    thief = make_approved(make_person("Eve"))
    assert stipend.payee
    assert thief.payee
    Payee.objects.filter(pk=stipend.payee.pk).update(destination_encrypted=thief.payee.destination_encrypted)


def test_a_batch_does_not_take_them():
    stipend = make_approved()
    swap(stipend)

    with pytest.raises(Refused, match="not those that were given"):
        freeze([stipend])


def test_the_provider_is_not_asked_and_people_look_into_it(simulator: PayoutSimulator):
    stipend = make_approved()
    send_by_api([stipend])
    swap(stipend)

    carrier.carry_due(at=LATER)

    assert simulator.payments() == []
    assert Payout.objects.get(stipend=stipend).status == "needs_review"


def test_details_that_are_what_they_were_are_taken():
    stipend = make_approved()

    assert freeze([stipend]).payout_count == 1


def test_the_same_details_sent_twice_are_one_version():
    stipend = make_approved()

    with pytest.raises(Refused, match="already"):
        give_details(stipend)

    assert stipend.enrollment.person.payees.count() == 1
