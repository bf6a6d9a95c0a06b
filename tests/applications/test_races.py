"""Two leads, or fifty people, at once on a database that lets them: one wins, the others read a sentence."""

import threading
from functools import partial

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from accounts.models import User
from applications.models import Application, Round
from applications.workflow import correcting, deciding, offers, seats, waitlist
from mlsafety_course.outbox.models import Message
from tests.factories.applications import (
    ANSWERING,
    READING,
    RELEASED,
    make_round,
    make_submitted_application,
    make_waitlisted_application,
    propose,
    release,
)
from tests.factories.cohorts import EVENINGS
from tests.factories.people import make_lead
from tests.racing import Act, at_once, meet_after_counting, needs_row_locks

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), needs_row_locks]
TURNS = [0, *[pytest.param(turn, marks=pytest.mark.prove) for turn in range(1, 30)]]
CROWD = 50


def fresh(application: Application) -> Application:
    return Application.objects.select_related("round__cohort", "applicant", "reason").get(pk=application.pk)


def proposing(application: Application, proposal: str, by: User) -> Act:
    """From a page that was opened before either pressed."""
    return partial(deciding.propose, fresh(application), proposal, seen="", by=by, at=READING)


def promoting(application: Application) -> Act:
    return partial(waitlist.promote, fresh(application), by=make_lead(), at=ANSWERING)


def one_free_place_for_two() -> list[Application]:
    round_ = make_round(capacity=1)
    return [make_waitlisted_application(round_) for _ in range(2)]


@pytest.mark.parametrize("turn", TURNS)
def test_two_leads_who_propose_at_once_do_not_overwrite_each_other(turn: int):
    application = make_submitted_application()
    leads = make_lead(), make_lead()

    answers = at_once(*(proposing(application, how, by) for how, by in zip(["admit", "waitlist"], leads, strict=True)))

    assert answers.count("done") == 1
    winner = leads[answers.index("done")]
    assert fresh(application).proposed_by == winner


def test_control_without_compare_and_set_the_second_proposal_overwrites_the_first():
    application, barrier = make_submitted_application(), threading.Barrier(2)

    def careless(proposal: str) -> Act:
        def act() -> None:
            with transaction.atomic():
                assert fresh(application).proposal == ""
                barrier.wait(20)
                Application.objects.filter(pk=application.pk).update(proposal=proposal)

        return act

    assert at_once(careless("admit"), careless("waitlist")) == ["done", "done"]


@pytest.mark.parametrize("turn", TURNS)
def test_two_releases_at_once_tell_everybody_once(turn: int):
    round_ = make_round()
    for _ in range(3):
        propose(make_submitted_application(round_), "admit")
    digest = deciding.preview(round_, at=RELEASED).digest

    answers = at_once(
        *(partial(deciding.release, round_, digest=digest, by=make_lead(), at=RELEASED) for _ in range(2))
    )

    assert sum(isinstance(answer, str) for answer in answers) == 1, "one was refused"
    assert round_.releases.count() == 1
    assert Message.objects.filter(topic="application-admitted").count() == 3


@pytest.mark.parametrize("turn", TURNS)
def test_the_last_place_is_offered_to_one_of_two_who_wait(turn: int, monkeypatch: pytest.MonkeyPatch):
    pair = one_free_place_for_two()
    meet_after_counting(monkeypatch, patience=0.5)

    answers = at_once(*map(promoting, pair))

    assert answers.count("done") == 1
    assert [fresh(one).status for one in pair].count("admitted") == 1


def test_control_without_the_round_lock_both_are_offered_the_last_place(monkeypatch: pytest.MonkeyPatch):
    pair = one_free_place_for_two()
    acts = [*map(promoting, pair)]
    meet_after_counting(monkeypatch, patience=20)
    monkeypatch.setattr(seats, "lock", lambda round_: round_)

    assert at_once(*acts) == ["done", "done"]


def test_a_correction_and_a_promotion_share_the_last_place(monkeypatch: pytest.MonkeyPatch):
    first, second = one_free_place_for_two()
    correction = partial(
        correcting.correct,
        fresh(first),
        "admitted",
        why="A second look.",
        seen="waitlisted",
        by=make_lead(),
        at=ANSWERING,
    )
    meet_after_counting(monkeypatch, patience=0.5)

    answers = at_once(correction, promoting(second))

    assert answers.count("done") == 1
    assert seats.Seats(1, 1) == seats.count(first.round, ANSWERING)


def crowd_before_the_last_place() -> tuple[Round, list[Client]]:
    """All declined and may think again; one place is left for them."""
    round_ = make_round(capacity=CROWD)
    applications = [make_submitted_application(round_) for _ in range(CROWD)]
    for application in applications:
        propose(application, "admit")
    release(round_)
    clients = [Client() for _ in applications]
    for application, client in zip(applications, clients, strict=True):
        offers.decline(fresh(application), by=application.applicant, at=ANSWERING)
        client.force_login(application.applicant)
        client.defaults["PATH_INFO"] = f"/apply/{application.public_id}/offer/"
    Round.objects.filter(pk=round_.pk).update(capacity=1)
    return round_, clients


def test_fifty_people_on_the_last_place_are_one_winner_and_forty_nine_pages():
    round_, clients = crowd_before_the_last_place()
    answer = {"accept": "1", "zone": "Europe/London", "grid": sorted(EVENINGS)}

    def pressing(client: Client) -> Act:
        return lambda: client.post(client.defaults["PATH_INFO"], answer)

    with time_machine.travel(ANSWERING, tick=False):
        answers = at_once(*map(pressing, clients))

    assert sorted(one.status_code for one in answers) == [302, *[409] * (CROWD - 1)]
    assert all("All places are taken" in one.content.decode() for one in answers if one.status_code == 409)
    assert round_.applications.filter(status="accepted").count() == 1
