"""Mail leaves once, or a person is asked."""

import smtplib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from pytest_django.fixtures import Settings

from mlsafety_course.outbox import delivery, post, workflow
from mlsafety_course.outbox.models import Message, Status
from tests.factories.mail import NOON, make_message
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


class Refusing(BaseEmailBackend):
    """A mail server that is certainly not there."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("nobody listens")


class Silent(BaseEmailBackend):
    """A mail server that stops answering after the first byte."""

    def send_messages(self, email_messages):
        raise smtplib.SMTPServerDisconnected("gone in the middle")


@pytest.fixture
def refusing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.core.mail.backends.dummy.EmailBackend", Refusing)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


@pytest.fixture
def silent(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.core.mail.backends.dummy.EmailBackend", Silent)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


def test_a_due_mail_leaves_once(mailoutbox):
    make_message()

    assert delivery.deliver_due(at=NOON) == 1
    assert delivery.deliver_due(at=NOON) == 0

    assert [mail.subject for mail in mailoutbox] == ["We have it"]
    assert mailoutbox[0].reply_to == ["course@example.com"]
    assert Message.objects.get().sent_at == NOON


def test_a_mail_leaves_as_text_and_as_html(mailoutbox):
    make_message()

    delivery.deliver_due(at=NOON)

    sent = mailoutbox[0].message()
    assert sent.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in sent.get_payload()] == ["text/plain", "text/html"]
    assert [
        part for part in sent.get_payload() if "Dear Ada, we have it." not in part.get_payload(decode=True).decode()
    ] == []


def test_a_second_worker_with_the_same_mail_sends_nothing(mailoutbox):
    message = make_message()
    stale = Message.objects.get()
    delivery.deliver(message, at=NOON)

    delivery.deliver(stale, at=NOON)

    assert len(mailoutbox) == 1


def test_the_same_key_is_written_once():
    person = make_person()
    for text in ("first", "second"):
        post.write(post.Letter("welcome:1", "welcome", person, "Welcome", text), at=NOON)

    assert Message.objects.get().text == "first\n"


def test_a_held_letter_waits_for_its_release(mailoutbox):
    message = make_message(hold=True)
    delivery.deliver_due(at=NOON)
    assert mailoutbox == []

    workflow.release(message, by=make_person(), at=NOON)
    delivery.deliver_due(at=NOON)

    assert len(mailoutbox) == 1


@pytest.mark.usefixtures("refusing")
def test_a_server_that_is_not_there_is_tried_again_later_and_given_up_after_eight_tries():
    message, at = make_message(), NOON
    for attempt in range(1, workflow.MOST_ATTEMPTS):
        delivery.deliver(message, at=at)
        message.refresh_from_db()
        assert (message.status, message.attempts) == (Status.QUEUED, attempt)
        at = message.not_before

    delivery.deliver(message, at=at)

    assert Message.objects.get().status == Status.FAILED
    assert at - NOON == timedelta(minutes=127)


@pytest.mark.usefixtures("silent")
def test_silence_after_the_first_byte_is_uncertain_and_never_repeated_by_itself():
    make_message()

    delivery.deliver_due(at=NOON)

    assert Message.objects.get().status == Status.UNCERTAIN
    assert delivery.deliver_due(at=NOON + timedelta(days=1)) == 0


def test_what_a_dead_worker_held_becomes_uncertain_and_a_person_settles_it():
    message = make_message()
    workflow.claim(message, at=NOON)
    assert message.claimed_at is not None

    delivery.find_left_behind(at=message.claimed_at + timedelta(minutes=14))
    assert Message.objects.get().status == Status.SENDING
    delivery.find_left_behind(at=message.claimed_at + timedelta(minutes=16))
    message.refresh_from_db()
    assert message.status == Status.UNCERTAIN
    workflow.settle_as_sent(message, by=make_person(), at=NOON)

    assert Message.objects.get().status == Status.SENT


def test_invented_people_get_their_mail_in_a_folder(settings: Settings, mailoutbox):
    make_message(to=make_person(email="ada@example.org"))

    delivery.deliver_due(at=NOON)

    assert mailoutbox == []
    assert "Dear Ada" in next(Path(settings.EMAIL_FILE_PATH).iterdir()).read_text()


def test_mail_about_the_past_counts_as_delivered_then(mailoutbox):
    with post.as_history():
        make_message()

    delivery.deliver_due(at=NOON + timedelta(days=1))

    assert mailoutbox == []
    assert Message.objects.get().sent_at == NOON


def test_the_text_of_account_mail_is_not_kept_after_it_left(mailoutbox):
    post.write_account_mail("ada@example.com", "Your code", "123456", at=NOON)

    delivery.deliver_due(at=NOON)

    [(html, kind)] = mailoutbox[0].alternatives
    assert "123456" in mailoutbox[0].body
    assert ("123456" in html, kind) == (True, "text/html")
    assert "123456" not in Message.objects.get().text
    assert Message.objects.get().html == ""


def test_a_line_break_in_a_subject_cannot_stop_a_mail(mailoutbox):
    post.write(post.Letter("welcome:1", "welcome", make_person(), "Welcome\r\nBcc: x@example.com", "Dear Ada"), at=NOON)

    delivery.deliver_due(at=NOON)

    assert mailoutbox[0].subject == "Welcome Bcc: x@example.com"
    assert mailoutbox[0].bcc == []
