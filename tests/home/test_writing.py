"""Mail to chosen people: looked at first, sent once to each, and only to whom one may write to."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mlsafety_course.home.emails import as_written
from mlsafety_course.outbox.models import Message
from tests.factories.cohorts import make_section, ta_of
from tests.factories.curriculum import make_participant
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db
TEXT = "Please **come** on Wednesday.\n\n- Read the paper\n- Bring a question"


@pytest.fixture
def people():
    first = make_participant(name="Ann")
    return [first, make_participant(section=first.seats.get().section, name="Ben")]


@pytest.fixture
def ta(people):
    return ta_of(people[0].seats.get().section)


@pytest.fixture(autouse=True)
def now(people):
    with time_machine.travel(people[0].cohort.starts_at + timedelta(days=8), tick=False):
        yield


def note(people, **more: str) -> dict[str, Any]:
    sent: dict[str, Any] = {"to": [str(one.public_id) for one in people], "subject": "This week", "text": TEXT}
    return sent | {"number": str(uuid.uuid4())} | more


def notes() -> list[Message]:
    return list(Message.objects.filter(topic="note").order_by("address"))


def test_it_is_shown_before_it_leaves(client: Client, people, ta):
    client.force_login(ta)

    page = client.post(reverse("write"), note(people)).content.decode()

    assert "As Ann reads it" in page
    assert "Send to 2 people" in page
    assert notes() == []


def test_pressed_twice_it_is_one_mail_each_and_answers_go_to_the_writer(client: Client, people, ta):
    client.force_login(ta)
    sent = note(people, send="1")

    answers = [client.post(reverse("write"), sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert [mail.person for mail in notes()] == [one.person for one in people]
    assert {mail.reply_to for mail in notes()} == {ta.email}
    assert "<strong>come</strong>" in notes()[0].html


def test_the_same_words_written_anew_are_another_mail(client: Client, people, ta):
    client.force_login(ta)
    for _ in range(2):
        client.post(reverse("write"), note(people[:1], send="1"))

    assert len(notes()) == 2


def test_a_ta_writes_to_their_own_people_only_and_a_lead_to_anybody(client: Client, people):
    other, lead, stranger = ta_of(make_section(people[0].cohort, name="Other")), make_lead(), make_person()
    answers = {}
    for name, person in {"other": other, "lead": lead, "stranger": stranger}.items():
        client.force_login(person)
        answers[name] = client.post(reverse("write"), note(people, send="1")).status_code

    assert answers == {"other": 404, "lead": 302, "stranger": 404}
    assert {mail.reply_to for mail in notes()} == {lead.email}


def test_one_stranger_among_the_chosen_stops_it_all(client: Client, people, ta):
    client.force_login(ta)
    stranger = make_participant(section=make_section(people[0].cohort, name="Other"))

    assert client.post(reverse("write"), note([*people, stranger], send="1")).status_code == 404
    assert notes() == []


def test_nobody_chosen_says_how_to_choose(client: Client, ta):
    client.force_login(ta)

    assert "Nobody is chosen" in client.get(reverse("write")).content.decode()


def test_without_words_nothing_leaves(client: Client, people, ta):
    client.force_login(ta)

    answer = client.post(reverse("write"), note(people, text="", send="1"))

    assert answer.status_code == 422
    assert notes() == []


def test_what_is_written_can_neither_begin_the_foot_nor_pass_for_a_shielded_sign():
    assert as_written("One\n---\nTwo\ue02a") == "One\nTwo"
