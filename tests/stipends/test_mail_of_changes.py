"""Mail about payment details: when they come, and wherever a change could go unnoticed."""

from dataclasses import replace

import pytest

from mlsafety_course.outbox.models import PASSING, Message
from tests.factories.people import make_payout_officer
from tests.factories.stipends import LATER, details_of, give_details, make_ready, make_stipend, other_details
from tests.stipends.test_recipient import enter_recipient, make_without_recipient

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    found = Message.objects.filter(key__startswith="stipend-details:").order_by("pk")
    return [message.address for message in found]


def test_first_details_are_confirmed_with_what_happens_next():
    stipend = make_ready()

    mail = Message.objects.get(person=stipend.enrollment.person, key__contains=":ready:")

    assert "a member of staff checks and approves the payment" in mail.text
    assert "p•••@example.com" in mail.text
    assert told() == []


def test_a_bank_transfer_is_told_that_finance_writes():
    make_without_recipient()

    assert "finance writes to you" in Message.objects.get(key__contains=":ready:").text


def test_a_change_is_told_to_the_account_and_to_the_old_and_the_new_address():
    stipend = make_ready()
    person = stipend.enrollment.person

    give_details(stipend, other_details(stipend), at=LATER)

    assert told() == [person.email, f"pay-{person.email}", f"new-{person.email}"]
    assert "nothing is paid to the new details before Saturday 29 April 2023, 13:00" in Message.objects.filter(
        address=person.email, key__startswith="stipend-details:").get().text  # fmt: skip


def test_addresses_of_paypal_are_not_kept_with_the_mail():
    stipend = make_ready()
    give_details(stipend, other_details(stipend), at=LATER)

    copies = Message.objects.filter(key__startswith="stipend-details:", person=None)

    assert {copy.topic for copy in copies} == {PASSING}


def test_leaving_paypal_is_told_to_the_address_that_is_left():
    stipend = make_ready()
    person = stipend.enrollment.person

    give_details(stipend, replace(details_of(person, "bank"), destination=""), at=LATER)

    assert told() == [person.email, f"pay-{person.email}"]


def test_another_name_for_the_same_address_is_told_once():
    stipend = make_stipend()
    person = stipend.enrollment.person
    give_details(stipend, replace(details_of(person), destination=person.email))

    give_details(stipend, replace(details_of(person), destination=person.email, legal_name="Ada B. Okafor"), at=LATER)

    assert told() == [person.email]


def test_a_recipient_that_finance_enters_is_told_without_a_wait():
    stipend = make_without_recipient()

    enter_recipient(stipend, make_payout_officer())

    mail = Message.objects.get(key__startswith="stipend-details:")
    assert "nothing is paid" not in mail.text
