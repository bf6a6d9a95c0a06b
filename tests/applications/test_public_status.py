"""What applicants are told."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from applications.models import Application
from applications.public_status import campus_wish, public_status
from applications.timeline import timeline
from applications.workflow import drafting, offers
from cohorts.workflow import enrollment as enrollments
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
DECISIONS_LATE = datetime.fromisoformat("2023-02-09T12:00+00:00")  # the end of 8 February Anywhere on Earth


def word(application: Application, at: datetime) -> str:
    return public_status(application, at).word


def test_a_draft_is_a_draft_until_the_grace_ends_and_not_sent_from_then_on():
    draft = make_application()

    assert word(draft, CLOSES + GRACE - timedelta(microseconds=1)) == "draft"
    assert word(draft, CLOSES + GRACE) == "missed"


def test_what_was_sent_is_in_review_from_the_close_on():
    sent = make_submitted_application()

    assert word(sent, WRITING) == "submitted"
    assert word(sent, READING) == "in_review"


def test_a_date_that_has_passed_is_never_promised():
    sent = make_submitted_application()

    before = public_status(sent, DECISIONS_LATE - timedelta(seconds=1))
    after = public_status(sent, DECISIONS_LATE)

    assert "8 February" in before.next
    assert "8 February" not in after.next
    assert not [step for step in timeline(sent, DECISIONS_LATE) if "8 February" in step.when]


def test_an_offer_lapses_by_time_alone_and_a_new_date_revives_it():
    offered = make_admitted_application()

    assert word(offered, CONFIRM_BY + GRACE - timedelta(microseconds=1)) == "admitted"
    assert word(offered, CONFIRM_BY + GRACE) == "lapsed"
    offered.confirm_by = CONFIRM_BY + timedelta(days=2)
    assert word(offered, CONFIRM_BY + GRACE) == "admitted"


def test_a_rejection_says_its_reason():
    assert "preparation course closes the gap" in public_status(make_rejected_application(), ANSWERING).sentence


def test_the_waitlist_says_when_it_closes_and_then_that_it_has():
    waiting = make_waitlisted_application()

    assert "Monday 20 February" in public_status(waiting, ANSWERING).next
    assert "closed" in public_status(waiting, datetime.fromisoformat("2023-02-21T12:00+00:00")).next


def test_every_status_has_a_face_and_a_timeline_with_one_present_or_an_end():
    declined = make_admitted_application()
    offers.decline(declined, by=declined.applicant, at=ANSWERING)
    accepted = make_admitted_application()
    accept(accepted)
    withdrawn = make_submitted_application()
    drafting.withdraw(withdrawn, by=withdrawn.applicant, at=WRITING)
    every = [
        *(make_application(), make_submitted_application(), make_admitted_application()),
        *(make_waitlisted_application(), make_rejected_application(), accepted, declined, withdrawn),
    ]

    assert {application.status for application in every} == set(Application.Status.values)
    for application in every:
        face = public_status(application, ANSWERING)
        steps = timeline(application, ANSWERING)
        assert all([face.word, face.label, face.sentence, face.next])
        assert sum(step.status == "now" for step in steps) <= 1


def test_a_place_given_back_on_the_course_page_is_no_place_any_more():
    application = make_admitted_application()
    enrollments.leave(accept(application), "A new job", by=application.applicant, at=ANSWERING)

    in_time, late = public_status(application, ANSWERING), public_status(application, CONFIRM_BY + GRACE)

    assert in_time.label == "Given back"
    assert "take it again until" in in_time.next
    assert "take it again" not in late.next


@pytest.mark.parametrize(
    ("otherwise", "words"),
    [("virtual", "take a virtual place, as you said"), ("withdraw", "would rather withdraw")],
)
def test_a_wish_for_a_campus_says_what_happens_if_it_does_not_open(otherwise: str, words: str):
    sent = make_submitted_application(campus="UC Berkeley", campus_otherwise=otherwise)

    wish = campus_wish(sent, READING)

    assert "UC Berkeley" in wish
    assert words in wish


def test_who_wished_for_no_campus_or_has_no_place_ahead_reads_nothing_of_one():
    wished: dict[str, Any] = {"campus": "UC Berkeley", "campus_otherwise": "virtual"}
    withdrawn = make_submitted_application(**wished)
    drafting.withdraw(withdrawn, by=withdrawn.applicant, at=WRITING)
    waiting = make_submitted_application(**wished)

    assert campus_wish(make_submitted_application(), READING) == ""
    assert campus_wish(withdrawn, READING) == ""
    assert campus_wish(waiting, waiting.round.cohort.starts_at) == ""
