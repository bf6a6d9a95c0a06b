"""Two leads publish at once: everybody is seated once and told once."""

from datetime import timedelta
from functools import partial

import pytest

from cohorts.models import Cohort, PlacementRun, Seat
from cohorts.workflow import placement, placement_edit, placement_publish
from mlsafety_course.outbox.models import Message
from tests.cohorts.test_placement_workflow import AT, planned, propose, waiting
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_lead
from tests.racing import Act, at_once, meet_after, needs_row_locks

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), needs_row_locks]
LATER = AT + timedelta(minutes=1)


def publishing(run: PlacementRun) -> Act:
    return partial(placement.publish, run, by=make_lead(), at=LATER)


def two_proposals() -> tuple[PlacementRun, PlacementRun]:
    """One seats a person on Wednesdays, the other on Thursdays."""
    cohort = make_cohort()
    sections = [planned(cohort), planned(cohort, 3)]
    person = waiting(cohort)
    first, second = propose(cohort), propose(cohort)
    for run, section in zip((first, second), sections, strict=True):
        target = str(section.public_id)
        if run.plan[str(person.public_id)] != target:
            placement_edit.move(run, person, target, version=run.version, by=make_lead(), at=AT)
            run.refresh_from_db()
    return first, second


def told() -> int:
    return Message.objects.filter(key__startswith="placed:").count()


@pytest.mark.parametrize("turn", range(5))
def test_two_leads_who_publish_the_same_proposal_seat_everybody_once(turn):
    cohort = make_cohort()
    planned(cohort)
    for _ in range(3):
        waiting(cohort)
    run = propose(cohort)

    answers = at_once(publishing(run), publishing(PlacementRun.objects.get(pk=run.pk)))

    assert sorted(map(str, answers)) == ["3", "done"]
    assert (Seat.objects.count(), told()) == (3, 3)


@pytest.mark.parametrize("turn", range(5))
def test_of_two_leads_with_two_proposals_the_slower_is_refused(turn):
    first, second = two_proposals()

    answers = at_once(publishing(first), publishing(second))

    assert answers.count(1) == 1
    assert any("Another placement was published" in str(answer) for answer in answers)
    assert (Seat.objects.count(), told()) == (1, 1)


def test_control_without_the_lock_one_person_is_seated_and_told_twice(monkeypatch: pytest.MonkeyPatch):
    first, second = two_proposals()
    monkeypatch.setattr(placement_publish, "_locked", lambda pk: Cohort.objects.get(pk=pk))
    meet_after(monkeypatch, placement_publish, "_people")

    answers = at_once(publishing(first), publishing(second))

    assert answers == [1, 1]
    assert (Seat.objects.count(), told()) == (2, 2)
