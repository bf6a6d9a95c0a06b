"""The reader's pages: the queue's one address for the next, the words of the round, and what stays unseen."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from applications import reading
from applications.models import Application, Criterion, Question, Round
from applications.rubric import CRITERIA
from applications.workflow import reviewing
from tests.factories.applications import READING, ask, make_round, make_submitted_application
from tests.factories.people import make_lead, make_person, make_reviewer

pytestmark = pytest.mark.django_db
SCORES = {"ml_background": "4", "mathematics": "3", "motivation": "4", "commitment": "3", "recommendation": "admit"}
TOKENS = re.compile(rb'(name="csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"')
NEXT = "/staff/applications/next/"


@pytest.fixture(autouse=True)
def while_reading() -> Iterator[None]:
    with time_machine.travel(READING, tick=False):
        yield


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read_page(application: Application) -> str:
    return reverse("applications:read", args=[application.public_id])


def given(count: int = 1) -> tuple[User, list[Application]]:
    """A reader, and what was given to them."""
    reader, round_ = make_reviewer(), make_round(readers_each=1)
    applications = [make_submitted_application(round_) for _ in range(count)]
    reviewing.assign(round_, by=make_lead(), at=READING)
    return reader, applications


# next


def test_one_address_leads_to_what_is_read_next_and_at_the_end_to_the_queue():
    reader, _ = given(2)
    client = signed_in(reader)
    first, second = reading.queue(reader)

    assert client.get(NEXT)["Location"] == read_page(first)
    client.post(reverse("applications:review", args=[first.public_id]), {**SCORES, "stay": "1"})
    assert client.get(NEXT)["Location"] == read_page(second)
    client.post(reverse("applications:review", args=[second.public_id]), {**SCORES, "stay": "1"})

    assert client.get(NEXT)["Location"] == "/staff/applications/"


def test_the_next_one_costs_the_same_of_three_and_of_thirty():
    reader, applications = given(3)
    client, costs = signed_in(reader), []
    for count in (0, 27):
        for _ in range(count):
            make_submitted_application(applications[0].round)
        reviewing.assign(applications[0].round, by=make_lead(), at=READING)
        with CaptureQueriesContext(connection) as queries:
            client.get(NEXT)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 6


def test_next_is_for_readers():
    assert signed_in(make_person()).get(NEXT).status_code == 403


# the form


def test_the_criteria_are_in_the_words_of_the_round_and_the_others_in_ours():
    reader, (application,) = given()
    anchors = ["Never tried.", "Tried once.", "Does it.", "Teaches it."]
    Criterion.objects.create(
        round=application.round, name="mathematics", label="Proofs", question="Can they prove?", anchors=anchors
    )

    shown = signed_in(reader).get(read_page(application)).text

    assert all(word in shown for word in ("Proofs", "Can they prove?", *anchors))
    assert "Will gradients, matrices" not in shown
    assert CRITERIA[0].question in shown
    assert (
        signed_in(reader).post(reverse("applications:review", args=[application.public_id]), SCORES).status_code == 302
    )
    assert application.reviews.get().mathematics == 3


def test_a_missing_score_is_named_and_everything_chosen_is_kept():
    reader, (application,) = given()
    typed = {**SCORES, "comment": "A long thought", "next": "1"}
    del typed["motivation"]

    shown = signed_in(reader).post(reverse("applications:review", args=[application.public_id]), typed)

    assert shown.status_code == 422
    assert 'href="#id_motivation_0"' in shown.text
    assert "A long thought" in shown.text
    assert len(re.findall(r'value="(?:[1-4]|admit)"[^>]* checked', shown.text)) == 4
    assert not application.reviews.exists()


# who it is


def test_an_open_round_says_whose_application_it_is():
    reader, round_ = make_reviewer(), make_round(readers_each=1, is_blind=False)
    application = make_submitted_application(round_, make_person("Zelda Quartermain", email="zelda@example.com"))
    reviewing.assign(round_, by=make_lead(), at=READING)

    shown = signed_in(reader).get(read_page(application)).text

    assert "Zelda Quartermain" in shown
    assert "zelda@example.com" in shown
    assert "Wed 18:00" not in shown


def test_a_blind_round_has_no_trace_of_the_person_in_any_byte_a_reader_gets():
    reader, round_ = make_reviewer(), make_round(readers_each=1)
    ask(round_, "homepage", identifies=True)
    ask(round_, "for-leads", audience=Question.Audience.LEADS)
    person = make_person("Zelda Quartermain", email="zelda@example.com", zone="Asia/Tokyo")
    answers = {"homepage": "https://quartermain.example", "for-leads": "Knows Quinn."}
    application = make_submitted_application(
        round_, person, answers=answers, campus="Kyoto", campus_otherwise="virtual", zone="Asia/Tokyo"
    )
    reviewing.assign(round_, by=make_lead(), at=READING)
    client = signed_in(reader)
    refused = client.post(reverse("applications:review", args=[application.public_id]), {})

    pages = [client.get(read_page(application)), client.get("/staff/applications/"), refused]
    client.post(reverse("applications:review", args=[application.public_id]), {**SCORES, "stay": "1"})
    pages += [client.get(read_page(application)), client.get("/staff/applications/")]

    for page in pages:
        for secret in ("Zelda", "zelda", "uartermain", "Quinn", "Kyoto", "Tokyo", "Wed 18:00"):
            assert secret not in page.text


# what others said


def review(application: Application, reader: User, recommendation: str, score: int, at: datetime = READING) -> None:
    scores = dict.fromkeys((criterion.name for criterion in CRITERIA), score)
    reviewing.review(application, scores, recommendation, f"Comment {score}", by=reader, at=at)


def read_by_two(applications: list[Application], others: list[User], *, is_turned: bool) -> None:
    """Both others score all of them, either in accord or in dispute; turned round, it is the other way for each."""
    at = READING + timedelta(hours=1) if is_turned else READING
    for number, application in enumerate(applications):
        is_disputed = (number % 2 == 0) is is_turned
        review(application, others[0], "reject" if is_disputed else "admit", 1 if is_disputed else 3, at)
        review(application, others[1], "admit", 4, at)


def of_the_lead(round_: Round, applications: list[Application]) -> list[str]:
    """Every address that shows a lead anything of scores."""
    table, export = (reverse(f"applications:{name}", args=[round_.slug]) for name in ("table", "export"))
    compare = reverse("applications:compare", args=[round_.slug])
    sorts = [f"sort={sign}{name}" for sign in ("", "-") for name in ("mean", "median", "spread", "corrected", "reads")]
    narrowed = ["", "disputed=yes", "reads=open", "reads=done", *sorts]
    ids = ",".join(str(application.public_id) for application in applications)
    pages = [f"{base}?{query}" for base in (table, export) for query in narrowed]
    return [*pages, f"{compare}?of={ids}", *map(read_page, applications)]


def bytes_of(client: Client, addresses: list[str]) -> dict[str, bytes]:
    answers = {address: client.get(address) for address in addresses}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: TOKENS.sub(b"", answer.getvalue()) for address, answer in answers.items()}


def owing(name: str) -> tuple[User, list[Application], list[User]]:
    """Somebody who was given three applications and has read none; two others will read them too."""
    round_ = make_round(readers_each=3)
    applications = [make_submitted_application(round_) for _ in range(3)]
    person = make_reviewer("Owes") if name == "reader" else make_lead("Owes")
    person.groups.add(*make_reviewer("Other one").groups.all())
    make_reviewer("Other two")
    reviewing.assign(round_, by=make_lead(), at=READING)
    others = list(User.objects.filter(full_name__startswith="Other").order_by("pk"))
    assert {row.reviewer for row in applications[0].assignments.all()} == {person, *others}
    return person, applications, others


@pytest.mark.parametrize("role", ["reader", "lead"])
def test_whatever_the_others_said_who_owes_a_reading_gets_the_same_bytes(role: str):
    person, applications, others = owing(role)
    addresses = [*map(read_page, applications), "/staff/applications/"]
    if role == "lead":
        addresses += of_the_lead(applications[0].round, applications)
    client = signed_in(person)
    read_by_two(applications, others, is_turned=False)
    before = bytes_of(client, addresses)

    read_by_two(applications, others, is_turned=True)
    after = bytes_of(client, addresses)

    assert [address for address in addresses if before[address] != after[address]] == []


def test_the_same_bytes_would_differ_for_who_has_scored():
    """The control: once one's own are in, every one of these pages tells."""
    lead, applications, others = owing("lead")
    addresses = [address for address in of_the_lead(applications[0].round, applications) if "reads=" not in address]
    for application in applications:
        review(application, lead, "admit", 3)
    client = signed_in(lead)
    read_by_two(applications, others, is_turned=False)
    before = bytes_of(client, addresses)

    read_by_two(applications, others, is_turned=True)
    after = bytes_of(client, addresses)

    assert [address for address in addresses if before[address] == after[address]] == []
