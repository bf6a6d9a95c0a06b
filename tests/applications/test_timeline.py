"""The road of an application, step by step."""

from datetime import UTC, datetime

import pytest

from applications.models import Application
from applications.timeline import timeline
from applications.workflow import drafting, offers
from tests.factories.applications import (
    ANSWERING,
    CLOSES,
    CONFIRM_BY,
    GRACE,
    READING,
    WRITING,
    accept,
    make_admitted_application,
    make_application,
    make_rejected_application,
    make_submitted_application,
    make_waitlisted_application,
)

pytestmark = pytest.mark.django_db
STARTED = datetime(2023, 2, 20, 12, tzinfo=UTC)


def steps(application: Application, at: datetime) -> list[tuple[str, str]]:
    return [(step.label, step.status) for step in timeline(application, at)]


def declined() -> Application:
    application = make_admitted_application()
    offers.decline(application, by=application.applicant, at=ANSWERING)
    return application


def accepted() -> Application:
    application = make_admitted_application()
    accept(application)
    return application


def withdrawn() -> Application:
    application = make_submitted_application()
    drafting.withdraw(application, by=application.applicant, at=READING)
    return application


def test_a_draft_is_to_be_sent_and_then_decided():
    draft = make_application()

    assert steps(draft, WRITING) == [
        ("Started", "done"),
        ("Send it in", "now"),
        ("Decision", "todo"),
        ("The course starts", "todo"),
    ]
    assert steps(draft, CLOSES + GRACE)[1:] == [("Not sent in", "skipped"), ("Decision", "skipped")]


def test_what_was_sent_can_be_changed_until_the_close_and_then_waits_for_the_decision():
    sent = make_submitted_application()

    assert ("Open for changes", "now") in steps(sent, WRITING)
    assert ("Decision", "todo") in steps(sent, WRITING)
    assert ("Decision", "now") in steps(sent, CLOSES)
    assert ("Your answer, if we offer a place", "todo") in steps(sent, CLOSES)
    assert "Open for changes" not in dict(steps(sent, CLOSES))


def test_the_date_to_answer_is_no_promise_once_it_has_passed():
    assert "Your answer, if we offer a place" not in dict(steps(make_submitted_application(), CONFIRM_BY))


@pytest.mark.parametrize(
    ("make", "at", "note", "after"),
    [
        (
            make_admitted_application,
            ANSWERING,
            "Place offered",
            [("Your answer", "now"), ("The course starts", "todo")],
        ),
        (make_admitted_application, CONFIRM_BY + GRACE, "Place offered", [("The date to answer passed", "done")]),
        (make_waitlisted_application, ANSWERING, "On the waitlist", [("The waitlist closes", "now")]),
        (make_waitlisted_application, STARTED, "On the waitlist", [("The waitlist closed", "done")]),
        (make_rejected_application, ANSWERING, "Not this time", []),
        (declined, ANSWERING, "Place offered", [("You declined the place", "done")]),
        (accepted, STARTED, "Place offered", [("You accepted the place", "done"), ("The course starts", "done")]),
    ],
)
def test_after_a_decision_comes_what_the_person_can_still_do(make, at, note, after):
    application = make()

    found = timeline(application, at)

    assert [step.note for step in found if step.label == "Decision"] == [note]
    assert [(step.label, step.status) for step in found[3:]] == after


def test_an_answer_carries_the_minute_in_which_it_was_given():
    [answer] = [step for step in timeline(declined(), STARTED) if step.label == "You declined the place"]

    assert answer.when == "Wed 8 Feb, 19:00"


def test_a_withdrawn_application_ends_there():
    assert steps(withdrawn(), STARTED) == [("Started", "done"), ("Sent in", "done"), ("You withdrew it", "done")]
