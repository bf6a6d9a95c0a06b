"""The money of the world: stipends of the spring and their batches, one wherever staff has something to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cohorts.models import Cohort
from stipends.models import Reconciliation
from stipends.workflow import settling
from stipends.workflow import stipend as stipend_workflow
from tests.factories import curriculum, people, stipends
from tests.guards.endings import appeal_of, not_completed

if TYPE_CHECKING:
    from tests.guards.world import World


def money(world: World) -> None:
    """Stipends of the spring: the participant's own is ready; others stand wherever staff has something to do."""
    spring = world.cohorts["spring"]
    stipends.make_terms(spring)
    graduate = not_completed(spring, world.people["participant"])
    world.appeals["open"] = appeal_of(not_completed(spring, world.people["stranger"]))
    completion = curriculum.make_completion(graduate, at=stipends.EARNED)
    world.enrollments["spring"], world.code = graduate, completion.certificate.code
    stipend_workflow.open_due(at=stipends.EARNED)
    world.stipends["ready"] = stipends.give_details(stipends.fresh(completion.stipend))
    world.stipends["bank"] = stipends.make_ready(None, spring, method="bank")
    world.stipends["other"] = stipends.make_ready(None, spring, method="other")
    world.stipends["approved"] = stipends.make_approved(None, spring)
    world.stipends["held"] = stipends.make_ready(None, spring)
    stipend_workflow.hold(world.stipends["held"], "We ask the bank.", by=people.make_approver(), at=stipends.LATER)
    world.stipends["rejected"] = stipends.make_ready(None, spring)
    stipend_workflow.reject(
        world.stipends["rejected"], "The country cannot be paid.", by=people.make_approver(), at=stipends.LATER
    )
    world.stipends["approver's"] = stipends.make_ready(world.people["approver_who_is_paid"], spring)
    _batches(world, spring)


def _batches(world: World, spring: Cohort) -> None:
    frozen = [stipends.make_approved(None, spring)]
    world.batches["frozen"] = stipends.freeze(frozen)
    world.batches["sent"] = stipends.send([stipends.make_approved(None, spring)])
    paid = stipends.make_paid(None, spring)
    world.stipends["paid"], world.batches["settled"] = paid, paid.payouts.get().batch
    officers = stipends.make_approved(world.people["officer_who_is_paid"], spring)
    world.stipends["officer's"] = officers
    world.batches["officer's"] = stipends.freeze([officers])
    world.batches["open"] = stipends.make_batch()
    world.batches["review"] = stipends.send([stipends.make_approved(None, spring)])
    settling.ask_people(world.batches["review"].payouts.get(), "Nobody knows what became of it.", at=stipends.LATER)
    run = Reconciliation.objects.create(epoch=1, asked_at=stipends.LATER, ended_at=stipends.LATER, is_complete=True)
    run.mismatches.create(kind="unknown", reference="T-1", sentence="The provider has T-1.")
