"""Mail to somebody who has no account, and mail whose address is not kept."""

import pytest

from mlsafety_course.outbox import delivery, post, workflow
from mlsafety_course.outbox.models import PASSING, Message
from mlsafety_course.outbox.post import Address, Letter
from tests.factories.mail import NOON
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db
SOURCE = "Hello,\n\nconfirm, please.\n"


def written(topic: str = PASSING) -> Message:
    post.write(Letter("one", topic, Address("ann@example.com"), "One question", SOURCE), at=NOON)
    return Message.objects.get()


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_a_letter_goes_to_an_address_without_an_account(mailoutbox):
    message = written("application-invited")

    delivery.deliver(message, at=NOON)

    assert [mail.to for mail in mailoutbox] == [["ann@example.com"]]
    assert (fresh(message).person, fresh(message).address) == (None, "ann@example.com")


def test_of_passing_mail_neither_address_nor_text_is_kept_once_it_has_left(mailoutbox):
    message = written()

    delivery.deliver(message, at=NOON)

    kept = fresh(message)
    assert [mail.to for mail in mailoutbox] == [["ann@example.com"]]
    assert "confirm, please" in mailoutbox[0].body
    assert (kept.status, kept.address, kept.html) == ("sent", "", "")
    assert "confirm" not in kept.text
    assert "not kept" in str(kept)


def test_passing_mail_that_may_not_have_left_keeps_its_address_until_a_person_says_what_became_of_it():
    message = written()
    workflow.claim(message, at=NOON)
    workflow.lose_sight(message, "silence", at=NOON)

    assert fresh(message).address == "ann@example.com"
    workflow.settle_as_sent(fresh(message), by=make_lead(), at=NOON)
    assert fresh(message).address == ""


def test_passing_mail_that_is_called_back_loses_its_address_too():
    message = written()

    workflow.cancel(message, by=make_lead(), at=NOON)

    assert (fresh(message).status, fresh(message).address) == ("cancelled", "")
