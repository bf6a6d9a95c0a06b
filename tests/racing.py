"""Several people at once, each in a thread and a database connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from mlsafety_course.transitions import Refused

Act = Callable[[], Any]
PATIENCE = 60  # seconds until a race that hangs is given up

needs_row_locks = pytest.mark.skipif(
    "sqlite" in connection.settings_dict["ENGINE"],
    reason="SQLite has no row locks: its writers take turns by IMMEDIATE transactions",
)


def at_once(*acts: Act) -> list[Any]:
    """Run all acts from one barrier. What each returned ("done" for nothing), or the sentence of its refusal."""
    barrier = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(place: int, act: Act) -> None:
        try:
            barrier.wait(PATIENCE)
            answers[place] = act() or "done"
        except Refused as refusal:
            answers[place] = str(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert all(answers), "an act failed or hung"
    return answers
