"""Graders who press at the same instant, and a regrade beside the award, on a database with row locks."""

from datetime import timedelta

import pytest

from curriculum.models import Attempt, Completion, CompletionException, Grade
from curriculum.workflow import completion, grading
from mlsafety_course.outbox.models import Message
from tests.factories.curriculum import complete_everything, make_attempt, make_participant
from tests.factories.people import make_lead
from tests.racing import at_once, needs_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), needs_row_locks]
DAY = timedelta(days=1)


def two_grade(attempt):
    at, leads = attempt.received_at + DAY, [make_lead("Ada Lead"), make_lead("Bea Lead")]
    return at_once(
        *(
            lambda lead=lead, verdict=verdict: grading.grade(
                Attempt.objects.get(pk=attempt.pk), verdict, f"Said by {lead}.", by=lead, at=at, seen=0
            )
            for lead, verdict in zip(leads, ("pass", "revise"), strict=True)
        )
    )


def test_of_two_who_grade_at_once_one_is_told_what_the_other_said():
    attempt = make_attempt()

    answers = two_grade(attempt)

    refused = [answer for answer in answers if isinstance(answer, str)]
    given = Grade.objects.get()
    assert len(refused) == 1
    assert f"{given.grader} graded this attempt while you had it open" in refused[0]
    assert Message.objects.filter(key__startswith="grade:").count() == 1


def test_without_the_check_under_the_lock_both_would_have_been_mailed(monkeypatch):
    attempt = make_attempt()
    monkeypatch.setattr(grading, "_refuse_conflict", lambda attempt, seen: None)

    two_grade(attempt)

    assert Message.objects.filter(key__startswith="grade:").count() == 2


def regrade_and_two_awards(*, regrade_first: bool):
    """The awards given for one person whom two award at once, while, or after, a lead takes back a passed homework."""
    enrollment = make_participant()
    complete_everything(enrollment)
    at, lead = enrollment.cohort.awards_from, make_lead()
    attempt = enrollment.attempts.order_by("pk")[0]

    def regrade():
        return grading.grade(attempt, "revise", "I was wrong.", by=lead, at=at, seen=1)

    awards = [lambda: completion.award(enrollment, at=at)] * 2
    if regrade_first:
        regrade()
    answers = at_once(*awards) if regrade_first else at_once(awards[0], regrade, awards[1])

    assert not [answer for answer in answers if isinstance(answer, str) and answer != "done"]
    assert attempt.grades.count() == 2
    assert not CompletionException.objects.exists()
    given = list(Completion.objects.order_by("pk"))
    assert all(award.evidence["is_complete"] for award in given)
    assert Message.objects.filter(key__startswith="completed:").count() == len(given)
    return given


def test_a_regrade_beside_the_award_keeps_every_grade_and_leaves_one_award_with_its_evidence_or_none():
    assert len(regrade_and_two_awards(regrade_first=False)) <= 1  # none, if the regrade had its turn before both


def test_after_a_regrade_nobody_is_awarded():
    assert regrade_and_two_awards(regrade_first=True) == []


def test_two_who_award_at_once_leave_one_award_with_its_mail():
    enrollment = make_participant()
    complete_everything(enrollment)

    at_once(*[lambda: completion.award(enrollment, at=enrollment.cohort.awards_from)] * 2)

    assert Completion.objects.get().evidence["is_complete"]
    assert Message.objects.filter(key__startswith="completed:").count() == 1
