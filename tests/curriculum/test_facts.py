"""Facts and standings: the records, mapped to the pure rule in few queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cohorts.models import Enrollment, Mark
from curriculum.completion import Verdict
from curriculum.facts import facts_of
from curriculum.models import Lecture
from curriculum.progress import HomeworkStatus, WeekStatus
from curriculum.standings import standings
from curriculum.workflow.ticks import tick
from tests.factories.cohorts import hold_meeting, make_section
from tests.factories.curriculum import (
    complete_everything,
    grant,
    hand_in_survey,
    make_attempt,
    make_grade,
    make_homework,
    make_participant,
    make_scheduled_cohort,
)

pytestmark = pytest.mark.django_db


def everybody():
    return list(Enrollment.objects.select_related("cohort", "person").order_by("pk"))


def facts_now(enrollment, at):
    return facts_of([enrollment], at)[enrollment.pk]


def test_on_day_one_every_week_is_open_and_nobody_is_failing():
    enrollment = make_participant()

    standing = standings([enrollment], enrollment.cohort.starts_at)[enrollment.pk]

    assert {requirement.verdict for requirement in standing.requirements} <= {Verdict.ON_TRACK}


def test_a_week_attended_and_a_week_missed_are_told_apart():
    enrollment = make_participant()
    first, second, *_ = enrollment.seats.get().section.meetings.order_by("starts_at")
    hold_meeting(first)
    hold_meeting(second, {enrollment: Mark.ABSENT})

    facts = facts_now(enrollment, second.ends_at + timedelta(days=1))

    assert [facts.weeks[number] for number in (1, 2, 3)] == [WeekStatus.ATTENDED, WeekStatus.MISSED, WeekStatus.OPEN]


def test_homework_is_judged_by_released_grades_only():
    enrollment = make_participant()
    homework = make_homework(enrollment.cohort)
    grade = make_grade(make_attempt(enrollment, homework), release=False)

    statuses = {one.title: one.status for one in facts_now(enrollment, grade.graded_at).homeworks}

    assert statuses["Hazard Analysis review questions"] == HomeworkStatus.PENDING
    assert len(statuses) == 8


def test_the_last_released_grade_of_an_attempt_counts():
    enrollment = make_participant()
    attempt = make_attempt(enrollment, make_homework(enrollment.cohort))
    first = make_grade(attempt, "pass")
    later = make_grade(attempt, "revise", seen=1, at=first.graded_at + timedelta(days=1))

    before = facts_now(enrollment, first.graded_at).homeworks[0]
    after = facts_now(enrollment, later.graded_at).homeworks[0]

    assert after.status == HomeworkStatus.REVISE
    assert before.title == after.title


def test_survey_ticks_and_exceptions_are_facts():
    enrollment = make_participant()
    at = enrollment.cohort.ends_on
    when = enrollment.cohort.awards_from
    hand_in_survey(enrollment)
    for lecture in Lecture.objects.filter(number__lte=3):
        tick(enrollment, lecture, done=True, by=enrollment.person, at=when)
    grant(enrollment, at=when)

    facts = facts_now(enrollment, when)

    assert at < when.date()
    assert facts.survey_done
    assert (facts.lectures, facts.lectures_ticked) == (21, 2)
    assert [exception.kind for exception in facts.exceptions] == ["grant"]


def test_everything_done_is_complete_and_nothing_of_it_depends_on_other_people():
    section = make_section(make_scheduled_cohort())
    diligent, idle = make_participant(section=section), make_participant(section=section)
    complete_everything(diligent)

    found = standings(everybody(), section.cohort.awards_from)

    assert found[diligent.pk].is_complete
    assert found[idle.pk].verdict != Verdict.MET
    assert found[diligent.pk] == standings([diligent], section.cohort.awards_from)[diligent.pk]


def test_30_people_cost_eight_queries_like_3():
    section = make_section(make_scheduled_cohort(), maximum=40)
    homework = make_homework(section.cohort)
    for _ in range(3):
        make_grade(make_attempt(make_participant(section=section), homework))
    few = queries_for(everybody(), homework.closes_at)
    for _ in range(27):
        make_grade(make_attempt(make_participant(section=section), homework))

    assert (few, queries_for(everybody(), homework.closes_at)) == (8, 8)


def queries_for(people, at):
    with CaptureQueriesContext(connection) as queries:
        facts_of(people, at)
    return len(queries)


def test_people_of_a_cohort_without_a_published_rule_are_left_out():
    enrollment = make_participant(make_scheduled_cohort(policy=False))
    enrollment.cohort.policies.all().delete()

    assert standings([enrollment], enrollment.cohort.starts_at) == {}
