"""Asking for who sits where, and working it out."""

import logging
from contextlib import suppress
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models import User
from cohorts.models import PlacementRun
from cohorts.models.placement import lease_is_over
from cohorts.placing.proposal import Proposal, propose
from cohorts.workflow.placement_asking import ask
from cohorts.workflow.placement_publish import publish
from mlsafety_course.transitions import Refused, arrow

logger = logging.getLogger(__name__)
Status = PlacementRun.Status

CLAIM = arrow(Status.QUEUED, to=Status.RUNNING)
FINISH = arrow(Status.RUNNING, to=Status.DONE)
FAIL = arrow(Status.RUNNING, to=Status.FAILED)
TAKE_BACK = arrow(Status.RUNNING, to=Status.QUEUED)
CANCEL = arrow(Status.QUEUED, Status.RUNNING, to=Status.CANCELLED)

__all__ = ["ARROWS", "ask", "cancel", "carry_out", "carry_out_due", "claim", "finish", "publish"]

ARROWS = [CLAIM, FINISH, FAIL, TAKE_BACK, CANCEL]
MOST_ATTEMPTS = 3
BROKE = "Something went wrong on our side. Nothing was changed and nobody was told. What happened is in the log."
WORKER_LOST = "The worker stopped in the middle, three times. Nothing was changed. Tell whoever runs the site."


def cancel(run: PlacementRun, *, by: User, at: datetime) -> None:
    """Nobody needs it any more. A worker that is at it writes nothing more."""
    CANCEL.apply(run, by=by, at=at, finished_at=at)


def carry_out(run: PlacementRun, *, at: datetime) -> None:
    """Claim, compute outside of any transaction, record. Safe to repeat: only one claim succeeds."""
    try:
        claim(run, at=at)
    except Refused:
        return
    try:
        finish(run, propose(run.cohort, at, lambda step: _reach(run, step), run.allowed_misses), at=at)
    except Refused as refusal:
        _fail(run, str(refusal), at=at)
    except Exception:
        logger.exception("%s broke", run)
        _fail(run, BROKE, at=at)


def carry_out_due(*, at: datetime) -> int:
    """Carry out everything that is due, here and now. Returns how many were tried."""
    due = list(PlacementRun.objects.due())
    for run in due:
        carry_out(run, at=at)
    return len(due)


def claim(run: PlacementRun, *, at: datetime) -> None:
    """Take the run for computing; a second worker is refused. One whose worker died is taken back first."""
    if run.status == Status.RUNNING:
        if run.attempts >= MOST_ATTEMPTS:
            FAIL.apply(run, by=None, at=at, where=lease_is_over(), error=WORKER_LOST, finished_at=at)
        else:
            TAKE_BACK.apply(run, by=None, at=at, where=lease_is_over(), reason="The worker stopped answering.")
    CLAIM.apply(run, by=None, at=at, claimed_at=Now(), attempts=F("attempts") + 1, step=PlacementRun.Step.READING)
    run.refresh_from_db()


def finish(run: PlacementRun, proposal: Proposal, *, at: datetime) -> None:
    """The proposal is there. Refused where another worker has taken over, or somebody has cancelled."""
    FINISH.apply(
        run,
        by=None,
        at=at,
        where=_still_ours(run),
        plan=proposal.plan,
        figures=proposal.figures,
        finished_at=at,
    )


def _reach(run: PlacementRun, step: PlacementRun.Step) -> None:
    """Say which step begins, in an update of its own, so that pages see it. Refused where it is not ours any more."""
    ours = PlacementRun.objects.filter(_still_ours(run), pk=run.pk, status=Status.RUNNING)
    if not ours.update(step=step):
        raise Refused(f"{run} is not this worker's any more.")
    run.step = step


def _fail(run: PlacementRun, why: str, *, at: datetime) -> None:
    """Say why; whoever has taken over or cancelled meanwhile has said enough."""
    with suppress(Refused):
        FAIL.apply(run, by=None, at=at, where=_still_ours(run), error=why, finished_at=at)


def _still_ours(run: PlacementRun) -> Q:
    """No other worker has claimed it since: every claim counts up."""
    return Q(attempts=run.attempts)
