from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from curriculum.progress import (
    AttemptFacts,
    HomeworkDates,
    HomeworkStatus,
    MeetingFacts,
    WeekStatus,
    counted_arrival,
    homework_status,
    taken_until,
    week_status,
)

OPENS = datetime(2023, 2, 20, 5, tzinfo=UTC)
DUE = datetime(2023, 2, 27, 12, tzinfo=UTC)
CLOSES = datetime(2023, 3, 6, 12, tzinfo=UTC)
SUBMISSIONS_CLOSE = datetime(2023, 4, 29, 12, tzinfo=UTC)
DATES = HomeworkDates(OPENS, DUE, CLOSES, SUBMISSIONS_CLOSE)
HOUR, DAY, MOMENT = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)


def attempt(received_at, verdict=None, released_at=None):
    return AttemptFacts(received_at, verdict, released_at)


@pytest.mark.parametrize(
    ("meetings", "status"),
    [
        ([], WeekStatus.OPEN),
        ([MeetingFacts("planned")], WeekStatus.OPEN),
        ([MeetingFacts("held", "present")], WeekStatus.ATTENDED),
        ([MeetingFacts("held", "late")], WeekStatus.ATTENDED),
        ([MeetingFacts("planned", "present")], WeekStatus.ATTENDED),
        ([MeetingFacts("held", "excused")], WeekStatus.EXCUSED),
        ([MeetingFacts("held", "absent")], WeekStatus.MISSED),
        ([MeetingFacts("planned", "absent")], WeekStatus.OPEN),
        ([MeetingFacts("planned", "absent", is_own=False)], WeekStatus.OPEN),
        ([MeetingFacts("cancelled")], WeekStatus.VOID),
        ([MeetingFacts("cancelled"), MeetingFacts("planned")], WeekStatus.OPEN),
        ([MeetingFacts("cancelled"), MeetingFacts("held", "absent")], WeekStatus.MISSED),
    ],
)
def test_a_week_is_what_its_own_meetings_came_to(meetings, status):
    assert week_status(meetings) == status


@pytest.mark.parametrize("mark", ["absent", "excused", None])
def test_a_make_up_meeting_repairs_the_week(mark):
    own, make_up = MeetingFacts("held", mark), MeetingFacts("held", "late", is_own=False)

    assert week_status([own, make_up]) == WeekStatus.ATTENDED


def test_missing_a_make_up_meeting_does_not_spoil_a_week_whose_own_meeting_is_to_come():
    visited = MeetingFacts("held", "absent", is_own=False)

    assert week_status([visited, MeetingFacts("planned")]) == WeekStatus.OPEN
    assert week_status([visited, MeetingFacts("held", "absent")]) == WeekStatus.MISSED


def test_a_cancelled_week_stays_void_for_one_who_missed_the_offered_make_up():
    assert week_status([MeetingFacts("cancelled"), MeetingFacts("held", "absent", is_own=False)]) == WeekStatus.VOID


def test_a_week_that_ended_before_the_first_seat_is_missed_unless_something_better_happened():
    assert week_status([], was_away=True) == WeekStatus.MISSED
    assert week_status([MeetingFacts("held", "present", is_own=False)], was_away=True) == WeekStatus.ATTENDED
    assert week_status([MeetingFacts("cancelled")], was_away=True) == WeekStatus.VOID


def test_the_order_of_meetings_does_not_matter():
    meetings = [
        MeetingFacts("cancelled"),
        MeetingFacts("held", "absent"),
        MeetingFacts("held", "excused", is_own=False),
    ]

    assert {week_status(order) for order in permutations(meetings)} == {WeekStatus.EXCUSED}


@pytest.mark.parametrize(
    ("at", "status"),
    [
        (OPENS - MOMENT, HomeworkStatus.LOCKED),
        (OPENS, HomeworkStatus.OPEN),
        (DUE - MOMENT, HomeworkStatus.OPEN),
        (DUE, HomeworkStatus.LATE),
        (CLOSES - MOMENT, HomeworkStatus.LATE),
        (CLOSES, HomeworkStatus.MISSING),
    ],
)
def test_without_an_attempt_only_the_clock_speaks_and_ends_are_half_open(at, status):
    assert homework_status(DATES, [], at=at) == status


@pytest.mark.parametrize("at", [OPENS, DUE, CLOSES, SUBMISSIONS_CLOSE + 30 * DAY])
def test_what_was_handed_in_waits_for_its_grade_however_long(at):
    assert homework_status(DATES, [attempt(OPENS)], at=at) == HomeworkStatus.PENDING
    assert homework_status(DATES, [attempt(DUE + HOUR)], at=at) == HomeworkStatus.PENDING


def test_an_excused_homework_is_excused_whatever_else_happened():
    failed = attempt(DUE - HOUR, "revise", DUE + DAY)

    assert homework_status(DATES, [], at=CLOSES, is_excused=True) == HomeworkStatus.EXCUSED
    assert homework_status(DATES, [failed], at=CLOSES, is_excused=True) == HomeworkStatus.EXCUSED


def test_a_grade_counts_from_the_instant_of_its_release():
    graded = [attempt(DUE - HOUR, "pass", DUE + DAY)]

    assert homework_status(DATES, graded, at=DUE + DAY - MOMENT) == HomeworkStatus.PENDING
    assert homework_status(DATES, graded, at=DUE + DAY) == HomeworkStatus.PASSED
    assert homework_status(DATES, [attempt(DUE - HOUR, "pass")], at=CLOSES) == HomeworkStatus.PENDING


def test_the_newest_attempt_speaks_until_one_has_passed():
    first = attempt(DUE - DAY, "revise", DUE - HOUR)
    second = attempt(DUE)
    third = attempt(DUE + DAY, "pass", DUE + 2 * DAY)
    fourth = attempt(DUE + 3 * DAY, "revise", DUE + 4 * DAY)

    assert homework_status(DATES, [first], at=CLOSES) == HomeworkStatus.REVISE
    assert homework_status(DATES, [second, first], at=CLOSES) == HomeworkStatus.PENDING
    for order in permutations([first, second, third, fourth]):
        assert homework_status(DATES, order, at=CLOSES) == HomeworkStatus.PASSED


def test_a_late_revise_reopens_the_homework_for_seven_days():
    graded = [attempt(DUE - HOUR, "revise", CLOSES - HOUR)]

    assert taken_until(DATES, graded, at=CLOSES - 2 * HOUR) == CLOSES
    assert taken_until(DATES, graded, at=CLOSES) == CLOSES - HOUR + 7 * DAY


def test_an_early_revise_takes_nothing_away():
    graded = [attempt(OPENS, "revise", OPENS + HOUR)]

    assert taken_until(DATES, graded, at=DUE) == CLOSES


def test_a_revise_never_reopens_past_the_closing_of_submissions():
    graded = [attempt(DUE - HOUR, "revise", SUBMISSIONS_CLOSE - DAY)]

    assert taken_until(DATES, graded, at=SUBMISSIONS_CLOSE) == SUBMISSIONS_CLOSE


def test_a_link_that_nobody_could_open_may_be_replaced_for_72_hours_without_being_late():
    broken = [attempt(DUE - HOUR, "cannot_open", CLOSES)]

    assert homework_status(DATES, broken, at=CLOSES - MOMENT) == HomeworkStatus.PENDING
    assert homework_status(DATES, broken, at=CLOSES) == HomeworkStatus.OPEN
    assert homework_status(DATES, broken, at=CLOSES + 72 * HOUR - MOMENT) == HomeworkStatus.OPEN
    assert homework_status(DATES, broken, at=CLOSES + 72 * HOUR) == HomeworkStatus.MISSING


def test_a_broken_link_that_came_late_stays_late():
    broken = [attempt(DUE, "cannot_open", CLOSES)]

    assert homework_status(DATES, broken, at=CLOSES) == HomeworkStatus.LATE


def test_a_broken_link_does_not_hide_an_earlier_attempt():
    earlier, broken = attempt(DUE - DAY, "revise", DUE - HOUR), attempt(DUE, "cannot_open", DUE + HOUR)

    assert homework_status(DATES, [earlier, broken], at=DUE + DAY) == HomeworkStatus.REVISE


def test_a_link_replaced_in_time_arrived_when_the_broken_one_did():
    broken = attempt(DUE - HOUR, "cannot_open", DUE + HOUR)
    in_time, too_late = attempt(DUE + 72 * HOUR), attempt(DUE + HOUR + 72 * HOUR)

    assert counted_arrival([in_time, broken]) == DUE - HOUR
    assert counted_arrival([broken, too_late]) == too_late.received_at
    assert counted_arrival([]) is None


def test_a_revision_counts_from_its_own_arrival():
    first, second = attempt(DUE - HOUR, "revise", DUE), attempt(DUE + HOUR)

    assert counted_arrival([first, second]) == DUE + HOUR


SLOW = SUBMISSIONS_CLOSE + 10 * DAY
GOLDEN = {
    "never graded": ([attempt(DUE - HOUR)], SLOW, HomeworkStatus.PENDING, CLOSES),
    "late and never graded": ([attempt(CLOSES - HOUR)], SLOW, HomeworkStatus.PENDING, CLOSES),
    "sent back a day before the end": (
        [attempt(DUE - HOUR, "revise", SUBMISSIONS_CLOSE - DAY)],
        SUBMISSIONS_CLOSE - HOUR,
        HomeworkStatus.REVISE,
        SUBMISSIONS_CLOSE,
    ),
    "sent back, handed in again, never graded": (
        [attempt(DUE - HOUR, "revise", CLOSES), attempt(CLOSES + DAY)],
        SLOW,
        HomeworkStatus.PENDING,
        CLOSES + 7 * DAY,
    ),
    "nobody could open it, said after the end": (
        [attempt(DUE - HOUR, "cannot_open", SLOW - HOUR)],
        SLOW,
        HomeworkStatus.OPEN,
        SLOW - HOUR + 72 * HOUR,
    ),
    "nobody could open it, replaced after the end, never graded": (
        [attempt(DUE - HOUR, "cannot_open", SLOW - HOUR), attempt(SLOW)],
        SLOW + 30 * DAY,
        HomeworkStatus.PENDING,
        SLOW - HOUR + 72 * HOUR,
    ),
    "nobody could open it twice": (
        [attempt(DUE - HOUR, "cannot_open", CLOSES), attempt(CLOSES + DAY, "cannot_open", SLOW)],
        SLOW,
        HomeworkStatus.OPEN,
        SLOW + 72 * HOUR,
    ),
    "nobody could open it, never replaced": (
        [attempt(DUE - HOUR, "cannot_open", CLOSES)],
        CLOSES + 72 * HOUR,
        HomeworkStatus.MISSING,
        CLOSES + 72 * HOUR,
    ),
    "a draft says nothing": ([attempt(DUE - HOUR, "revise")], SLOW, HomeworkStatus.PENDING, CLOSES),
    "passed, then the next one sent back": (
        [attempt(DUE - HOUR, "pass", DUE), attempt(DUE + HOUR, "revise", CLOSES)],
        SLOW,
        HomeworkStatus.PASSED,
        CLOSES + 7 * DAY,
    ),
}


@pytest.mark.parametrize(("attempts", "at", "status", "until"), GOLDEN.values(), ids=GOLDEN.keys())
def test_a_slow_grader_costs_nobody_anything(attempts, at, status, until):
    assert homework_status(DATES, attempts, at=at) == status
    assert taken_until(DATES, attempts, at=at) == until
