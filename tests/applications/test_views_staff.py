"""The pages of readers and leads."""

import csv
import io
import re
from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from applications.models import Application, Review, Round
from applications.workflow import deciding, offers, reviewing
from mlsafety_course.outbox.models import Message
from tests.factories.applications import (
    ANSWERING,
    READING,
    RELEASED,
    ask,
    make_admitted_application,
    make_review,
    make_round,
    make_submitted_application,
    make_waitlisted_application,
    propose,
)
from tests.factories.people import make_lead, make_person, make_reviewer

pytestmark = pytest.mark.django_db
SCORES = {"ml_background": "4", "mathematics": "3", "motivation": "4", "commitment": "3", "recommendation": "admit"}


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(name: str, subject: Application | Round) -> str:
    full = name if name == "release" else f"applications:{name}"
    return reverse(full, args=[subject.slug if isinstance(subject, Round) else subject.public_id])


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def assigned(reviewer: User, count: int = 1) -> list[Application]:
    """A round whose applications this person is to read."""
    round_ = make_round(readers_each=1)
    applications = [make_submitted_application(round_) for _ in range(count)]
    reviewing.assign(round_, by=make_lead(), at=READING)
    assert reviewer.review_assignments.count() == count
    return applications


# who may


@pytest.mark.parametrize("name", ["table", "export", "release", "propose_many", "readings"])
def test_rounds_are_for_leads(name: str):
    round_ = make_round()
    verb = "post" if name == "propose_many" else "get"

    assert getattr(Client(), verb)(page(name, round_))["Location"].startswith("/accounts/login/")
    assert getattr(signed_in(make_person()), verb)(page(name, round_)).status_code == 403
    assert getattr(signed_in(make_reviewer()), verb)(page(name, round_)).status_code == 403


@pytest.mark.parametrize("name", ["read", "review", "conflict"])
def test_a_reviewer_finds_nothing_that_is_not_assigned(name: str):
    application = make_submitted_application()
    verb = "get" if name == "read" else "post"

    assert getattr(signed_in(make_reviewer()), verb)(page(name, application)).status_code == 404
    assert getattr(signed_in(make_person()), verb)(page(name, application)).status_code == 403


@pytest.mark.parametrize("name", ["propose", "promote", "one_more"])
def test_a_lead_finds_no_own_application_to_decide(name: str):
    lead = make_lead()
    own = make_submitted_application(person=lead)

    assert signed_in(lead).post(page(name, own)).status_code == 404


@pytest.mark.parametrize("name", ["table", "export", "release", "readings"])
def test_a_lead_who_applied_sees_nothing_of_the_rounds_decisions(name: str):
    lead = make_lead()
    own = make_submitted_application(person=lead)

    assert signed_in(lead).get(page(name, own.round)).status_code == 404
    assert signed_in(make_lead()).get(page(name, own.round)).status_code == 200


# reading


@at(READING)
def test_the_queue_counts_what_is_left_and_leads_to_the_first():
    reviewer = make_reviewer()
    applications = assigned(reviewer, 3)

    shown = signed_in(reviewer).get("/staff/applications/").content.decode()

    assert "Read the next one" in shown
    assert all(str(application.number) in shown for application in applications)


@at(READING)
def test_reading_is_blind():
    reviewer = make_reviewer()
    round_ = make_round(readers_each=1)
    ask(round_, "homepage", identifies=True)
    person = make_person("Zelda Quartermain", email="zelda@example.com")
    application = make_submitted_application(
        round_, person, answers={"homepage": "https://zelda.example"}, campus="mit", campus_otherwise="virtual"
    )
    reviewing.assign(round_, by=make_lead(), at=READING)

    shown = signed_in(reviewer).get(page("read", application)).content.decode()

    assert application.motivation in shown
    assert not re.search(r"\bmit\b", shown), "the campus"
    for secret in ("Zelda", "Quartermain", "zelda", "Wed 18:00"):
        assert secret not in shown


@at(READING)
def test_save_and_next_goes_through_the_queue_to_its_end():
    reviewer = make_reviewer()
    assigned(reviewer, 2)
    client = signed_in(reviewer)
    first, second = Application.objects.to_read_by(reviewer)

    onward = client.post(page("review", first), {**SCORES, "next": "1"})
    assert onward["Location"] == page("read", second)
    done = client.post(page("review", second), {**SCORES, "next": "1"})

    assert done["Location"] == "/staff/applications/"
    assert Review.objects.filter(reviewer=reviewer).count() == 2
    assert "Nothing left to read" in client.get("/staff/applications/").content.decode()


@at(READING)
def test_a_missing_score_loses_no_comment():
    reviewer = make_reviewer()
    (application,) = assigned(reviewer)

    shown = signed_in(reviewer).post(page("review", application), {"comment": "A long thought", "next": "1"})

    assert shown.status_code == 422
    assert "A long thought" in shown.content.decode()


@at(READING)
def test_others_scores_appear_after_ones_own():
    reviewer = make_reviewer()
    (application,) = assigned(reviewer)
    make_review(application, make_reviewer("Other"))
    client = signed_in(reviewer)

    before = client.get(page("read", application)).content.decode()
    client.post(page("review", application), SCORES)
    after = client.get(page("read", application)).content.decode()

    assert "Reads well." not in before
    assert "Reads well." in after


@at(READING)
def test_a_declared_conflict_closes_the_page():
    reviewer = make_reviewer()
    (application,) = assigned(reviewer)
    client = signed_in(reviewer)

    assert client.post(page("conflict", application))["Location"] == "/staff/applications/"
    assert client.get(page("read", application)).status_code == 404


@at(RELEASED)
def test_scores_for_a_decided_application_are_refused():
    reviewer = make_reviewer()
    (application,) = assigned(reviewer)
    propose(application, "admit")
    deciding.release(
        application.round,
        digest=deciding.preview(application.round, at=RELEASED).digest,
        by=make_lead(),
        at=RELEASED,
    )

    assert signed_in(reviewer).post(page("review", application), SCORES).status_code == 409


# the table


@at(READING)
def test_the_table_filters_searches_and_sorts_by_its_address():
    round_ = make_round()
    low = make_submitted_application(round_, make_person("Low Score"))
    high = make_submitted_application(round_, make_person("High Score"))
    unread = make_submitted_application(round_, make_person("Un Read"))
    make_review(low, make_reviewer(), score=1)
    make_review(high, make_reviewer(), score=4)
    propose(low, "reject")
    client = signed_in(make_lead())

    def numbers(**query: str) -> list[str]:
        shown = client.get(page("table", round_), query).content.decode()
        return re.findall(r'scope="row"><a [^>]*>([^<]*)<', shown)

    assert numbers() == [high.number, low.number, unread.number]
    assert numbers(sort="mean") == [low.number, high.number, unread.number]
    assert numbers(sort="name") == [high.number, low.number, unread.number]
    assert numbers(q="low sc") == [low.number]
    assert numbers(proposal="reject") == [low.number]
    assert sorted(numbers(proposal="none")) == sorted([str(high.number), str(unread.number)])
    assert numbers(status="admitted") == []


@at(READING)
def test_scores_of_what_a_lead_has_still_to_read_stay_hidden():
    lead = make_lead()
    lead.groups.add(*make_reviewer().groups.all())
    make_reviewer("Somebody else")
    round_ = make_round(readers_each=3)
    application = make_submitted_application(round_)
    reviewing.assign(round_, by=make_lead(), at=READING)
    make_review(application, make_reviewer("Third"), score=2)
    client = signed_in(lead)

    assert "read it first" in client.get(page("table", round_)).content.decode()
    assert "2.0" not in client.get(page("export", round_)).content.decode()
    make_review(application, lead, score=4)
    assert "3.00" in client.get(page("table", round_)).content.decode()


@at(READING)
def test_a_batch_of_proposals_answers_row_by_row():
    round_ = make_round()
    fine, taken = make_submitted_application(round_), make_submitted_application(round_)
    client = signed_in(make_lead())
    chosen = [f"{fine.public_id}:", f"{taken.public_id}:", "nonsense"]
    propose(taken, "admit")

    shown = client.post(page("propose_many", round_), {"chosen": chosen, "proposal": "waitlist"})

    assert shown.status_code == 200
    assert "Not changed" in shown.content.decode()
    assert (fresh(fine).proposal, fresh(taken).proposal) == ("waitlist", "admit")


@at(READING)
def test_a_batch_of_rejections_without_a_reason_changes_nothing():
    round_ = make_round()
    application = make_submitted_application(round_)

    shown = signed_in(make_lead()).post(
        page("propose_many", round_), {"chosen": [f"{application.public_id}:"], "proposal": "reject"}
    )

    assert shown.status_code == 422
    assert fresh(application).proposal == ""


@at(READING)
def test_a_lead_proposes_from_the_reading_page_and_a_stale_click_is_refused():
    application = make_submitted_application()
    client = signed_in(make_lead())
    assert "Propose a decision" in client.get(page("read", application)).content.decode()

    assert client.post(page("propose", application), {"proposal": "admit", "seen": ""}).status_code == 302
    stale = client.post(page("propose", application), {"proposal": "waitlist", "seen": ""})

    assert stale.status_code == 409
    assert fresh(application).proposal == "admit"


@at(READING)
def test_a_rejection_from_the_reading_page_needs_its_reason():
    application = make_submitted_application()

    shown = signed_in(make_lead()).post(page("propose", application), {"proposal": "reject", "seen": ""})

    assert shown.status_code == 422
    assert "needs a reason" in shown.content.decode()


@at(READING)
def test_the_export_is_safe_and_has_no_hours():
    application = make_submitted_application(person=make_person("=HYPERLINK(evil)"))
    make_review(application, make_reviewer(), score=3)

    exported = signed_in(make_lead()).get(page("export", application.round)).content.decode("utf-8-sig")

    row = next(csv.DictReader(io.StringIO(exported)))
    assert row["name"] == "'=HYPERLINK(evil)"
    assert row["mean"] == "3.0"
    assert application.grid not in exported


# releasing


@at(RELEASED)
def test_a_release_happens_as_previewed():
    application = make_submitted_application()
    propose(application, "admit")
    client = signed_in(make_lead())
    shown = client.get(page("release", application.round)).content.decode()
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', shown)
    assert digest is not None
    assert "A place for you in" in shown

    assert client.post(page("release", application.round), {"digest": digest[1]}).status_code == 302

    assert fresh(application).status == "admitted"
    assert Message.objects.filter(key__startswith="decision:").count() == 1
    assert client.post(page("release", application.round), {"digest": digest[1]}).status_code == 409


@at(RELEASED)
def test_a_name_in_a_previewed_mail_is_text_and_nothing_else():
    application = make_submitted_application(person=make_person("<script>alert(1)</script>"))
    propose(application, "admit")

    shown = signed_in(make_lead()).get(page("release", application.round)).content.decode()

    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown


@at(RELEASED)
def test_a_release_without_the_right_digest_is_refused():
    application = make_submitted_application()
    propose(application, "admit")

    assert signed_in(make_lead()).post(page("release", application.round), {"digest": "0" * 64}).status_code == 409
    assert fresh(application).status == "submitted"


@at(ANSWERING)
def test_a_free_place_is_offered_from_the_table():
    round_ = make_round(capacity=1)
    offered = make_admitted_application(round_)
    waiting = make_waitlisted_application(round_)
    client = signed_in(make_lead())
    assert client.post(page("promote", waiting)).status_code == 409
    assert "Offer a place" not in client.get(page("table", round_)).content.decode()

    offers.decline(offered, by=offered.applicant, at=ANSWERING)

    assert "Offer a place" in client.get(page("table", round_)).content.decode()
    assert client.post(page("promote", waiting)).status_code == 302
    assert fresh(waiting).status == "admitted"


# queries


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@at(READING)
@pytest.mark.parametrize("name", ["table", "export", "release", "queue"])
def test_ten_times_as_many_rows_cost_no_more_queries(name: str):
    round_, reviewer, lead = make_round(readers_each=1), make_reviewer(), make_lead()
    viewer = reviewer if name == "queue" else lead
    address = reverse("applications:queue") if name == "queue" else page(name, round_)
    client, costs = signed_in(viewer), []
    for count in (3, 27):
        for number in range(count):
            application = make_submitted_application(round_)
            reviewing.assign(round_, by=lead, at=READING)
            make_review(application, make_reviewer())
            propose(application, "admit" if number % 2 else "reject")
        costs.append(count_queries(client, address))

    assert costs[0] == costs[1]
