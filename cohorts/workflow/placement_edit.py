"""Putting one person elsewhere in a proposal, by hand, before it is published."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from cohorts.models import Enrollment, PlacementRun
from cohorts.placing.effect import Mover, edited
from cohorts.placing.preview import preview
from mlsafety_course.transitions import Refused

Status = PlacementRun.Status
STALE = "Somebody has edited or published this proposal since you opened it. Nothing was changed: look at it again."


@transaction.atomic
def move(run: PlacementRun, enrollment: Enrollment, target: str, *, version: int, by: User, at: datetime) -> None:
    """Keep the person there (a section's public id; empty: without a seat) in the plan of that version.

    Only the proposal changes; seats and mails follow when it is published.
    """
    run = PlacementRun.objects.with_people().select_related("cohort").get(pk=run.pk)
    if run.status != Status.DONE or run.published_at or run.version != version:
        raise Refused(STALE)
    person = Enrollment.objects.with_seats().get(pk=enrollment.pk)
    if person.cohort_id != run.cohort_id or person.status != Enrollment.Status.ACTIVE:
        raise Refused(f"{person.person} is not an active participant of this cohort any more. Nothing was changed.")
    mover = Mover(run, preview(run, run.cohort.day_of(at)), person, at)
    if target and target not in mover.sections:
        raise Refused("This section is closed or was never one of this cohort. Nothing was changed.")
    refusal = mover.effect(target).refusal
    if refusal:
        raise Refused(f"{refusal} Nothing was changed.")
    unmoved = PlacementRun.objects.filter(pk=run.pk, version=version, published_at=None)
    if not unmoved.update(version=F("version") + 1, **edited(run, mover, target, by.name, at)):
        raise Refused(STALE)
