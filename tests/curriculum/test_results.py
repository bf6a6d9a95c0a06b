"""The other end of the course: results for everybody without an award, and awards that are taken back."""

from datetime import timedelta

import pytest
import time_machine

from cohorts.models import Mark
from cohorts.workflow import enrollment as leaving
from curriculum import tasks
from curriculum.models import Completion, CompletionResult, CompletionRevocation, SurveyReceipt
from curriculum.workflow import completion as awards
from curriculum.workflow import results as workflow
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import hold_meeting
from tests.factories.curriculum import (
    complete_everything,
    grant,
    make_completion,
    make_grade,
    make_participant,
)
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def idle():
    """Came to nothing and handed nothing in; every sheet is signed."""
    enrollment = make_participant()
    for meeting in enrollment.seats.get().section.meetings.select_related("section", "week"):
        hold_meeting(meeting, {enrollment: Mark.ABSENT})
    return enrollment


@pytest.fixture
def waiting():
    """Did everything; of two pieces of homework one is missing and one was never graded."""
    enrollment = make_participant()
    complete_everything(enrollment)
    first, second = enrollment.cohort.homeworks.filter(required=True).order_by("due_at", "pk")[:2]
    first.attempts.get().grades.all().delete()
    second.attempts.get().grades.all().delete()
    second.attempts.all().delete()
    return enrollment


def test_who_did_not_complete_is_told_once_when_grading_closes_rule_by_rule(idle):
    closes = idle.cohort.grading_closes_at
    before = workflow.release_due(at=closes - MICROSECOND)

    with time_machine.travel(closes, tick=False):
        tasks.tick()
        tasks.tick()

    result = CompletionResult.objects.get()
    assert before == 0
    assert (result.enrollment, result.released_at) == (idle, closes)
    assert [line["verdict"] for line in result.evidence["requirements"]] == ["cannot_be_met"] * 4
    assert result.evidence["requirements"][0]["evidence"][0] == "Week 1: missed"
    mail = Message.objects.get(key__startswith="result:")
    assert "Attend at least 5 weekly discussions" in mail.text
    assert "you can appeal on that page until" in mail.text


def test_an_appeal_has_at_least_a_week(idle):
    late = idle.cohort.appeals_close_at - timedelta(days=1)

    workflow.release_due(at=late)

    assert CompletionResult.objects.get().appeal_until == late + timedelta(days=7)


def test_who_waits_for_a_grade_of_ours_is_not_told_that_it_was_not_enough(waiting):
    assert workflow.release_due(at=waiting.cohort.grading_closes_at) == 0
    assert not CompletionResult.objects.exists()


def test_but_nobody_waits_for_ever_and_the_grade_that_comes_after_all_still_awards(waiting):
    told_by = workflow.told_by(waiting.cohort)
    before = workflow.release_due(at=told_by - MICROSECOND)

    released = workflow.release_due(at=told_by)
    make_grade(waiting.attempts.get(grades=None), at=told_by + timedelta(days=1))
    awarded = awards.award_due(at=told_by + timedelta(days=1))

    assert (before, released, awarded) == (0, 1, 1)
    assert CompletionResult.objects.get().enrollment == Completion.objects.get().enrollment == waiting


def test_who_can_still_hand_in_the_survey_waits_until_it_closes():
    enrollment = make_participant()
    complete_everything(enrollment)
    SurveyReceipt.objects.all().delete()
    cohort = enrollment.cohort
    cohort.grading_closes_at = cohort.survey_closes_at - timedelta(days=3)
    cohort.save()

    open_, closed = workflow.release_due(at=cohort.grading_closes_at), workflow.release_due(at=cohort.survey_closes_at)

    assert (open_, closed) == (0, 1)


def test_who_is_complete_has_left_or_was_told_gets_no_result(idle):
    at = idle.cohort.grading_closes_at
    grant(make_participant(idle.cohort), at=at)
    gone = make_participant(idle.cohort)
    leaving.drop(gone, "No time.", by=gone.person, at=idle.cohort.starts_at + timedelta(days=1))

    assert [workflow.release_due(at=at), workflow.release_due(at=at)] == [1, 0]


def test_an_exception_after_the_result_awards_beside_it(idle):
    at = idle.cohort.grading_closes_at
    workflow.release_due(at=at)

    grant(idle, at=at)

    assert awards.award_due(at=at) == 1
    assert CompletionResult.objects.count() == Completion.objects.count() == 1


def test_an_award_is_taken_back_with_a_reason_and_stays_on_the_record():
    made = make_completion()
    lead, at = make_lead(), made.awarded_at + timedelta(days=1)

    workflow.revoke(made, " The work was copied. ", by=lead, at=at)

    certificate = Completion.objects.get().certificate
    assert (certificate.revoked_at, certificate.revoked_reason) == (at, "The work was copied.")
    assert CompletionRevocation.objects.get().by == lead
    assert "The work was copied." in Message.objects.get(key__startswith="revoked:").text


def test_what_was_taken_back_opens_no_stipend():
    made = make_completion()
    standing = list(Completion.objects.without_stipend())

    workflow.revoke(made, "Copied.", by=make_lead(), at=made.awarded_at)

    assert standing == [made]
    assert list(Completion.objects.without_stipend()) == []


def test_an_award_is_not_taken_back_twice_without_words_or_by_oneself():
    made = make_completion()

    with pytest.raises(Refused, match="their own"):
        workflow.revoke(made, "Mine.", by=made.enrollment.person, at=made.awarded_at)
    with pytest.raises(Refused, match="Say why"):
        workflow.revoke(made, "  ", by=make_lead(), at=made.awarded_at)
    workflow.revoke(made, "Copied.", by=make_lead(), at=made.awarded_at)
    with pytest.raises(Refused, match="already"):
        workflow.revoke(made, "Copied.", by=make_lead(), at=made.awarded_at)


def test_what_was_taken_back_is_not_awarded_again_by_the_next_tick():
    made = make_completion()
    workflow.revoke(made, "Copied.", by=make_lead(), at=made.awarded_at)

    assert awards.award_due(at=made.awarded_at + timedelta(days=1)) == 0
