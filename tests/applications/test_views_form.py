"""The form: its sections, its buttons, what the automatic save answers, and who is told what."""

import json
import re
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from applications.models import Application, Question
from mlsafety_course.timekit import unpack
from tests.factories.applications import (
    CLOSES,
    FIELDS,
    GRACE,
    WRITING,
    ask,
    make_application,
    make_round,
    make_submitted_application,
)
from tests.factories.cohorts import make_cohort, make_section
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(version: int, **changes: object) -> dict[str, object]:
    """The whole form as a browser sends it."""
    fields = {name: str(value) for name, value in FIELDS.items() if name not in {"grid", "consent_at"}}
    return {**fields, "grid": sorted(unpack(FIELDS["grid"])), "consent": "on", "version": version, **changes}


def page(application: Application, name: str = "form") -> str:
    return reverse(f"applications:{name}", args=[application.public_id])


def shown(application: Application, **query: str) -> str:
    return signed_in(application.applicant).get(page(application), query).content.decode()


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def standings(text: str) -> dict[str, str]:
    """By section, what the head of the page says of it."""
    return dict(re.findall(r'data-standing="([a-z-]+)"[^>]*>([^<]+)<', text))


# the sections


@at(WRITING)
def test_the_page_opens_with_the_four_sections_and_how_far_each_has_come():
    application = make_application()
    client = signed_in(application.applicant)
    client.post(page(application), {"version": 0, "zone": "Europe/London", "evidence": "A course.", "save": "1"})

    text = client.get(page(application)).content.decode()

    assert standings(text) == {"what-you-know": "3 to go", "why": "2 to go", "hours": "1 to go", "last": "1 to go"}
    assert all(f'<h2 id="{key}">' in text for key in standings(text))


@at(WRITING)
def test_a_refused_page_counts_what_was_typed_on_it():
    application = make_application()

    refused = signed_in(application.applicant).post(page(application), typed(0, commitment="", send="1"))

    assert standings(refused.content.decode())["why"] == "1 to go"
    assert standings(refused.content.decode())["what-you-know"] == "Complete"


@at(WRITING)
def test_the_automatic_save_answers_with_sections_and_what_is_left():
    application = make_application()

    saved = signed_in(application.applicant).post(page(application, "save"), typed(0, motivation=""))

    answer = json.loads(saved.content)
    assert answer["sections"]["why"] == {"words": "1 to go", "complete": False}
    assert answer["sections"]["hours"] == {"words": "Complete", "complete": True}
    assert answer["left"] == [["id_motivation", "Why this course, and what would you like to do with it?"]]


# the outlook


@at(WRITING)
def test_the_outlook_stands_on_the_page_and_follows_the_automatic_save():
    cohort = make_cohort()
    make_section(cohort, clock=time(19), zone="Europe/London")
    make_section(cohort, clock=time(3), zone="Europe/London")
    application = make_application(make_round(cohort), make_person(zone="Europe/London"))
    client, none_fit = signed_in(application.applicant), typed(0, grid=["0"])

    first = json.loads(client.post(page(application, "save"), none_fit).content)
    second = json.loads(client.post(page(application, "save"), typed(1)).content)

    assert first["outlook"] == "Your hours fit none of the 2 planned sections yet. Further hours may help."
    assert second["outlook"] == "Your hours fit 1 of the 2 planned sections."
    assert second["outlook"] in client.get(page(application)).content.decode()


@at(WRITING)
def test_without_planned_sections_there_is_no_outlook():
    assert re.search(r"<p[^>]+data-outlook hidden></p>", shown(make_application()))


# the deadline


def test_the_deadline_on_the_page_is_that_of_the_person():
    application = make_application(make_round(deadline_zone="UTC"), make_person(zone="UTC"))
    Application.objects.update(late_until=CLOSES + timedelta(days=2))

    with at(CLOSES + timedelta(days=1)):
        text = shown(application)

    assert "Wednesday 1 February 2023, 11:59" in text
    assert f'datetime="{(CLOSES + timedelta(days=2)).isoformat()}"' in text
    assert "Send application" in text


@pytest.mark.parametrize(
    ("arrived", "status"),
    [(CLOSES - INSTANT, 302), (CLOSES, 302), (CLOSES + GRACE - INSTANT, 302), (CLOSES + GRACE, 409)],
)
def test_a_request_is_judged_by_its_arrival(arrived: datetime, status: int):
    application = make_application()
    with at(WRITING):
        signed_in(application.applicant).post(page(application), typed(0, motivation="In time.", save="1"))

    with at(arrived):
        answer = signed_in(application.applicant).post(page(application), typed(1, send="1"))

    assert answer.status_code == status
    kept = (fresh(application).status, fresh(application).motivation)
    assert kept == (("submitted", FIELDS["motivation"]) if status == 302 else ("draft", "In time."))


@pytest.mark.parametrize(("began", "status"), [(CLOSES + GRACE - INSTANT, 302), (CLOSES + GRACE, 409)])
def test_what_began_before_the_end_counts_however_long_it_took(settings: Settings, began: datetime, status: int):
    settings.TRUSTED_REQUEST_START_HEADER = "X-Request-Start"
    application, headers = make_application(), {"X-Request-Start": f"t={began.timestamp():.6f}"}

    with at(CLOSES + GRACE + timedelta(hours=1)):
        answer = signed_in(application.applicant).post(page(application), typed(0, send="1"), headers=headers)

    assert answer.status_code == status
    assert fresh(application).submitted_at == (began if status == 302 else None)


# the choices at the end


@at(WRITING)
def test_a_campus_needs_its_follow_up_and_a_virtual_place_does_not():
    application = make_application()
    client = signed_in(application.applicant)

    without = client.post(page(application), typed(0, campus="MIT", send="1"))
    with_it = client.post(page(application), typed(1, campus="MIT", campus_otherwise="withdraw", send="1"))

    assert (without.status_code, with_it.status_code) == (422, 302)
    assert "Choose one of the two." in without.content.decode()
    assert fresh(application).campus_otherwise == "withdraw"


@at(WRITING)
def test_sending_at_the_deadline_is_a_choice_on_the_draft_alone():
    application = make_application()
    client = signed_in(application.applicant)

    client.post(page(application), typed(0, send_at_deadline="on", save="1"))
    assert fresh(application).send_at_deadline
    client.post(page(application), typed(1, send_at_deadline="on", send="1"))

    assert 'name="send_at_deadline"' not in shown(application, edit="1")
    again = client.post(page(application), typed(1, send_at_deadline="on", send="1"))
    assert (again.status_code, application.revisions.count()) == (302, 1)


@at(WRITING)
def test_the_page_says_who_sees_each_answer():
    round_ = make_round()
    ask(round_, "project")
    ask(round_, "money", audience=Question.Audience.LEADS)
    ask(round_, "link", identifies=True)

    text = shown(make_application(round_))

    assert "neither your name nor your address" in text
    assert "Readers never see your hours" in text
    assert text.count("Only course leads see your answer.") == 2


@at(WRITING)
def test_a_round_that_is_not_blind_does_not_promise_it():
    assert "Readers see your name" in shown(make_application(make_round(is_blind=False)))


# copying


@at(WRITING)
def test_copying_keeps_what_was_typed_and_fills_the_rest():
    person = make_person(zone="Europe/London")
    make_submitted_application(None, person)
    application = make_application(None, person)
    client = signed_in(person)
    assert "Copy my answers" in shown(application)

    copied = client.post(
        page(application), {"version": 0, "zone": "Europe/London", "evidence": "Newly typed.", "copy": "1"}, follow=True
    )

    stored = fresh(application)
    assert "answers copied" in copied.content.decode()
    assert (stored.evidence, stored.motivation) == ("Newly typed.", FIELDS["motivation"])
    assert stored.consent_at is None
    assert "Copy my answers" not in shown(application)


@at(WRITING)
def test_without_an_earlier_application_nothing_is_offered():
    assert "Copy my answers" not in shown(make_application())


# what the browser kept


@at(WRITING)
def test_the_next_page_names_the_copy_that_has_arrived():
    application = make_application()
    client = signed_in(application.applicant)

    saved = client.post(page(application), typed(0, save="1", slot="k3j2"), follow=True)
    sent = client.post(page(application), typed(1, send="1", slot="k3j3"), follow=True)

    assert f'data-autosave-done="application:{application.public_id}:k3j2"' in saved.content.decode()
    assert f'data-autosave-done="application:{application.public_id}:k3j3"' in sent.content.decode()


@at(WRITING)
def test_a_refused_page_names_its_copy_only_where_it_was_stored():
    application = make_application()
    client = signed_in(application.applicant)

    kept = client.post(page(application), typed(0, evidence="", send="1", slot="k3j2")).content.decode()
    stale = client.post(page(application), typed(0, evidence="Other", save="1", slot="k3j3")).content.decode()

    assert ":k3j2" in kept
    assert "data-autosave-unsaved" not in kept
    assert ":k3j3" not in stale
    assert "data-autosave-unsaved" in stale


@at(WRITING)
def test_the_receipt_shows_what_the_round_adds():
    application = make_submitted_application(make_round(receipt_note="See https://example.org/evening & come."))

    text = signed_in(application.applicant).get(page(application, "receipt")).content.decode()

    assert '<a href="https://example.org/evening" rel="nofollow">' in text
    assert "&amp; come." in text
