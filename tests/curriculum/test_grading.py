"""Grading: the queue, two graders at once, drafts, and that nobody grades themself."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.workflow import section as section_workflow
from curriculum.models import Assignment, Attempt, Grade
from curriculum.workflow import grading
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import make_seat, make_section, make_ta, ta_of
from tests.factories.curriculum import make_attempt, make_grade, make_homework, make_participant, make_scheduled_cohort
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return make_section(make_scheduled_cohort(), maximum=40)


@pytest.fixture
def attempt(section):
    return make_attempt(make_participant(section.cohort, section))


def ask(client, user, name, at, *args, **sent):
    client.force_login(user)
    with time_machine.travel(at, tick=False):
        url = reverse(f"curriculum:{name}", args=args)
        return client.post(url, sent) if sent else client.get(url)


def test_the_oldest_comes_first_and_the_page_says_how_many_are_left(client, section, attempt):
    make_attempt(
        make_participant(section.cohort, section), attempt.homework, at=attempt.received_at - timedelta(days=1)
    )
    at = attempt.received_at + timedelta(days=2)

    page = ask(client, ta_of(section), "grading", at)

    assert "2 left; the oldest waits 3 days." in page.text
    assert [line["waited"] for line in page.context["lines"]] == ["3 days", "2 days"]


def test_only_the_last_attempt_waits_and_a_graded_one_does_not(section, attempt):
    again = make_attempt(attempt.enrollment, attempt.homework, at=attempt.received_at + timedelta(hours=1))
    waiting = list(Attempt.objects.awaiting_grading())

    make_grade(again)

    assert waiting == [again]
    assert not Attempt.objects.awaiting_grading().exists()


def test_the_queue_costs_as_many_queries_with_30_attempts_as_with_3(client, section):
    homework = make_homework(section.cohort)
    ta, at = ta_of(section), homework.closes_at
    for _ in range(3):
        make_attempt(make_participant(section.cohort, section), homework)
    ask(client, ta, "grading", at)
    few = queries_of(client, ta, at)
    for _ in range(22):
        make_attempt(make_participant(section.cohort, section), homework)

    assert queries_of(client, ta, at) == few


def queries_of(client, ta, at):
    with CaptureQueriesContext(connection) as queries:
        ask(client, ta, "grading", at)
    return len(queries)


def test_a_released_grade_goes_to_the_person_by_mail_and_to_their_page(client, section, attempt):
    at = attempt.received_at + timedelta(days=1)
    sent = {"verdict": "revise", "feedback": "Say **why** in question 3.", "seen": "0"}

    answer = ask(client, ta_of(section), "grade", at, attempt.public_id, **sent)
    page = ask(client, attempt.enrollment.person, "homework", at, attempt.homework.public_id)

    mail = Message.objects.get(topic="homework", key__startswith="grade:")
    assert answer.status_code == 302
    assert "Say <strong>why</strong> in question 3." in page.text
    assert "Say **why** in question 3." in mail.text
    assert mail.person == attempt.enrollment.person
    assert mail.reply_to == ta_of(section).email


def test_after_a_grade_the_next_that_waits_opens(client, section, attempt):
    following = make_attempt(
        make_participant(section.cohort, section), attempt.homework, at=attempt.received_at + timedelta(hours=1)
    )
    sent = {"verdict": "pass", "feedback": "", "seen": "0"}

    answer = ask(client, ta_of(section), "grade", attempt.received_at + timedelta(days=1), attempt.public_id, **sent)

    assert answer.url == reverse("curriculum:attempt", args=[following.public_id])


def test_a_draft_tells_nobody_until_it_is_released_once(client, section, attempt):
    ta, at = ta_of(section), attempt.received_at + timedelta(days=1)
    ask(client, ta, "grade", at, attempt.public_id, verdict="pass", feedback="Good.", seen="0", draft="1")
    before = Message.objects.filter(key__startswith="grade:").count()
    listed = ask(client, ta, "grading", at)

    first = ask(client, ta, "release", at, attempt.public_id, go="1")
    second = ask(client, ta, "release", at, attempt.public_id, go="1")

    assert before == 0
    assert "Your drafts" in listed.text
    assert (first.status_code, second.status_code) == (302, 409)
    assert Message.objects.filter(key__startswith="grade:").count() == 1
    assert Grade.objects.get().released_at == at


def test_the_slower_of_two_graders_sees_the_others_grade_and_keeps_their_own_words(client, section, attempt):
    lead, at = make_lead(), attempt.received_at + timedelta(days=1)
    make_grade(attempt, "pass", by=lead)

    answer = ask(
        client, ta_of(section), "grade", at, attempt.public_id, verdict="revise", feedback="My hour of notes.", seen="0"
    )

    assert answer.status_code == 409
    assert "Lena Lead graded this attempt while you had it open: pass" in answer.text
    assert "My hour of notes." in answer.text
    assert Grade.objects.count() == 1


def test_having_seen_the_first_grade_a_second_one_may_be_given_and_both_stay(attempt):
    first = make_grade(attempt, "revise")
    second = make_grade(attempt, "pass", seen=1, at=first.graded_at + timedelta(days=1))

    assert list(attempt.grades.all()) == [first, second]


def test_nobody_grades_themself_even_as_lead(client, section):
    lead = make_lead()
    enrollment = make_participant(section.cohort, section)
    enrollment.person.groups.set(lead.groups.all())
    own = make_attempt(enrollment)
    draft = make_grade(own, release=False)

    with pytest.raises(Refused, match="Nobody grades their own"):
        make_grade(own, by=enrollment.person, seen=1)
    with pytest.raises(Refused, match="Nobody grades their own"):
        grading.release(draft, by=enrollment.person, at=own.received_at)
    at = own.received_at + timedelta(days=1)
    assert ask(client, enrollment.person, "attempt", at, own.public_id).status_code == 404
    assert ask(client, enrollment.person, "grade", at, own.public_id, verdict="pass", seen="1").status_code == 404


@pytest.mark.parametrize("verdict", ["revise", "cannot_open", "excellent"])
def test_sending_back_needs_a_sentence_and_a_verdict_must_be_one_of_three(attempt, verdict):
    with pytest.raises(Refused):
        grading.grade(attempt, verdict, " ", by=make_lead(), at=attempt.received_at)

    assert not Grade.objects.exists()


def test_an_unfinished_grade_keeps_what_was_typed(client, section, attempt):
    answer = ask(
        client, ta_of(section), "grade", attempt.received_at, attempt.public_id, feedback="Almost done", seen="0"
    )

    assert answer.status_code == 422
    assert "Almost done" in answer.text


def test_graders_see_the_marking_key_and_earlier_attempts(client, section, attempt):
    Assignment.objects.filter(pk=attempt.homework.assignment_id).update(marking_key="Nine of **twelve**.")
    make_grade(attempt, "revise")
    again = make_attempt(attempt.enrollment, attempt.homework, at=attempt.received_at + timedelta(hours=1))

    page = ask(client, ta_of(section), "attempt", again.received_at, again.public_id)

    assert "Nine of <strong>twelve</strong>." in page.text
    assert "Attempt 1</a>: revise by" in page.text


def test_other_tas_participants_and_strangers_find_nothing(client, section, attempt):
    at = attempt.received_at + timedelta(days=1)
    other_ta = ta_of(make_section(section.cohort))
    sent = {"verdict": "pass", "feedback": "", "seen": "0"}

    for person in (other_ta, attempt.enrollment.person, make_person()):
        assert ask(client, person, "attempt", at, attempt.public_id).status_code == 404
        assert ask(client, person, "grade", at, attempt.public_id, **sent).status_code == 404
        assert ask(client, person, "release", at, attempt.public_id, **sent).status_code == 404
    assert ask(client, other_ta, "grading", at).context["page"].paginator.count == 0
    assert ask(client, make_person(), "grading", at).status_code == 404
    client.logout()
    assert client.get(reverse("curriculum:grading")).status_code == 302
    assert not Grade.objects.exists()


def test_a_ta_who_has_left_the_section_grades_no_more(client, section, attempt):
    ta, at = ta_of(section), attempt.received_at + timedelta(days=1)
    section.teachings.update(to_on=attempt.received_at.date() - timedelta(days=1))

    assert ask(client, ta, "attempt", at, attempt.public_id).status_code == 404


def test_who_taught_the_person_when_it_arrived_reads_it_and_grades_it_no_more(client, section, attempt):
    ta, at = ta_of(section), attempt.received_at + timedelta(days=1)
    make_seat(attempt.enrollment, make_section(section.cohort, weekday=4), at=attempt.received_at + timedelta(hours=1))
    sent = {"verdict": "pass", "feedback": "", "seen": "0"}

    read = ask(client, ta, "attempt", at, attempt.public_id)

    assert read.status_code == 200
    assert attempt.text in read.text
    assert "You can read this and not grade it" in read.text
    assert "Save and release" not in read.text
    assert ask(client, ta, "grade", at, attempt.public_id, **sent).status_code == 404
    assert ask(client, ta, "release", at, attempt.public_id, **sent).status_code == 404
    assert ask(client, ta, "grading", at).context["page"].paginator.count == 0


def test_who_has_stopped_teaching_the_section_reads_nothing_of_it(client, section, attempt):
    ta, at = ta_of(section), attempt.received_at + timedelta(days=1)
    other = make_ta(section.cohort)
    section_workflow.hand_over(section, other, from_on=at.date(), by=make_lead(), at=at)

    assert ask(client, ta, "attempt", at, attempt.public_id).status_code == 404
    assert ask(client, other, "attempt", at, attempt.public_id).status_code == 200


def test_the_queue_is_closed_to_whoever_teaches_no_more(client, section):
    ta, until = ta_of(section), section.cohort.appeals_close_at

    assert ask(client, ta, "grading", until - timedelta(seconds=1)).status_code == 200
    assert ask(client, ta, "grading", until).status_code == 404
