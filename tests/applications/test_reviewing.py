"""Reading: assignment, scores, conflicts, and who sees what when."""

from datetime import timedelta

import pytest

from applications import reading
from applications.models import Application, Review
from applications.workflow import drafting, reviewing
from mlsafety_course.transitions import Refused
from tests.factories.applications import (
    CLOSES,
    GRACE,
    READING,
    WRITING,
    make_review,
    make_round,
    make_submitted_application,
    propose,
    release,
)
from tests.factories.people import make_lead, make_person, make_reviewer

pytestmark = pytest.mark.django_db
SCORES = {"ml_background": 4, "mathematics": 3, "motivation": 2, "commitment": 1}


def test_every_application_gets_its_readers_once():
    round_ = make_round(readers_each=2)
    for _ in range(5):
        make_submitted_application(round_)
    readers = [make_reviewer(f"Reader {number}") for number in range(3)]

    assert reviewing.assign(round_, by=make_lead(), at=READING) == 10
    assert reviewing.assign(round_, by=make_lead(), at=READING) == 0
    assert sorted(reader.review_assignments.count() for reader in readers) == [3, 3, 4]


def test_reading_starts_when_nothing_can_arrive_any_more():
    round_ = make_round()

    with pytest.raises(Refused):
        reviewing.assign(round_, by=make_lead(), at=CLOSES + GRACE - timedelta(microseconds=1))
    assert reviewing.assign(round_, by=make_lead(), at=CLOSES + GRACE) == 0


def test_conflicts_are_skipped_and_their_gap_is_filled():
    round_ = make_round(readers_each=1)
    colleague = make_person("Colleague", email="one@lab.edu")
    colleague.groups.set(make_reviewer("First").groups.all())
    application = make_submitted_application(round_, make_person("Applicant", email="two@lab.edu"))
    reviewing.assign(round_, by=make_lead(), at=READING)
    first = application.assignments.get().reviewer
    assert first.name == "First"

    reviewing.declare_conflict(application, by=first, at=READING)
    second = make_reviewer("Second")
    assert reviewing.assign(round_, by=make_lead(), at=READING) == 1

    assert list(reading.queue(first)) == []
    assert list(reading.queue(second)) == [application]
    with pytest.raises(Refused, match="conflict"):
        make_review(application, first)


def test_nobody_reads_their_own():
    reviewer = make_reviewer()
    application = make_submitted_application(person=reviewer)

    assert reviewing.assign(application.round, by=make_lead(), at=READING) == 0
    with pytest.raises(Refused, match="own"):
        make_review(application, reviewer)


def test_scores_can_be_changed_until_the_decision():
    application, reviewer = make_submitted_application(), make_reviewer()
    make_review(application, reviewer, score=1)

    reviewing.review(application, SCORES, "admit", "", by=reviewer, at=READING)
    assert Review.objects.get().mean == 2.5

    propose(application, "admit")
    release(application.round)
    with pytest.raises(Refused):
        make_review(application, reviewer)


def test_who_has_scored_cannot_declare_a_conflict_any_more():
    application, reviewer = make_submitted_application(), make_reviewer()
    make_review(application, reviewer)

    with pytest.raises(Refused):
        reviewing.declare_conflict(application, by=reviewer, at=READING)


def test_a_withdrawn_application_leaves_the_queue():
    application, reviewer = make_submitted_application(), make_reviewer()
    reviewing.assign(application.round, by=make_lead(), at=READING)
    assert list(reading.queue(reviewer)) == [application]

    drafting.withdraw(application, by=application.applicant, at=READING)

    assert list(reading.queue(reviewer)) == []


def test_what_others_said_is_hidden_until_ones_own_scores_are_in():
    application, one, other = make_submitted_application(), make_reviewer("One"), make_reviewer("Other")
    make_review(application, one)

    assert reading.others(application, other) is None
    make_review(application, other)
    assert [review.reviewer for review in reading.others(application, other) or []] == [one]


def test_a_lead_without_a_reading_sees_the_scores():
    application = make_submitted_application()
    make_review(application, make_reviewer())

    assert len(reading.others(application, make_lead()) or []) == 1


def test_reviewers_read_what_is_assigned_and_leads_all_but_their_own():
    round_ = make_round(readers_each=1)
    make_submitted_application(round_)
    lead, reviewer = make_lead(), make_reviewer()
    own = make_submitted_application(round_, lead, at=WRITING)

    assert not Application.objects.readable_by_staff(reviewer).exists()
    reviewing.assign(round_, by=make_lead(), at=READING)

    assert Application.objects.readable_by_staff(reviewer).count() == 2
    assert own not in Application.objects.readable_by_staff(lead)
    assert not Application.objects.readable_by_staff(make_person()).exists()
