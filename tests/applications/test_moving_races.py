"""Two leads who move the same date at once: everybody is told once."""

import threading
from contextlib import suppress
from functools import partial
from typing import Any

import pytest

from applications.models import Round
from applications.terms import Terms
from applications.workflow import seats
from applications.workflow.setting_up import moving, rounds
from mlsafety_course.outbox.models import Message
from tests.factories.applications import READING, make_round, make_submitted_application
from tests.factories.people import make_lead
from tests.racing import at_once, needs_row_locks

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), needs_row_locks]


def two_leads_move_one_date() -> list[Any]:
    """Both have seen the same page, and press a moment apart."""
    round_ = make_round()
    make_submitted_application(round_)
    names = Terms.__dataclass_fields__
    wish = {"decisions_by": round_.decisions_by.replace(day=9)}
    terms = Terms(**{name: getattr(round_, name) for name in names} | wish)
    seen = moving.preview(round_, terms, at=READING).digest
    acts = [
        partial(
            rounds.change,
            Round.objects.select_related("cohort").get(pk=round_.pk),
            terms,
            seen=seen,
            by=make_lead(),
            at=READING.replace(microsecond=press),
        )
        for press in range(2)
    ]
    return at_once(*acts)


def meet_after_looking(monkeypatch: pytest.MonkeyPatch, patience: float) -> None:
    """Hold whoever has looked whom to write until both have, or for `patience` seconds in vain."""
    barrier, preview = threading.Barrier(2), moving.preview

    def looked(*args: Any, **kwargs: Any) -> moving.Moved:
        found = preview(*args, **kwargs)
        if threading.current_thread() is not threading.main_thread():
            with suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=patience)
        return found

    monkeypatch.setattr(moving, "preview", looked)


def test_two_leads_who_move_a_date_at_once_write_everybody_once(monkeypatch: pytest.MonkeyPatch):
    meet_after_looking(monkeypatch, patience=1)

    two_leads_move_one_date()

    assert Message.objects.filter(topic="application-dates_moved").count() == 1


def test_without_the_lock_everybody_is_written_twice(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(seats, "lock", lambda round_: Round.objects.get(pk=round_.pk))
    meet_after_looking(monkeypatch, patience=20)

    two_leads_move_one_date()

    assert Message.objects.filter(topic="application-dates_moved").count() == 2
