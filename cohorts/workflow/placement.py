"""Asking for who sits where, working it out, and making it so. Whoever has a seat keeps it: it is about the others."""

import logging
from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models import User
from cohorts.models import Cohort, Enrollment, PlacementRun, Seat, Section
from cohorts.models.placement import lease_is_over
from cohorts.proposal import NO_SECTION, Proposal, propose
from cohorts.workflow import seating
from cohorts.workflow import section as section_workflow
from mlsafety_course.transitions import Refused, arrow

logger = logging.getLogger(__name__)
Status = PlacementRun.Status

CLAIM = arrow(Status.QUEUED, to=Status.RUNNING)
FINISH = arrow(Status.RUNNING, to=Status.DONE)
FAIL = arrow(Status.RUNNING, to=Status.FAILED)
TAKE_BACK = arrow(Status.RUNNING, to=Status.QUEUED)
CANCEL = arrow(Status.QUEUED, Status.RUNNING, to=Status.CANCELLED)

ARROWS = [CLAIM, FINISH, FAIL, TAKE_BACK, CANCEL]
MOST_ATTEMPTS = 3
BROKE = "Something went wrong on our side. Nothing was changed and nobody was told. What happened is in the log."
WORKER_LOST = "The worker stopped in the middle, three times. Nothing was changed. Tell whoever runs the site."


def ask(cohort: Cohort, *, by: User, at: datetime) -> PlacementRun:
    """Ask for a proposal. A worker finds the row; one at a time for each cohort."""
    if not cohort.sections.not_closed().exists():
        raise Refused(NO_SECTION)
    try:
        with transaction.atomic():
            return PlacementRun.objects.create(cohort=cohort, asked_by=by, asked_at=at)
    except IntegrityError:
        raise Refused(
            f"A proposal for {cohort} is being made already. The placement page shows how far it is."
        ) from None


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
        finish(run, propose(run.cohort, at, lambda step: _reach(run, step)), at=at)
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


@transaction.atomic
def publish(run: PlacementRun, *, by: User, at: datetime) -> int:
    """Open the sections used and seat the people, one mail each. Returns how many were seated now.

    Who has a seat meanwhile, or has left, is passed over; publishing again changes nothing.
    """
    Cohort.objects.select_for_update().get(pk=run.cohort_id)
    run = PlacementRun.objects.get(pk=run.pk)
    if run.status != Status.DONE:
        raise Refused("This proposal was not made, so there is nothing to publish. The page says how it stands.")
    if run.published_at:
        return 0
    if PlacementRun.objects.filter(cohort=run.cohort_id, published_at__gt=run.asked_at).exists():
        raise Refused("Another placement was published after this one was asked for. Make a new one: it keeps seats.")
    sections = _locked_sections(run)
    waiting = _waiting(run)
    for section in sections.values():
        if section.status == Section.Status.PLANNED:
            section_workflow.open_(section, by=by, at=at)
    for enrollment in waiting:
        seating.seat(enrollment, sections[run.plan[str(enrollment.public_id)]], by=by, at=at)
    run.published_by, run.published_at = by, at
    run.save(update_fields=["published_by", "published_at"])
    return len(waiting)


def _locked_sections(run: PlacementRun) -> dict[str, Section]:
    """The sections of the plan, locked in one order, so that no two placements wait for each other."""
    wanted = {section for section in run.plan.values() if section}
    rows = Section.objects.select_for_update().filter(cohort=run.cohort_id, public_id__in=wanted).order_by("pk")
    return {str(section.public_id): section for section in rows}


def _waiting(run: PlacementRun) -> list[Enrollment]:
    """Those the plan gives a seat and who have none now."""
    placed = [person for person, section in run.plan.items() if section]
    seated = Seat.objects.current().filter(section__cohort=run.cohort_id).values("enrollment")
    people = Enrollment.objects.active().filter(cohort=run.cohort_id, public_id__in=placed).exclude(pk__in=seated)
    return list(people.select_related("person").order_by("pk"))
