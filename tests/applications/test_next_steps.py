"""What stands on the page of an application that ended without a place."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from applications.models import Application
from tests.factories.applications import (
    ANSWERING,
    CLOSES,
    CONFIRM_BY,
    GRACE,
    READING,
    make_admitted_application,
    make_application,
    make_rejected_application,
    make_round,
    make_submitted_application,
    make_waitlisted_application,
)
from tests.factories.curriculum import load_course_once

pytestmark = pytest.mark.django_db


def page(application: Application, moment: datetime, name: str = "form") -> str:
    client = Client()
    client.force_login(application.applicant)
    with time_machine.travel(moment, tick=False):
        return client.get(reverse(f"applications:{name}", args=[application.public_id])).content.decode()


def test_a_rejection_leads_to_what_to_learn_to_public_materials_and_to_the_next_round():
    course = load_course_once()

    text = page(make_rejected_application(), ANSWERING)

    assert "preparation course closes the gap" in text
    assert all(option["title"] in text and option["url"] in text for option in course.study_options)
    assert "From our own preparation" in text
    assert course.site_url in text
    assert f'action="{reverse("applications:interest")}"' in text


def test_where_another_round_is_open_it_is_named_and_no_address_is_asked_for():
    rejected = make_rejected_application()
    other = make_round(closes_at=ANSWERING + timedelta(days=2), confirm_by=ANSWERING + timedelta(days=9))

    text = page(rejected, ANSWERING)

    assert reverse("round", args=[other.slug]) in text
    assert reverse("applications:interest") not in text


@pytest.mark.parametrize(
    ("make", "moment", "is_over"),
    [
        (make_application, CLOSES + GRACE, True),
        (make_admitted_application, CONFIRM_BY + GRACE, True),
        (make_submitted_application, READING, False),
        (make_admitted_application, ANSWERING, False),
        (make_waitlisted_application, ANSWERING, False),
        (make_waitlisted_application, CONFIRM_BY + timedelta(days=8), True),
    ],
)
def test_only_what_has_ended_speaks_of_the_next_round(make, moment: datetime, is_over: bool):
    load_course_once()

    text = page(make(), moment)

    assert ("Where to go from here" in text) is is_over
    assert "From our own preparation" not in text


def test_the_offer_says_what_the_round_adds_in_the_mail_and_on_its_page():
    round_ = make_round(offer_note="Please tell us what you like to eat.")
    application = make_admitted_application(round_)

    assert "what you like to eat" in page(application, ANSWERING, "offer")
    assert "what you like to eat" in application.applicant.messages.get(topic="application-admitted").text


def test_who_declined_and_comes_back_to_a_full_round_is_told_so_before_pressing():
    round_ = make_round(capacity=1)
    first = make_admitted_application(round_)
    client = Client()
    client.force_login(first.applicant)
    offer = reverse("applications:offer", args=[first.public_id])
    with time_machine.travel(ANSWERING, tick=False):
        client.post(offer, {"decline": "1"})
        free = client.get(offer).content.decode()
        make_admitted_application(round_)
        taken = client.get(offer).content.decode()

    assert "All places are taken at the moment" not in free
    assert "All places are taken at the moment" in taken
