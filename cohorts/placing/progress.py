"""How far a proposal is, in the words of the page that waits for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cohorts.models import PlacementRun

STUCK_AFTER = timedelta(minutes=1)
Status, Step = PlacementRun.Status, PlacementRun.Step
TITLES = {
    Status.QUEUED: "Waiting for a worker",
    Status.RUNNING: "A proposal is being made",
    Status.DONE: "The proposal is made",
    Status.FAILED: "No proposal was made",
    Status.CANCELLED: "The proposal was cancelled",
}
STUCK = "No worker has taken it yet. If this lasts, tell whoever runs the site."
LEAVE = "You can leave this page: it goes on by itself."


@dataclass(frozen=True)
class Work:
    """What `components/work.html` takes. `mark` changes whenever the rest does; `url` is there while it goes on."""

    title: str
    status: str
    label: str
    started: str
    note: str
    said: str
    mark: str
    step: str = ""
    steps: str = ""
    value: int = 0
    max: int = 0
    url: str = ""
    cancel_url: str = ""
    again_url: str = ""
    again_label: str = ""
    id: str = "placement-work"
    also: str = "placement"


def work_of(run: PlacementRun, at: datetime) -> Work:
    """How this run stands at that moment."""
    is_stuck = run.status == Status.QUEUED and at - run.asked_at > STUCK_AFTER
    title, note = TITLES[Status(run.status)], _note(run, is_stuck=is_stuck)
    mark = "-".join([str(run.public_id), run.status, str(run.step), *(["stuck"] if is_stuck else [])])
    told: dict[str, Any] = {
        "title": title,
        "status": "warn" if is_stuck else run.status,
        "label": "Still waiting" if is_stuck else run.get_status_display(),
        "started": f"Asked for by {run.asked_by.name}, {_clock(run.asked_at, at)}.",
        "note": note,
        "mark": mark,
        **_addresses(run, mark),
    }
    if run.status != Status.RUNNING:
        return Work(**told, said=f"{title}. {note}")
    step, steps = run.get_step_display(), f"Step {run.step + 1} of {len(Step)}"
    return Work(**told, said=f"{steps}: {step}.", step=step, steps=steps, value=run.step, max=len(Step))


def _note(run: PlacementRun, *, is_stuck: bool) -> str:
    if run.figures:
        return f"{run.figures['placed']} of {run.figures['people']} have a seat. Nobody was told."
    if run.status == Status.CANCELLED:
        return "Nothing was changed."
    return run.error or (STUCK if is_stuck else LEAVE)


def _addresses(run: PlacementRun, mark: str) -> dict[str, str]:
    """Where to look again and to stop it while it goes on, and where to try again what failed."""
    slug = run.cohort.slug
    if run.is_under_way:
        cancel = reverse("cohorts:cancel_placement", args=[slug, run.public_id])
        return {"url": f"{reverse('cohorts:placement', args=[slug])}?seen={mark}", "cancel_url": cancel}
    if run.status != Status.FAILED:
        return {}
    return {"again_url": reverse("cohorts:propose_placement", args=[slug]), "again_label": "Try again"}


def _clock(instant: datetime, at: datetime) -> str:
    """On the reader's clocks; with the date where that is not today's."""
    here = timezone.localtime(instant)
    return date_format(here, "H:i" if here.date() == timezone.localtime(at).date() else "j F, H:i")
