"""The cheapest thing to do next, in a sentence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from curriculum.completion import ExceptionKind, Facts, HomeworkFacts, StaffException, evaluate
from curriculum.fixes import Visit, Ways, fixes
from curriculum.policy import Code, Policy
from curriculum.progress import HomeworkStatus as H
from curriculum.progress import WeekStatus as W

NOW = datetime(2023, 3, 15, 12, tzinfo=UTC)
POLICY = Policy(version=1)
THURSDAY = datetime(2023, 3, 16, 22, tzinfo=UTC)
WAYS = Ways("America/New_York", [Visit(4, "Section B", THURSDAY, 2)])


def facts(weeks="aaamoooo", *homeworks, **more):
    letters = {"a": W.ATTENDED, "m": W.MISSED, "o": W.OPEN, "v": W.VOID, "e": W.EXCUSED}
    known = {"survey_closes_at": NOW + timedelta(days=30)} | more
    return Facts({n: letters[letter] for n, letter in enumerate(weeks, 1)}, list(homeworks), **known)


def said(found, ways=WAYS, policy=POLICY):
    return fixes(evaluate(policy, found, as_of=NOW), found, ways)


def homework(title, status, days=5):
    return HomeworkFacts(title, status, NOW + timedelta(days=days))


def test_a_missed_week_is_made_up_at_the_first_meeting_of_it_with_room():
    later = Visit(4, "Section C", THURSDAY + timedelta(days=1), 5)

    found = said(facts(mendable=[4]), replace(WAYS, visits=[later, *WAYS.visits]))

    meets = "Make up week 4: Section B meets Thu 16 Mar, 18:00 (New York time), 2 seats left."
    assert (found[Code.MISSES], found[Code.ATTENDANCE]) == (meets, meets)


def test_one_seat_is_one_seat():
    assert "1 seat left." in said(facts(mendable=[4]), replace(WAYS, visits=[Visit(4, "B", THURSDAY, 1)]))[Code.MISSES]


def test_without_room_anywhere_it_says_so_and_whom_to_ask():
    assert said(facts(mendable=[4]), replace(WAYS, visits=[]))[Code.MISSES] == (
        "Week 4 can still be made up, but no other meeting of it has room now. Ask your TA."
    )


def test_a_meeting_of_another_week_is_no_help():
    found = said(facts(mendable=[4]), replace(WAYS, visits=[Visit(5, "Section B", THURSDAY, 2)]))

    assert "Section B" not in found[Code.MISSES]


@pytest.mark.parametrize(
    ("weeks", "misses", "attendance"),
    [
        ("aaaaoooo", "Of the 4 weeks not recorded yet, 1 may be missed.", "Come to 1 of the 4 weeks not recorded yet."),
        (
            "maaaoooo",
            "Come to every meeting: none of the 4 weeks not recorded yet may be missed.",
            "Come to 2 of the 4 weeks not recorded yet.",
        ),
        ("vvvaaaoo", "Of the 2 weeks not recorded yet, 1 may be missed.", "Come to all 2 weeks not recorded yet."),
    ],
)
def test_nothing_to_make_up_leaves_the_weeks_to_come(weeks, misses, attendance):
    found = said(facts(weeks))

    assert (found[Code.MISSES], found[Code.ATTENDANCE]) == (misses, attendance)


def test_homework_that_ends_first_comes_first_and_the_end_is_its_last_minute():
    found = said(
        facts("aaaaoooo", homework("Later", H.OPEN, 9), homework("Sooner", H.OPEN, 2), homework("Gone", H.MISSING))
    )

    assert found[Code.HOMEWORK] == "Hand in “Sooner” by Fri 17 Mar, 07:59 (New York time)."


def test_what_came_back_is_revised():
    found = said(facts("aaaaoooo", homework("Robustness", H.REVISE), homework("Other", H.LOCKED)))

    assert found[Code.HOMEWORK] == ("Revise “Robustness” and hand it in again by Mon 20 Mar, 07:59 (New York time).")


def test_who_waits_for_a_grade_has_nothing_to_do():
    found = said(facts("aaaaoooo", homework("One", H.PENDING), homework("Two", H.LATE)))

    assert found[Code.HOMEWORK] == "Nothing to do now: 1 piece of your homework waits for a grade."


def test_locked_homework_is_not_asked_for():
    found = said(facts("aaaaoooo", homework("Secret title", H.LOCKED), homework("Another", H.LOCKED)))

    assert found[Code.HOMEWORK] == "The next homework opens with its unit."


def test_the_survey_says_when_it_opens_and_then_until_when():
    opens = NOW + timedelta(days=2)

    before, after = said(facts(), replace(WAYS, survey_opens_at=opens)), said(facts(), WAYS)

    assert before[Code.SURVEY] == "It opens Fri 17 Mar, 08:00 (New York time)."
    assert after[Code.SURVEY] == "Hand in the survey by Fri 14 Apr, 07:59 (New York time)."


def test_lectures_are_counted():
    policy = replace(POLICY, max_unticked=1)
    found = said(facts(lectures=10, lectures_ticked=8, ticks_close_at=NOW + timedelta(days=1)), policy=policy)

    assert found[Code.LECTURES] == "Tick off 1 more lecture by Thu 16 Mar, 07:59 (New York time)."


def test_what_is_met_and_what_cannot_be_met_has_no_fix():
    lost = said(facts("mmaaaaao", survey_done=True))
    granted = said(facts("mmmmmmmm", exceptions=[StaffException(ExceptionKind.GRANT, "Ill.")]))

    assert set(lost) == set()
    assert granted == {}
