"""The applicant's pages."""

import json
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import Application, Question
from cohorts.models import Enrollment
from mlsafety_course.timekit import unpack
from tests.factories.applications import (
    ANSWERING,
    CLOSES,
    CONFIRM_BY,
    FIELDS,
    GRACE,
    OPENS,
    READING,
    RELEASED,
    WRITING,
    accept,
    ask,
    make_admitted_application,
    make_application,
    make_rejected_application,
    make_review,
    make_round,
    make_submitted_application,
    propose,
    release,
)
from tests.factories.people import make_person, make_reviewer

pytestmark = pytest.mark.django_db
LATER = WRITING + timedelta(hours=1)


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


def page(name: str, application: Application) -> str:
    return reverse(f"applications:{name}", args=[application.public_id])


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


# the round


@at(WRITING)
def test_a_visitor_reads_every_question_and_the_deadline_before_signing_up():
    round_ = make_round()
    ask(round_, "project", Question.Kind.LONG, label="Which project would you repeat?")

    shown = Client().get(reverse("round", args=[round_.slug]))

    text = shown.content.decode()
    assert shown.status_code == 200
    assert "Which project would you repeat?" in text
    assert "Why this course, and what would you like to do with it?" in text
    assert "Sunday 29 January 2023, 23:59 Anywhere on Earth" in text
    assert "Sign up and apply" in text


@pytest.mark.parametrize(("moment", "words"), [(OPENS - timedelta(days=1), "Not open yet"), (CLOSES, "have closed")])
def test_a_round_says_honestly_that_it_is_not_open(moment: datetime, words: str):
    round_ = make_round()

    with at(moment):
        assert words in Client().get(reverse("round", args=[round_.slug])).content.decode()


def test_an_unknown_round_does_not_exist():
    assert Client().get("/rounds/never/").status_code == 404


# writing


@at(WRITING)
def test_starting_leads_to_the_form_and_again_to_the_same():
    round_, person = make_round(), make_person()
    client = signed_in(person)

    first = client.post(reverse("applications:start", args=[round_.slug]))
    second = client.post(reverse("applications:start", args=[round_.slug]))

    assert first.status_code == 302
    assert first["Location"] == second["Location"] == page("form", Application.objects.get())
    assert client.get(first["Location"]).status_code == 200


@at(CLOSES + GRACE)
def test_starting_too_late_is_refused_with_a_page():
    round_ = make_round()

    refused = signed_in(make_person()).post(reverse("applications:start", args=[round_.slug]))

    assert refused.status_code == 409
    assert "have closed" in refused.content.decode()


@pytest.mark.parametrize("name", ["form", "receipt", "withdraw", "offer"])
def test_a_visitor_is_asked_to_sign_in_and_a_stranger_finds_nothing(name: str):
    application = make_admitted_application()

    visitor = Client().get(page(name, application))
    stranger = signed_in(make_person()).get(page(name, application))

    assert visitor.status_code == 302
    assert visitor["Location"].startswith("/accounts/login/")
    assert stranger.status_code == 404


@pytest.mark.parametrize("name", ["save", "withdraw", "reopen", "offer", "form"])
def test_a_stranger_changes_nothing(name: str):
    application = make_admitted_application()

    assert signed_in(make_person()).post(page(name, application)).status_code == 404


@at(WRITING)
def test_a_draft_is_saved_incomplete_and_shown_again():
    application = make_application()
    client = signed_in(application.applicant)

    saved = client.post(page("form", application), {"version": 0, "motivation": "A first line", "save": "1"})

    assert saved.status_code == 302
    assert "A first line" in client.get(page("form", application)).content.decode()


@at(WRITING)
def test_the_automatic_save_answers_with_the_time_and_the_new_version():
    application = make_application(person=make_person(zone="Asia/Kolkata"))

    saved = signed_in(application.applicant).post(page("save", application), typed(0, evidence="A line."))

    answer = json.loads(saved.content)
    assert (answer["saved"], answer["version"]) == ("23:30", 1)
    assert fresh(application).evidence == "A line."


@at(WRITING)
def test_the_automatic_save_of_an_old_version_is_told_plainly():
    application = make_application()
    client = signed_in(application.applicant)
    client.post(page("save", application), typed(0))

    second = client.post(page("save", application), typed(0, evidence="From another tab"))

    assert second.status_code == 409
    assert "another tab" in json.loads(second.content)["sentence"]


@at(WRITING)
def test_a_conflict_shows_what_was_typed_and_pressing_again_stores_it():
    application = make_application()
    client = signed_in(application.applicant)
    client.post(page("save", application), typed(0))

    conflict = client.post(page("form", application), typed(0, evidence="My precious text", save="1"))

    assert conflict.status_code == 409
    assert "My precious text" in conflict.content.decode()
    version = re.search(r'name="version" value="(\d+)"', conflict.content.decode())
    assert version is not None
    client.post(page("form", application), typed(int(version[1]), evidence="My precious text", save="1"))
    assert fresh(application).evidence == "My precious text"


def test_what_arrives_too_late_is_refused_and_still_on_the_page():
    application = make_application()

    with at(CLOSES + GRACE):
        late = signed_in(application.applicant).post(page("form", application), typed(0, evidence="Late!", send="1"))

    assert late.status_code == 409
    assert "have closed" in late.content.decode()
    assert "Late!" in late.content.decode()


@at(WRITING)
def test_sending_an_incomplete_form_says_what_is_missing_and_keeps_the_draft():
    application = make_application()
    client = signed_in(application.applicant)

    sent = client.post(page("form", application), typed(0, commitment="", send="1"))

    assert sent.status_code == 422
    assert "Please answer this one." in sent.content.decode()
    assert 'name="version" value="1"' in sent.content.decode()
    assert (fresh(application).status, fresh(application).evidence) == ("draft", FIELDS["evidence"])
    again = client.post(page("form", application), typed(1, send="1"))
    assert again["Location"] == page("receipt", application)


@at(WRITING)
def test_sending_leads_to_a_receipt_with_number_times_and_digest():
    application = make_application(person=make_person(zone="America/New_York"))
    client = signed_in(application.applicant)

    client.post(page("form", application), typed(0, send="1"))
    receipt = client.get(page("receipt", application)).content.decode()

    stored = fresh(application)
    assert str(stored.number) in receipt
    assert stored.revisions.get().digest_in_groups in receipt
    assert "13:00 New York time" in receipt
    assert "18:00 UTC" in receipt


@at(WRITING)
def test_pressing_send_after_a_lost_reply_gives_the_same_receipt():
    application = make_application()
    client = signed_in(application.applicant)
    client.post(page("form", application), typed(0, send="1"))

    again = client.post(page("form", application), typed(0, send="1"))

    assert again["Location"] == page("receipt", application)
    assert application.revisions.count() == 1


@at(LATER)
def test_each_version_stays_readable():
    application = make_submitted_application()
    client = signed_in(application.applicant)
    assert "Send this version" in client.get(page("form", application), {"edit": "1"}).content.decode()

    client.post(page("form", application), typed(1, motivation="A better reason.", send="1"))

    newest = client.get(page("receipt", application)).content.decode()
    first = client.get(page("receipt", application), {"version": "1"}).content.decode()
    assert "A better reason." in newest
    assert FIELDS["motivation"] in first
    assert client.get(page("receipt", application), {"version": "7"}).status_code == 404


def test_a_draft_has_no_receipt():
    application = make_application()

    assert signed_in(application.applicant).get(page("receipt", application)).status_code == 404


@at(READING)
def test_after_the_close_the_form_is_the_status_page_and_everything_stays_readable():
    application = make_submitted_application()

    shown = signed_in(application.applicant).get(page("form", application), {"edit": "1"}).content.decode()

    assert "In review" in shown
    assert FIELDS["motivation"] in shown
    assert "Send this version" not in shown


@at(READING)
def test_an_unsent_draft_is_called_not_sent():
    application = make_application()

    assert "Not sent" in signed_in(application.applicant).get(page("form", application)).content.decode()


@at(LATER)
def test_withdrawing_asks_first_and_can_be_reopened():
    application = make_submitted_application()
    client = signed_in(application.applicant)

    assert "Withdraw your application?" in client.get(page("withdraw", application)).content.decode()
    assert fresh(application).status == "submitted"
    client.post(page("withdraw", application))
    assert fresh(application).status == "withdrawn"
    assert client.post(page("withdraw", application)).status_code == 409
    client.post(page("reopen", application))
    assert fresh(application).status == "draft"


# the offer


@at(ANSWERING)
def test_a_link_in_a_mail_decides_nothing_and_the_button_does():
    application = make_admitted_application()
    client = signed_in(application.applicant)

    shown = client.get(page("offer", application))
    assert "Accept the place" in shown.content.decode()
    assert fresh(application).status == "admitted"
    hours = {"grid": ["36", "37"], "zone": "Europe/London", "accept": "1"}
    assert client.post(page("offer", application), hours).status_code == 302
    assert fresh(application).status == "accepted"
    assert Enrollment.objects.get().person == application.applicant


@at(ANSWERING)
def test_accepting_without_hours_keeps_the_offer_open():
    application = make_admitted_application()

    answered = signed_in(application.applicant).post(page("offer", application), {"zone": "UTC", "accept": "1"})

    assert answered.status_code == 422
    assert fresh(application).status == "admitted"


@at(ANSWERING)
def test_declining_and_coming_back():
    application = make_admitted_application()
    client = signed_in(application.applicant)

    client.post(page("offer", application), {"decline": "1"})
    assert fresh(application).status == "declined"
    client.post(page("offer", application), {"grid": ["36"], "zone": "UTC", "accept": "1"})
    assert fresh(application).status == "accepted"


@at(CONFIRM_BY + GRACE)
def test_a_lapsed_offer_says_so_and_takes_no_answer():
    application = make_admitted_application()
    client = signed_in(application.applicant)

    assert "Offer lapsed" in client.get(page("offer", application)).content.decode()
    late = client.post(page("offer", application), {"grid": ["36"], "zone": "UTC", "accept": "1"})
    assert late.status_code == 409


def test_there_is_no_offer_page_without_an_offer():
    application = make_submitted_application()

    assert signed_in(application.applicant).get(page("offer", application)).status_code == 404


@at(ANSWERING)
def test_ones_list_shows_where_each_stands_and_what_is_open():
    person = make_person()
    make_rejected_application(person=person)
    accept(make_admitted_application(person=person))
    make_round(title="Summer round", closes_at=ANSWERING + timedelta(days=3), cohort=make_round().cohort)

    shown = signed_in(person).get("/apply/").content.decode()

    assert "Not this time" in shown
    assert "Accepted" in shown
    assert "Start an application" in shown


# nothing leaks


def bytes_of_all_pages(client: Client, application: Application) -> list[bytes]:
    addresses = ["/apply/", *(page(name, application) for name in ("form", "receipt", "withdraw", "offer"))]
    round_page = reverse("round", args=[application.round.slug])
    shown = [client.get(address).content for address in [*addresses, round_page]]
    return [re.sub(rb'(name="csrfmiddlewaretoken" value|X-CSRFToken.: )[^>]*', b"", body) for body in shown]


@pytest.mark.parametrize("outcome", ["admit", "waitlist", "reject"])
def test_no_byte_of_an_applicants_pages_tells_of_a_proposal(outcome: str):
    application = make_submitted_application()
    client = signed_in(application.applicant)
    with at(RELEASED):
        before = bytes_of_all_pages(client, application)
        make_review(application, make_reviewer(), score=1)
        propose(application, outcome)
        proposed = bytes_of_all_pages(client, application)
        release(application.round)
        released = bytes_of_all_pages(client, application)

    assert proposed == before
    assert released != before
