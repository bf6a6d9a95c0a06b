from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from curriculum.completion import (
    Facts,
    HomeworkFacts,
    Verdict,
    evaluate,
)
from curriculum.policy import Code, Policy
from curriculum.progress import HomeworkStatus as H
from curriculum.progress import WeekStatus as W

NOW = datetime(2023, 4, 1, tzinfo=UTC)
DEFAULTS = Policy(version=1)


def run(*weeks, homeworks=(), **facts):
    return Facts(
        dict(enumerate(weeks, 1)), [HomeworkFacts(f"Homework {n}", s) for n, s in enumerate(homeworks, 1)], **facts
    )


def verdict_of(code, facts, policy=DEFAULTS):
    requirement = evaluate(policy, facts, as_of=NOW).requirement(code)
    assert requirement is not None
    return requirement.verdict


def test_under_the_defaults_everybody_is_on_track_on_the_first_day():
    facts = run(*[W.OPEN] * 8, homeworks=[H.OPEN] + [H.LOCKED] * 7)

    standing = evaluate(DEFAULTS, facts, as_of=NOW)

    assert standing.verdict == Verdict.ON_TRACK
    assert [requirement.code for requirement in standing.requirements] == ["misses", "attendance", "homework", "survey"]


@pytest.mark.parametrize(
    ("weeks", "verdict"),
    [
        ([W.ATTENDED] * 8, Verdict.MET),
        ([W.MISSED] + [W.ATTENDED] * 7, Verdict.MET),
        ([W.EXCUSED] + [W.MISSED] + [W.ATTENDED] * 6, Verdict.MET),
        ([W.EXCUSED] * 2 + [W.ATTENDED] * 6, Verdict.MET),
        ([W.EXCUSED] * 2 + [W.MISSED] + [W.ATTENDED] * 5, Verdict.CANNOT_BE_MET),
        ([W.MISSED] * 2 + [W.ATTENDED] * 6, Verdict.CANNOT_BE_MET),
        ([W.VOID] * 3 + [W.ATTENDED] * 5, Verdict.MET),
        ([W.ATTENDED] * 7 + [W.OPEN], Verdict.MET),
        ([W.MISSED] + [W.OPEN] * 7, Verdict.AT_RISK),
        ([W.VOID] * 3 + [W.ATTENDED] * 3 + [W.OPEN] * 2, Verdict.AT_RISK),
        ([W.VOID] * 4 + [W.OPEN] * 4, Verdict.CANNOT_BE_MET),
    ],
)
def test_the_default_attendance_rule_for_eight_weeks(weeks, verdict):
    assert evaluate(DEFAULTS, run(*weeks, survey_done=True), as_of=NOW).verdict == verdict


@pytest.mark.parametrize(
    ("homeworks", "verdict"),
    [
        ([H.PASSED] * 7 + [H.MISSING], Verdict.MET),
        ([H.PASSED] * 6 + [H.EXCUSED] + [H.MISSING], Verdict.MET),
        ([H.PASSED] * 6 + [H.MISSING] * 2, Verdict.CANNOT_BE_MET),
        ([H.PASSED] * 6 + [H.MISSING] + [H.LATE], Verdict.AT_RISK),
        ([H.PASSED] * 6 + [H.MISSING] + [H.PENDING], Verdict.ON_TRACK),
        ([H.PENDING] * 8, Verdict.ON_TRACK),
        ([H.REVISE] * 8, Verdict.ON_TRACK),
    ],
)
def test_the_default_homework_rule_for_eight_homeworks(homeworks, verdict):
    assert verdict_of(Code.HOMEWORK, run(homeworks=homeworks)) == verdict


def test_a_revise_fails_only_once_nothing_more_is_taken():
    closed = [HomeworkFacts(f"Homework {n}", H.REVISE, taken_until=NOW) for n in range(2)]
    still_taken = [replace(homework, taken_until=NOW + timedelta(seconds=1)) for homework in closed]

    assert verdict_of(Code.HOMEWORK, Facts({}, closed)) == Verdict.CANNOT_BE_MET
    assert verdict_of(Code.HOMEWORK, Facts({}, still_taken)) == Verdict.ON_TRACK


def test_the_survey_is_open_until_it_closes():
    assert verdict_of(Code.SURVEY, run()) == Verdict.ON_TRACK
    assert verdict_of(Code.SURVEY, run(survey_closes_at=NOW)) == Verdict.CANNOT_BE_MET
    assert verdict_of(Code.SURVEY, run(survey_closes_at=NOW, survey_done=True)) == Verdict.MET


def test_have_need_and_still_open_are_counts_of_the_checklist():
    weeks = [W.ATTENDED] * 3 + [W.EXCUSED] * 2 + [W.OPEN] * 3
    standing = evaluate(DEFAULTS, run(*weeks, homeworks=[H.PASSED, H.PENDING, H.MISSING]), as_of=NOW)

    counts = {r.code: (r.have, r.need, r.still_open, r.is_limit) for r in standing.requirements}

    assert counts == {
        Code.MISSES: (1, 1, 3, True),
        Code.ATTENDANCE: (3, 5, 3, False),
        Code.HOMEWORK: (1, 2, 1, False),
        Code.SURVEY: (0, 1, 1, False),
    }


def test_evidence_names_the_weeks_and_homeworks_behind_a_verdict():
    standing = evaluate(DEFAULTS, run(W.ATTENDED, W.MISSED, homeworks=[H.PENDING]), as_of=NOW)

    evidence = {requirement.code: requirement.evidence for requirement in standing.requirements}

    assert evidence[Code.MISSES] == ["Week 2: missed"]
    assert evidence[Code.ATTENDANCE] == ["Week 1: attended"]
    assert evidence[Code.HOMEWORK] == ["Homework 1: handed in, waiting for its grade"]
