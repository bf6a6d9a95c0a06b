"""Two leads give out readings, or send a reader away, at once: no application gets more readers than it needs."""

import threading
from datetime import datetime

import pytest

from accounts.models import User
from applications.models import Application, ReaderAway, ReviewAssignment, Round
from applications.workflow import reading_plan, reviewing, seats
from tests.factories.applications import READING, make_round, make_submitted_application
from tests.factories.people import make_lead, make_reviewer
from tests.racing import Act, at_once, needs_row_locks

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), needs_row_locks]
TURNS = [0, *[pytest.param(turn, marks=pytest.mark.prove) for turn in range(1, 30)]]
A_WHILE = 1.0  # seconds that somebody waits in vain for another who stands before a lock
LONG = 20.0


class Meeting:
    """Where whoever gives out readings stops between plan and rows, until the other lead has come by too."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, patience: float) -> None:
        self.has_planned, self.is_over, self.patience = threading.Event(), threading.Event(), patience
        self.plan = reading_plan.plan
        monkeypatch.setattr(reading_plan, "plan", self.slow_plan)

    def slow_plan(self, round_: Round, *, at: datetime) -> reading_plan.ReadingPlan:
        found = self.plan(round_, at=at)
        if not self.has_planned.is_set():
            self.has_planned.set()
            self.is_over.wait(self.patience)
        return found

    def then(self, *acts: Act) -> Act:
        """These, once the first lead has planned."""

        def late() -> None:
            assert self.has_planned.wait(LONG)
            for act in acts:
                act()
            self.is_over.set()

        return late


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "lock", lambda round_: Round.objects.get(pk=round_.pk))


def giving_out(round_: Round, digest: str | None = None) -> Act:
    lead = make_lead()
    return lambda: reviewing.assign(Round.objects.get(pk=round_.pk), digest=digest, by=lead, at=READING)


def numbers_of_readers() -> set[int]:
    return {application.assignments.count() for application in Application.objects.all()}


def one_who_reads_and_one_who_is_away() -> tuple[Round, User]:
    """A round whose one reader has something already, a second reader who is away, and an application to give out."""
    round_ = make_round(readers_each=1)
    make_submitted_application(round_)
    make_reviewer("Present")
    reviewing.assign(round_, by=make_lead(), at=READING)
    away = make_reviewer("Away")
    reviewing.mark_away(round_, away, by=make_lead(), at=READING)
    make_submitted_application(round_)
    return round_, away


@pytest.mark.parametrize("turn", TURNS)
def test_of_two_leads_who_apply_the_same_plan_one_does_and_one_looks_again(turn: int):
    round_ = make_round(readers_each=2)
    for _ in range(6):
        make_submitted_application(round_)
    for _ in range(4):
        make_reviewer()
    digest = reading_plan.plan(round_, at=READING).digest

    answers = at_once(giving_out(round_, digest), giving_out(round_, digest))

    assert 12 in answers
    assert any("look again" in str(answer) for answer in answers)
    assert numbers_of_readers() == {2}


@pytest.mark.parametrize("turn", TURNS)
def test_leads_who_give_out_at_once_give_each_application_what_it_needs(turn: int):
    round_ = make_round(readers_each=2)
    for _ in range(6):
        make_submitted_application(round_)
    for _ in range(4):
        make_reviewer()

    at_once(*[giving_out(round_) for _ in range(4)])

    assert numbers_of_readers() == {2}


def test_a_reader_who_comes_back_meanwhile_is_no_second_reader(monkeypatch: pytest.MonkeyPatch):
    round_, away = one_who_reads_and_one_who_is_away()
    meeting, lead = Meeting(monkeypatch, A_WHILE), make_lead()

    at_once(
        giving_out(round_),
        meeting.then(lambda: reviewing.mark_back(round_, away, by=lead), giving_out(round_)),
    )

    assert numbers_of_readers() == {1}


def test_control_without_the_lock_two_leads_give_one_application_to_two(monkeypatch: pytest.MonkeyPatch):
    round_, away = one_who_reads_and_one_who_is_away()
    meeting, lead = Meeting(monkeypatch, LONG), make_lead()
    without_lock(monkeypatch)

    at_once(
        giving_out(round_),
        meeting.then(lambda: reviewing.mark_back(round_, away, by=lead), giving_out(round_)),
    )

    assert numbers_of_readers() == {1, 2}


def test_a_reader_sent_away_meanwhile_keeps_nothing_unread(monkeypatch: pytest.MonkeyPatch):
    round_, reader = make_round(readers_each=1), make_reviewer()
    make_submitted_application(round_)
    meeting, lead = Meeting(monkeypatch, A_WHILE), make_lead()

    at_once(giving_out(round_), meeting.then(lambda: reviewing.mark_away(round_, reader, by=lead, at=READING)))

    assert ReaderAway.objects.filter(reader=reader).exists()
    assert not ReviewAssignment.objects.exists()


def test_control_without_the_lock_a_reader_who_is_away_is_given_something(monkeypatch: pytest.MonkeyPatch):
    round_, reader = make_round(readers_each=1), make_reviewer()
    make_submitted_application(round_)
    meeting, lead = Meeting(monkeypatch, LONG), make_lead()
    without_lock(monkeypatch)

    at_once(giving_out(round_), meeting.then(lambda: reviewing.mark_away(round_, reader, by=lead, at=READING)))

    assert ReaderAway.objects.filter(reader=reader).exists()
    assert ReviewAssignment.objects.filter(reviewer=reader).exists()
