"""A mail as staff look at it: in a frame that can do nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from mlsafety_course.outbox import post
from mlsafety_course.outbox.models import Message
from tests.factories.mail import NOON, make_message
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(make_lead())
    return client


def directives(response) -> set[str]:
    return {each.strip() for each in response["Content-Security-Policy"].split(";")}


def test_the_page_of_a_mail_shows_it_in_a_frame_and_its_text_beside(lead: Client):
    message = make_message()
    address = reverse("message_html", args=[message.public_id])

    response = lead.get(reverse("message", args=[message.public_id]))

    assert f'<iframe class="mail-view" sandbox title="The mail as it is sent" src="{address}">' in response.text
    assert '<pre class="letter">Dear Ada, we have it.' in response.text
    assert "frame-src 'self'" in directives(response)
    assert "frame-ancestors 'none'" in directives(response)


def test_no_other_page_may_hold_a_frame(lead: Client):
    assert not any(each.startswith("frame-src") for each in directives(lead.get(reverse("outbox"))))


def test_the_frame_holds_what_was_sent_and_may_do_nothing(lead: Client):
    message = make_message()

    response = lead.get(reverse("message_html", args=[message.public_id]))

    assert response.text == message.html
    assert directives(response) == {
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "frame-ancestors 'self'",
        "sandbox",
    }
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_the_frame_of_account_mail_is_not_there(lead: Client):
    post.write_account_mail("ada@example.com", "Your code", "K7QX-93MF", at=NOON)

    assert "K7QX-93MF" in Message.objects.get().html
    assert lead.get(reverse("message_html", args=[Message.objects.get().public_id])).status_code == 404


def test_a_mail_from_before_there_was_html_is_shown_as_text(lead: Client):
    message = make_message()
    Message.objects.update(html="")

    page = lead.get(reverse("message", args=[message.public_id])).text

    assert "<iframe" not in page
    assert '<pre class="letter">Dear Ada' in page
    assert lead.get(reverse("message_html", args=[message.public_id])).status_code == 404


def test_the_living_page_shows_a_sample_of_a_mail_in_a_frame(lead: Client):
    living, sample = lead.get(reverse("styleguide")), lead.get(reverse("sample_mail"))

    assert f'src="{reverse("sample_mail")}"' in living.text
    assert "frame-src 'self'" in directives(living)
    assert "sandbox" in directives(sample)
    assert "&lt;b&gt;prove&lt;/b&gt;" in sample.text
