"""One's own records: all of them, nobody else's, and nothing that is not known yet."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cohorts.workflow import enrollment as enrollments
from curriculum.models import Grade, Reading
from curriculum.workflow import ticks
from mlsafety_course.home.my_records import own_rows, told, whole_file
from mlsafety_course.home.registry import KEPT, Kept
from mlsafety_course.outbox.delivery import deliver_due
from tests.factories.curriculum import make_attempt, make_grade, make_participant, make_scheduled_cohort
from tests.factories.people import make_lead, make_person
from tests.factories.records import AFTER, make_two_busy_people

pytestmark = pytest.mark.django_db

PERSONAL: list[Kept] = [kept for part in KEPT for kept in part.models if kept.paths]


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def file_of(person: User) -> str:
    """The file as it is downloaded."""
    return signed_in(person).get("/my-data/file.json").content.decode()


def tell_all(kept: Kept, person: User) -> list[dict[str, Any]]:
    return [told(row, kept, person, AFTER) for row in own_rows(kept, person)]


def queries_of(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def records_in(text: str) -> dict[str, list[dict[str, Any]]]:
    """Every kind of record by its name."""
    return {name: rows for part in json.loads(text)["parts"] for name, rows in part["records"].items()}


def test_the_file_holds_what_the_person_wrote_in_every_room():
    ada, _ = make_two_busy_people()

    records = records_in(file_of(ada))

    assert records["Your profile"][0]["full_name"] == "ADAMARK Participant"
    assert records["Applications"][0]["evidence"] == "ADAMARK evidence"
    assert "ADAMARK wants" in json.dumps(records["Versions you sent in"][0]["answers"])
    assert records["Homework you handed in"][0]["text"] == "ADAMARK homework"
    assert records["Files you handed in"][0]["name"] == "ADAMARK.pdf"
    assert records["Files you handed in"][0]["content"].startswith("http://testserver/files/")
    assert records["Answers to your homework"][0]["feedback"] == "Clear and complete."
    assert records["Marks"][0]["mark"] == "Late"
    assert records["Marks"][0]["note"] == "ADAMARK seemed tired"  # the sheet says that people read it
    assert records["Stipends"][0]["amount_cents"] == 500_00
    assert {mail["address"] for mail in records["Mails"]} == {ada.email}


def test_payment_details_are_readable_for_their_owner():
    ada, _ = make_two_busy_people()

    details = records_in(file_of(ada))["Payment details"][0]

    assert details["legal_name"] == "ADAMARK Participant"
    assert details["destination"] == f"pay-{ada.email}"
    assert "legal_name_encrypted" not in details
    assert "digest" not in details


def test_nothing_of_a_second_person_is_in_the_file_or_on_the_page():
    ada, bo = make_two_busy_people()

    seen = file_of(ada) + signed_in(ada).get("/my-data/").content.decode()

    assert "ADAMARK" in seen
    assert "BOMARK" not in seen
    assert bo.email not in seen


def test_what_staff_say_among_themselves_is_in_neither():
    ada, _ = make_two_busy_people()

    seen = file_of(ada) + signed_in(ada).get("/my-data/").content.decode()

    assert "Reads well" not in seen
    assert "prerequisites are not in place" not in seen
    assert "Rhea" not in seen


def test_an_application_says_nothing_of_a_proposal_before_the_release():
    ada, _ = make_two_busy_people()

    application = records_in(file_of(ada))["Applications"][0]

    assert application["status"] == "In review"
    assert application.keys().isdisjoint({"proposal", "proposed_by", "reason", "rank", "decided_at", "confirm_by"})


def test_a_grade_is_told_only_once_it_is_released():
    enrollment = make_participant()
    make_grade(make_attempt(enrollment), Grade.Verdict.REVISE, release=False)

    assert records_in(file_of(enrollment.person))["Answers to your homework"] == []


def test_mail_is_told_only_once_it_has_left():
    enrollment = make_participant()
    make_attempt(enrollment)

    before = records_in(file_of(enrollment.person))["Mails"]
    deliver_due(at=AFTER)
    after = records_in(file_of(enrollment.person))["Mails"]

    assert before == []
    assert after != []


def test_other_people_are_not_named():
    ada, _ = make_two_busy_people()

    records = records_in(file_of(ada))

    assert records["Answers to your homework"][0]["grader"] == "someone else"
    assert records["Applications"][0]["applicant"] == "you"
    assert records["How your applications went"][0]["by"] == "you"


def test_the_reason_of_a_change_is_told_to_whoever_wrote_it():
    cohort = make_scheduled_cohort()
    ada, bo = make_participant(cohort), make_participant(cohort)
    lead = make_lead()
    enrollments.drop(ada, "No time left.", by=ada.person, at=cohort.starts_at)
    enrollments.drop(bo, "Missing since week one.", by=lead, at=cohort.starts_at)

    assert records_in(file_of(ada.person))["How your places changed"][0]["reason"] == "No time left."
    assert "reason" not in records_in(file_of(bo.person))["How your places changed"][0]


def test_a_person_without_records_has_an_account_and_nothing_else():
    make_two_busy_people()
    stranger = User.objects.create_user("stranger@example.com", full_name="Stranger")

    rows = [row for kept in PERSONAL for row in own_rows(kept, stranger)]

    assert rows == [stranger]


def test_no_row_is_told_to_two_people():
    ada, bo = make_two_busy_people()

    shared = {
        kept.model
        for kept in PERSONAL
        if {row.pk for row in own_rows(kept, ada)} & {row.pk for row in own_rows(kept, bo)}
    }

    assert shared == set()


def test_secrets_of_signing_in_are_not_in_the_file():
    person = make_person()
    apps.get_model("mfa.Authenticator").objects.create(user=person, type="totp", data={"secret": "S3CR3T"})

    text = file_of(person)

    assert "S3CR3T" not in text
    assert person.password not in text
    assert records_in(text)["Second factors"][0]["type"] == "TOTP Authenticator"


def test_the_file_is_a_download_of_json_that_no_cache_keeps():
    response = signed_in(make_person()).get("/my-data/file.json")

    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in response.headers["Cache-Control"]


def test_the_page_shows_counts_and_the_newest_in_words():
    ada, _ = make_two_busy_people()

    page = signed_in(ada).get("/my-data/").content.decode()

    assert "Round: In review" in page
    assert "Your stipend" in page
    assert "There is no button for it yet" in page
    assert "Working here as reviewer or staff" not in page


@pytest.mark.parametrize("address", ["/my-data/", "/my-data/file.json"])
def test_a_visitor_is_asked_to_sign_in(client, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", ["/my-data/", "/my-data/file.json"])
def test_nothing_can_be_sent_there(address):
    assert signed_in(make_person()).post(address).status_code == 405


def test_every_kind_of_record_is_read_in_one_query_whoever_asks():
    make_two_busy_people()

    costs = {
        (kept.model, queries_of(partial(tell_all, kept, person))) for person in User.objects.all() for kept in PERSONAL
    }

    assert costs == {(kept.model, 3 if kept.model == "accounts.User" else 1) for kept in PERSONAL}


def test_many_records_cost_as_many_queries_as_few():
    enrollment = make_participant()
    at = enrollment.cohort.submissions_close_at - timedelta(days=1)
    readings = list(Reading.objects.all()[:30])
    person = enrollment.person

    for reading in readings[:3]:
        ticks.tick(enrollment, reading, done=True, by=person, at=at)
    few = queries_of(lambda: whole_file(person, AFTER))
    for reading in readings[3:]:
        ticks.tick(enrollment, reading, done=True, by=person, at=at)
    many = queries_of(lambda: whole_file(person, AFTER))

    assert len(readings) == 30
    assert many == few


def test_the_privacy_page_prints_every_part(client):
    page = client.get("/privacy/").content.decode()

    assert all(part.title in page for part in KEPT)
    assert "done by our staff, by hand" in page
