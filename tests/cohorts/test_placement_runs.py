"""A proposal on its way through the workers: asked for once, computed once, whoever dies on the way."""

import threading
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from cohorts.models import Cohort, PlacementRun, Section
from cohorts.models.placement import LEASE
from cohorts.placing.proposal import Proposal
from cohorts.workflow import placement as workflow
from mlsafety_course.transitions import Arrow, Refused, Stateful
from tests.factories.cohorts import (
    BEFORE_START,
    give_hours,
    make_cohort,
    make_enrollment,
    make_proposal,
    make_section,
)
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db

AT = BEFORE_START
LATER = AT + timedelta(minutes=10)
EMPTY = Proposal({}, {"placed": 0, "people": 0})
ONE_ROAD = [("queued", "running"), ("running", "done")]


def ready_to_place() -> Cohort:
    """One section, and one person who is free for it."""
    section = make_section()
    give_hours(make_enrollment(section.cohort))
    return section.cohort


def asked(cohort: Cohort | None = None) -> PlacementRun:
    return workflow.ask(cohort or ready_to_place(), by=make_lead(), at=AT)


def stale(run: PlacementRun) -> PlacementRun:
    """A copy as another worker holds it."""
    return PlacementRun.objects.get(pk=run.pk)


def left_by_a_dead_worker(run: PlacementRun) -> PlacementRun:
    """Claimed, and nobody has heard of the worker for longer than the lease. Returns the copy it had."""
    workflow.claim(run, at=AT)
    beyond = LEASE + timedelta(seconds=1)
    PlacementRun.objects.filter(pk=run.pk).update(claimed_at=F("claimed_at") - beyond)
    return run


def road_of(run: PlacementRun) -> list[tuple[str, str]]:
    return list(run.moves.values_list("source", "target"))


class Careless(Arrow):
    """An arrow without compare-and-set: it looks at nothing and overwrites whatever it finds."""

    def apply(self, subject: Stateful, *, by: Any, at: Any, reason: str = "", where: Any = None, **fields: Any) -> None:
        type(subject)._default_manager.filter(pk=subject.pk).update(status=self.target, **fields)
        subject.moves.create(source=subject.status, target=self.target, by=by, at=at, reason=reason)


def test_asking_writes_a_row_and_computes_nothing():
    run = asked()

    assert (run.status, run.plan, run.figures, run.finished_at) == ("queued", None, None, None)
    assert list(PlacementRun.objects.due()) == [run]


def test_one_proposal_at_a_time_is_made_for_a_cohort():
    run = asked()

    with pytest.raises(Refused, match="being made already"):
        asked(run.cohort)
    asked()  # another cohort's is no matter
    workflow.carry_out(run, at=AT)

    assert asked(run.cohort).status == "queued"


def test_a_worker_makes_it_and_says_when():
    run = asked()

    workflow.carry_out(run, at=LATER)

    made = stale(run)
    assert (made.status, made.finished_at, made.attempts, made.step) == ("done", LATER, 1, 3)
    assert made.figures["placed"] == 1
    assert road_of(run) == ONE_ROAD
    assert not PlacementRun.objects.due()


def both_claim(run: PlacementRun) -> None:
    """Two workers have read the row before either has claimed it."""
    first, second = stale(run), stale(run)
    workflow.claim(first, at=AT)
    workflow.claim(second, at=AT)


def test_of_two_workers_with_the_same_run_one_gets_it():
    run = asked()

    with pytest.raises(Refused):
        both_claim(run)

    assert road_of(run) == [("queued", "running")]


def test_without_compare_and_set_both_would_get_it(monkeypatch):
    """The control of the test above: with a claim that overwrites what it finds, nobody is refused."""
    monkeypatch.setattr(workflow, "CLAIM", Careless(workflow.CLAIM.sources, workflow.CLAIM.target))
    run = asked()

    both_claim(run)

    assert road_of(run) == [("queued", "running")] * 2


def test_the_message_may_come_twice():
    run = asked()
    again = stale(run)

    workflow.carry_out(run, at=AT)
    workflow.carry_out(again, at=LATER)

    assert road_of(run) == ONE_ROAD
    assert stale(run).finished_at == AT


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one writer in at a time, so two never meet there."
)
def test_two_workers_at_once_make_one_plan():
    run = asked()
    together, failures = threading.Barrier(2), []

    def work():
        try:
            mine = stale(run)
            together.wait(20)
            workflow.carry_out(mine, at=AT)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert failures == []
    assert road_of(run) == ONE_ROAD


def test_while_its_worker_may_live_nobody_else_takes_it():
    run = asked()
    workflow.claim(run, at=AT)

    workflow.carry_out(stale(run), at=LATER)

    assert road_of(run) == [("queued", "running")]
    assert not PlacementRun.objects.due()


def test_what_a_killed_worker_had_is_made_again_and_there_is_one_plan():
    run = asked()
    left_by_a_dead_worker(run)

    assert list(PlacementRun.objects.due()) == [run]
    workflow.carry_out(stale(run), at=LATER)

    assert road_of(run) == [("queued", "running"), ("running", "queued"), *ONE_ROAD]
    assert run.moves.get(target="queued").reason == "The worker stopped answering."
    assert PlacementRun.objects.done().get().figures["placed"] == 1


def test_a_worker_that_comes_back_from_the_dead_writes_nothing():
    slow = left_by_a_dead_worker(asked())
    workflow.claim(stale(slow), at=LATER)

    with pytest.raises(Refused):
        workflow.finish(slow, EMPTY, at=LATER)
    with pytest.raises(Refused):
        workflow._reach(slow, PlacementRun.Step.WRITING)
    workflow._fail(slow, "Too late to matter.", at=LATER)

    now = stale(slow)
    assert (now.status, now.attempts, now.step, now.plan, now.error) == ("running", 2, 0, None, "")


def test_a_run_that_kills_three_workers_is_given_up():
    run = asked()
    for _ in range(workflow.MOST_ATTEMPTS - 1):
        left_by_a_dead_worker(run)
        workflow.TAKE_BACK.apply(run, by=None, at=AT)
    left_by_a_dead_worker(run)

    workflow.carry_out(stale(run), at=LATER)

    assert (stale(run).status, stale(run).error) == ("failed", workflow.WORKER_LOST)


def test_a_run_that_cannot_be_made_says_why_and_can_be_asked_for_again():
    run = asked()
    Section.objects.filter(cohort=run.cohort).update(status="closed")

    workflow.carry_out(run, at=LATER)

    assert (stale(run).status, stale(run).finished_at) == ("failed", LATER)
    assert "no section to place people in" in stale(run).error
    Section.objects.filter(cohort=run.cohort).update(status="open")
    assert make_proposal(run.cohort).status == "done"


def test_what_breaks_is_logged_and_told_without_its_insides(monkeypatch, caplog):
    """The time zone of somebody's hours is unreadable: what no form lets in, and no code expects."""
    run = asked()
    run.cohort.availabilities.update(zone="Nowhere/At-All")

    workflow.carry_out(run, at=AT)

    assert (stale(run).status, stale(run).error) == ("failed", workflow.BROKE)
    assert "Nowhere/At-All" in caplog.text


def test_a_cancelled_run_is_made_by_nobody():
    run, lead = asked(), make_lead()
    worker = stale(run)
    workflow.cancel(run, by=lead, at=AT)

    workflow.carry_out(worker, at=LATER)

    assert road_of(run) == [("queued", "cancelled")]
    assert run.moves.get().by == lead


def test_what_is_cancelled_in_the_middle_stays_cancelled():
    worker = asked()
    workflow.claim(worker, at=AT)
    workflow.cancel(stale(worker), by=make_lead(), at=AT)

    with pytest.raises(Refused):
        workflow.finish(worker, EMPTY, at=LATER)

    assert (stale(worker).status, stale(worker).plan) == ("cancelled", None)


@pytest.mark.parametrize("how", ["queued", "running", "cancelled"])
def test_only_what_is_done_is_published(how):
    run = asked()
    if how == "running":
        workflow.claim(run, at=AT)
    if how == "cancelled":
        workflow.cancel(run, by=make_lead(), at=AT)

    with pytest.raises(Refused, match="nothing to publish"):
        workflow.publish(run, by=make_lead(), at=LATER)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "done", "finished_at": AT, "figures": {}},
        {"status": "done", "plan": {}, "figures": {}},
        {"status": "queued", "plan": {}, "figures": {}},
        {"status": "failed", "finished_at": AT},
        {"status": "queued", "published_at": AT},
    ],
    ids=lambda wrong: "-".join(wrong),
)
def test_the_database_holds_no_half_made_run(wrong):
    cohort, lead = make_cohort(), make_lead()

    with pytest.raises(IntegrityError), transaction.atomic():
        PlacementRun.objects.create(cohort=cohort, asked_by=lead, asked_at=AT, **wrong)


def test_the_tick_by_hand_makes_what_was_asked_for():
    run, said = asked(), StringIO()

    call_command("tick", stdout=said)

    assert stale(run).status == "done"
    assert said.getvalue().startswith("1 placements tried")
