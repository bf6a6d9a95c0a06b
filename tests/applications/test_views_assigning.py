"""The lead's page for giving out readings, and the button for one more."""

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from applications.models import Application, ReaderAway, ReviewAssignment, Round
from applications.workflow import reviewing
from tests.factories.applications import READING, WRITING, make_review, make_round, make_submitted_application
from tests.factories.people import make_lead, make_person, make_reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def while_reading():
    with time_machine.travel(READING, tick=False):
        yield


@pytest.fixture
def lead() -> Client:
    client = Client()
    client.force_login(make_lead())
    return client


def readings(round_: Round) -> str:
    return reverse("applications:readings", args=[round_.slug])


def digest_on(shown: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', shown)
    assert found
    return found[1]


def press(client: Client, round_: Round, name: str, reader: User) -> str:
    return client.post(reverse(f"applications:{name}", args=[round_.slug, reader.public_id]), follow=True).text


def test_what_is_shown_is_given_out(lead: Client):
    round_ = make_round(readers_each=2)
    for _ in range(3):
        make_submitted_application(round_)
    make_reviewer("Rhea"), make_reviewer("Ravi")
    shown = lead.get(readings(round_)).text
    assert "Give out 6 readings" in shown
    assert not ReviewAssignment.objects.exists()

    told = lead.post(readings(round_), {"digest": digest_on(shown)}, follow=True).text

    assert "6 readings given out." in told
    assert "Nothing to give out" in told
    assert ReviewAssignment.objects.count() == 6


def test_who_pressed_on_an_older_page_is_sent_to_look_again(lead: Client):
    round_ = make_round(readers_each=1)
    make_submitted_application(round_)
    make_reviewer()
    shown = lead.get(readings(round_)).text
    make_submitted_application(round_, at=WRITING)

    refused = lead.post(readings(round_), {"digest": digest_on(shown)})

    assert refused.status_code == 409
    assert "look again" in refused.text
    assert lead.post(readings(round_)).status_code == 409, "a press without a digest gives out nothing either"
    assert not ReviewAssignment.objects.exists()


def test_the_page_says_why_an_application_stays_short_of_readers(lead: Client):
    application = make_submitted_application(make_round(readers_each=2))
    conflicted = make_reviewer()
    reviewing.declare_conflict(application, by=conflicted, at=READING)
    make_reviewer("Free")

    shown = lead.get(readings(application.round)).text

    assert "Without enough readers" in shown
    assert "Of 2 readers: 1 declared a conflict, 1 would get it." in shown


def test_the_page_says_how_the_round_is_read(lead: Client):
    round_ = make_round(reading=Round.Reading.TWO_STEP, readers_each=3)

    shown = lead.get(readings(round_)).text

    assert "What lies between is read by 3 people." in shown
    assert "a mean of 3 or more" in shown


def test_before_the_round_has_closed_nothing_can_be_given_out(lead: Client):
    round_ = make_round()
    make_reviewer()
    with time_machine.travel(WRITING, tick=False):
        shown = lead.get(readings(round_)).text
        assert lead.post(readings(round_), {"digest": "0" * 64}).status_code == 409

    assert "Reading has not started" in shown
    assert 'name="digest"' not in shown


def test_a_reader_goes_away_and_comes_back(lead: Client):
    round_ = make_round(readers_each=1)
    make_submitted_application(round_)
    reader = make_reviewer("Rhea")
    reviewing.assign(round_, by=make_lead(), at=READING)

    assert "1 unread reading can go to others" in press(lead, round_, "away", reader)
    assert ReaderAway.objects.filter(round=round_, reader=reader).exists()
    assert not reader.review_assignments.exists()
    assert "Rhea is back" in press(lead, round_, "back", reader)

    assert not ReaderAway.objects.exists()
    assert "Give out 1 reading" in lead.get(readings(round_)).text


def test_nobody_is_away_who_never_read(lead: Client):
    round_ = make_round()

    assert lead.post(reverse("applications:away", args=[round_.slug, make_person().public_id])).status_code == 404


@pytest.mark.parametrize("name", ["away", "back"])
def test_readers_do_not_send_each_other_away(name: str):
    round_, reader, client = make_round(), make_reviewer(), Client()
    client.force_login(make_reviewer("Other"))

    assert client.post(reverse(f"applications:{name}", args=[round_.slug, reader.public_id])).status_code == 403


def test_a_lead_asks_for_one_more_from_the_reading_page(lead: Client):
    application = make_submitted_application(make_round(readers_each=1))
    make_review(application, make_reviewer())
    page = reverse("applications:read", args=[application.public_id])
    assert "1 of 1 is in" in re.sub(r"\s+", " ", lead.get(page).text)

    told = lead.post(reverse("applications:one_more", args=[application.public_id]), {"seen": "0"}, follow=True).text

    assert "One more reading is asked for" in told
    assert Application.objects.get(pk=application.pk).extra_reads == 1
    again = lead.post(reverse("applications:one_more", args=[application.public_id]), {"seen": "0"})
    assert again.status_code == 409
    assert lead.post(reverse("applications:one_more", args=[application.public_id]), {"seen": "x"}).status_code == 409


def test_five_times_as_many_rows_cost_no_more_queries(lead: Client):
    round_, costs = make_round(readers_each=2), []
    for count in (2, 10):
        for _ in range(count):
            make_submitted_application(round_)
            reviewing.mark_away(round_, make_reviewer(), by=make_lead(), at=READING)
        make_reviewer()
        with CaptureQueriesContext(connection) as queries:
            lead.get(readings(round_))
        costs.append(len(queries))

    assert costs[0] == costs[1]
