"""Weeks missed one after the other: when to ask whether a person is still with us."""

from collections.abc import Collection, Mapping

from curriculum.progress import WeekStatus

RUN = 2


def second_misses(weeks: Mapping[int, WeekStatus], absent: Collection[int]) -> list[int]:
    """The second, fourth, ... week of each run of missed weeks, by number, in order.

    Only weeks in which the person was marked absent count (`absent`): who came later or had left was not missed. A week
    that was called off neither breaks a run nor adds to it.
    """
    found, run = [], 0
    for number, status in sorted(weeks.items()):
        if status == WeekStatus.VOID:
            continue
        run = run + 1 if status == WeekStatus.MISSED and number in absent else 0
        if run and run % RUN == 0:
            found.append(number)
    return found


def misses_running(weeks: Mapping[int, WeekStatus], absent: Collection[int]) -> int:
    """How many weeks in a row were missed up to the last one that is recorded."""
    run = 0
    for number, status in sorted(weeks.items()):
        if status in (WeekStatus.VOID, WeekStatus.OPEN):
            continue
        run = run + 1 if status == WeekStatus.MISSED and number in absent else 0
    return run
