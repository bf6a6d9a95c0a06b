"""The lead's table beyond one page of scores: correction, disagreement, comparing, the waitlist, the file."""

import csv
import io
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import Application, Round
from applications.workflow import offers
from tests.factories.applications import (
    ANSWERING,
    READING,
    ask,
    make_admitted_application,
    make_review,
    make_round,
    make_submitted_application,
    make_waitlisted_application,
)
from tests.factories.people import make_lead, make_person, make_reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def while_reading() -> Iterator[None]:
    with time_machine.travel(READING, tick=False):
        yield


def lead_of() -> Client:
    client = Client()
    client.force_login(make_lead())
    return client


def address(name: str, round_: Round) -> str:
    return reverse(f"applications:{name}", args=[round_.slug])


def numbers(client: Client, round_: Round, **query: str) -> list[str]:
    shown = client.get(address("table", round_), query).content.decode()
    return re.findall(r'scope="row"><a [^>]*>([^<]*)<', shown)


def strict_and_mild() -> tuple[Round, list[Application], list[User]]:
    """Both read the first; the second was read by the mild one alone, the third by the strict one, who gives 1 less."""
    round_, readers = make_round(), [make_reviewer("Mild"), make_reviewer("Strict")]
    both, by_mild, by_strict = (make_submitted_application(round_) for _ in range(3))
    make_review(both, readers[0], score=2)
    make_review(both, readers[1], score=1)
    make_review(by_mild, readers[0], score=3)
    make_review(by_strict, readers[1], score=3)
    return round_, [both, by_mild, by_strict], readers


def test_the_usual_order_is_by_the_corrected_score():
    round_, (both, by_mild, by_strict), _ = strict_and_mild()
    client = lead_of()

    assert numbers(client, round_) == [by_strict.number, by_mild.number, both.number]
    assert numbers(client, round_, sort="corrected") == [both.number, by_mild.number, by_strict.number]
    assert numbers(client, round_, sort="-mean") == [by_mild.number, by_strict.number, both.number], "alike: by arrival"


def test_readers_who_share_nothing_are_said_to_be_not_comparable():
    round_ = make_round()
    for score in (2, 4):
        make_review(make_submitted_application(round_), make_reviewer(), score=score)

    shown = lead_of().get(address("table", round_)).content.decode()

    assert "Readers share too few applications" in shown


def test_what_readers_disagree_about_is_marked_and_can_be_filtered():
    round_ = make_round()
    split, calm = make_submitted_application(round_), make_submitted_application(round_)
    for application, scores in ((split, (1, 4)), (calm, (3, 3))):
        for score in scores:
            make_review(application, make_reviewer(), score=score)
    client = lead_of()

    assert numbers(client, round_, disputed="yes") == [split.number]
    assert client.get(address("table", round_)).content.decode().count("They disagree") == 1


def test_fully_read_counts_what_disagreement_and_leads_ask_for():
    round_ = make_round(readers_each=2)
    calm, split, asked = (make_submitted_application(round_) for _ in range(3))
    for application, scores in ((calm, (3, 3)), (split, (1, 4)), (asked, (3, 3))):
        for score in scores:
            make_review(application, make_reviewer(), score=score)
    Application.objects.filter(pk=asked.pk).update(extra_reads=1)
    client = lead_of()

    assert numbers(client, round_, reads="done") == [calm.number]
    assert set(numbers(client, round_, reads="open")) == {split.number, asked.number}


def test_chosen_applications_stand_side_by_side_under_an_address_to_keep():
    round_, applications, _ = strict_and_mild()
    client = lead_of()
    chosen = [f"{application.public_id}:" for application in applications[:2]]

    answer = client.post(address("choose_to_compare", round_), {"chosen": chosen})
    shown = client.get(answer["Location"]).content.decode()

    assert all(application.applicant.full_name in shown for application in applications[:2])
    assert applications[2].applicant.full_name not in shown
    assert "Why this course" in shown
    assert "Reads well." in shown


def test_comparing_shows_nothing_of_what_one_has_still_to_read_or_may_not_see():
    round_, (both, _, _), _ = strict_and_mild()
    lead = make_lead()
    both.assignments.create(reviewer=lead, assigned_at=READING, due_on=READING.date())
    foreign = make_submitted_application()
    client = Client()
    client.force_login(lead)

    address_ = f"{address('compare', round_)}?of={both.public_id},{foreign.public_id},nonsense"
    shown = client.get(address_).content.decode()

    assert str(both.number) in shown
    assert "Reads well." not in shown
    assert "1.50" not in shown, "the mean"
    assert str(foreign.number) not in shown


def test_nothing_chosen_teaches_what_to_do():
    shown = lead_of().get(address("compare", make_round())).content.decode()

    assert "Nothing to compare" in shown


def test_a_place_that_comes_back_is_offered_to_the_next_in_line_by_one_click():
    round_ = make_round(capacity=1)
    offered = make_admitted_application(round_)
    first, second = make_waitlisted_application(round_), make_waitlisted_application(round_)
    client = lead_of()
    with time_machine.travel(ANSWERING, tick=False):
        before = client.get(address("table", round_)).content.decode()
        offers.decline(offered, by=offered.applicant, at=ANSWERING)
        shown = client.get(address("table", round_)).content.decode()
        answer = client.post(
            address("promote_next", round_), {"next": re.findall(r'name="next" value="([^"]+)"', shown)}
        )

    assert "next on the waitlist" not in before
    assert "1 place free: next on the waitlist" in shown
    assert "Place offered" in answer.content.decode()
    statuses = [Application.objects.get(pk=row.pk).status for row in (first, second)]
    assert statuses == ["admitted", "waitlisted"]


def test_a_second_click_on_the_same_page_offers_nothing_twice():
    round_ = make_round(capacity=1)
    waiting = [make_waitlisted_application(round_) for _ in range(2)]
    client = lead_of()
    with time_machine.travel(ANSWERING, tick=False):
        for _ in range(2):
            answer = client.post(address("promote_next", round_), {"next": [row.public_id for row in waiting]})

    assert "Not changed" in answer.content.decode()
    assert round_.applications.filter(status="admitted").count() == 1


def test_the_file_has_corrected_scores_and_answers_that_are_not_personal():
    round_, (both, *_), _ = strict_and_mild()
    ask(round_, "heard", label="How did you hear?")
    ask(round_, "phone", label="Phone", is_personal=True)
    person = make_person("Written Out")
    make_submitted_application(round_, person, answers={"heard": "a friend", "phone": "+1 555"})

    exported = lead_of().get(address("export", round_)).content.decode("utf-8-sig")

    rows = {row["number"]: row for row in csv.DictReader(io.StringIO(exported))}
    assert float(rows[both.number]["corrected"]) == pytest.approx(1.5)
    assert (rows[both.number]["lowest"], rows[both.number]["highest"]) == ("1.0", "2.0")
    assert [row["How did you hear?"] for row in rows.values() if row["name"] == "Written Out"] == ["a friend"]
    assert "+1 555" not in exported
