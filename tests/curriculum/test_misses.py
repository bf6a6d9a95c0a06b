"""Weeks missed one after the other."""

import pytest

from curriculum.misses import misses_running, second_misses
from curriculum.progress import WeekStatus

LETTERS = {"a": WeekStatus.ATTENDED, "e": WeekStatus.EXCUSED, "m": WeekStatus.MISSED, "v": WeekStatus.VOID}
LETTERS |= {"o": WeekStatus.OPEN}


def weeks_of(letters):
    return {number: LETTERS[letter] for number, letter in enumerate(letters, 1)}


@pytest.mark.parametrize(
    ("letters", "asked", "running"),
    [
        ("aaaa", [], 0),
        ("mamo", [], 1),
        ("ammo", [3], 2),
        ("mmmo", [2], 3),
        ("mmmmo", [2, 4], 4),
        ("mvmo", [3], 2),
        ("memo", [], 1),
        ("mmao", [2], 0),
        ("oooo", [], 0),
    ],
)
def test_a_person_is_asked_after_every_second_week_missed_running(letters, asked, running):
    weeks = weeks_of(letters)
    absent = [number for number, status in weeks.items() if status == WeekStatus.MISSED]

    assert second_misses(weeks, absent) == asked
    assert misses_running(weeks, absent) == running


def test_weeks_before_somebody_came_are_no_misses_to_ask_about():
    assert second_misses(weeks_of("mmmo"), absent=[3]) == []
    assert misses_running(weeks_of("mmmo"), absent=[3]) == 1
