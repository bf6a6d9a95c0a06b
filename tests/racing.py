"""Several people at once, each in a thread and a database connection of their own."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from applications.workflow import seats
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


def meet_after(monkeypatch: pytest.MonkeyPatch, where: Any, *names: str, patience: float = 20) -> None:
    """Hold everyone who has asked one of `names` until two have, or for `patience` seconds in vain, so that both know
    the same."""
    barrier = threading.Barrier(2)

    def met(original: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*args: Any, **kwargs: Any) -> Any:
            found = original(*args, **kwargs)
            with suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=patience)
            return found

        return asked

    for name in names:
        monkeypatch.setattr(where, name, met(getattr(where, name)))


def in_between(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, patience: float) -> Callable[[Act], Act]:
    """Whoever asks `name` first knows the answer and stands still until the act that is wrapped in what this returns
    is done, or for `patience` seconds in vain."""
    asked, done, original = threading.Event(), threading.Event(), getattr(where, name)

    def held(*args: Any, **kwargs: Any) -> Any:
        found = original(*args, **kwargs)
        if not asked.is_set():
            asked.set()
            done.wait(patience)
        return found

    def wrapped(act: Act) -> Act:
        def run() -> Any:
            asked.wait(PATIENCE)
            try:
                return act()
            finally:
                done.set()

        return run

    monkeypatch.setattr(where, name, held)
    return wrapped


def meet_after_counting(monkeypatch: pytest.MonkeyPatch, patience: float) -> None:
    """Hold everyone who has counted the seats until both have, or for `patience` seconds in vain."""
    barrier, count = threading.Barrier(2), seats.count

    def counted(*args: object, **kwargs: object) -> seats.Seats:
        found = count(*args, **kwargs)  # type: ignore[arg-type]
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=patience)
        return found

    monkeypatch.setattr(seats, "count", counted)
