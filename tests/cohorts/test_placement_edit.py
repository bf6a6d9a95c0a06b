"""Moving one person in a proposal by hand: the effect before, what is kept, what publishing makes of it."""

from datetime import time, timedelta

import pytest

from cohorts.models import Enrollment, PlacementRun, Seat
from cohorts.placing.effect import Effect, Mover
from cohorts.placing.preview import preview
from cohorts.workflow import placement as workflow
from cohorts.workflow.placement_edit import move
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.cohorts.test_placement_workflow import AT, WEDNESDAY_ONLY, planned, propose, waiting
from tests.factories.cohorts import make_cohort, make_proposal, make_seat
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def effect_of(run: PlacementRun, enrollment: Enrollment, target: str) -> Effect:
    person = Enrollment.objects.with_seats().get(pk=enrollment.pk)
    return Mover(run, preview(run, AT.date()), person, AT).effect(target)


def key(row) -> str:
    return str(row.public_id)


def kept(run: PlacementRun, enrollment: Enrollment, target: str, version: int | None = None) -> PlacementRun:
    """The run after somebody has kept this."""
    move(run, enrollment, target, version=version or run.version, by=make_lead(), at=AT)
    return PlacementRun.objects.get(pk=run.pk)


def mails(enrollment: Enrollment) -> int:
    return Message.objects.filter(topic="placement", person=enrollment.person).count()


def test_the_effect_names_the_dates_that_do_not_fit_and_the_sizes():
    cohort = make_cohort()
    wednesday, thursday = planned(cohort), planned(cohort, 3, minimum=2)
    person = waiting(cohort, WEDNESDAY_ONLY)
    run = propose(cohort)

    effect = effect_of(run, person, key(thursday))

    assert effect.missed == [meeting.starts_at for meeting in thursday.meetings.order_by("starts_at")]
    assert [(size.section.pk, size.before, size.after, size.is_small) for size in effect.sizes] == [
        (wednesday.pk, 1, 0, False),
        (thursday.pk, 0, 1, True),
    ]
    assert (effect.after["small_sections"], effect.after["strained"], effect.after["placed"]) == (1, 1, 1)
    assert not effect.refusal


def test_the_effect_says_whether_the_hour_is_unsocial():
    cohort = make_cohort()
    planned(cohort)
    early = planned(cohort, 4, clock=time(6))

    person = waiting(cohort, WEDNESDAY_ONLY)

    assert effect_of(propose(cohort), person, key(early)).is_unsocial


def test_the_figures_after_an_edit_are_those_of_the_plan_then():
    cohort = make_cohort()
    planned(cohort, minimum=2)
    thursday = planned(cohort, 3, minimum=2)
    people = [waiting(cohort) for _ in range(3)]
    run = propose(cohort)

    run = kept(run, people[0], key(thursday) if run.plan[key(people[0])] != key(thursday) else "")

    sizes = [list(run.plan.values()).count(section) for section in set(run.plan.values()) if section]
    assert run.figures["placed"] == sum(sizes)
    assert run.figures["small_sections"] == sum(0 < size < 2 for size in sizes)
    assert run.version == 2
    assert list(run.figures["edited"]) == [key(people[0])]


def test_putting_somebody_back_leaves_no_edit():
    cohort = make_cohort()
    planned(cohort)
    person = waiting(cohort)
    run = propose(cohort)
    before = run.figures

    out = kept(run, person, "")
    back = kept(out, person, run.plan[key(person)])

    assert out.figures["placed"] == 0
    assert back.figures["edited"] == {}
    assert {name: back.figures[name] for name in ("placed", "unsocial", "preferred")} == {
        name: before[name] for name in ("placed", "unsocial", "preferred")
    }


def test_the_slower_of_two_leads_is_refused():
    cohort = make_cohort()
    planned(cohort)
    person, other = waiting(cohort), waiting(cohort)
    run = propose(cohort)
    kept(run, person, "")

    with pytest.raises(Refused, match="edited or published"):
        kept(run, other, "")


def test_what_is_published_is_not_edited_any_more():
    cohort = make_cohort()
    planned(cohort)
    person = waiting(cohort)
    run = propose(cohort)
    workflow.publish(run, by=make_lead(), at=AT)

    with pytest.raises(Refused, match="edited or published"):
        kept(run, person, "")


def test_publishing_a_version_that_somebody_has_edited_since_is_refused():
    cohort = make_cohort()
    planned(cohort)
    seen = propose(cohort)
    person = waiting(cohort)
    planned_again = propose(cohort)
    kept(planned_again, person, "")

    with pytest.raises(Refused, match="edited this proposal"):
        workflow.publish(planned_again, version=1, by=make_lead(), at=LATER)

    assert not Seat.objects.exists()
    assert seen.version == 1


def test_somebody_who_sits_already_moves_when_the_edit_is_published_and_nobody_else_is_told():
    cohort = make_cohort()
    wednesday, thursday = planned(cohort), planned(cohort, 3)
    person, other = waiting(cohort), waiting(cohort)
    workflow.publish(propose(cohort), by=make_lead(), at=AT)
    here = person.seats.current().get().section
    target = thursday if here == wednesday else wednesday
    run = make_proposal(cohort, at=LATER)

    run = kept(run, person, key(target))
    seated = workflow.publish(run, by=make_lead(), at=LATER)

    assert seated == 1
    assert person.seats.current().get().section == target
    assert person.seats.filter(section=here, to_at=LATER).exists()
    assert (mails(person), mails(other)) == (2, 1)


def test_two_people_of_full_sections_may_change_places():
    cohort = make_cohort()
    wednesday, thursday = planned(cohort, maximum=2), planned(cohort, 3, maximum=2)
    one, two = waiting(cohort), waiting(cohort)
    make_seat(one, wednesday, at=AT)
    make_seat(two, thursday, at=AT)
    run = kept(make_proposal(cohort, at=AT), one, key(thursday))
    run = kept(run, two, key(wednesday))
    for section in (wednesday, thursday):
        type(section).objects.filter(pk=section.pk).update(maximum=1)

    workflow.publish(run, by=make_lead(), at=LATER)

    assert (one.seats.current().get().section, two.seats.current().get().section) == (thursday, wednesday)


def test_who_was_moved_elsewhere_meanwhile_is_passed_over():
    cohort = make_cohort()
    wednesday, thursday, friday = planned(cohort), planned(cohort, 3), planned(cohort, 4)
    person = waiting(cohort)
    make_seat(person, wednesday, at=AT)
    run = kept(make_proposal(cohort, at=AT), person, key(thursday))
    make_seat(person, friday, at=AT + timedelta(minutes=5))

    assert workflow.publish(run, by=make_lead(), at=LATER) == 0
    assert person.seats.current().get().section == friday


@pytest.mark.parametrize(
    ("why", "said"),
    [("full", "is full"), ("taught", "teaches"), ("campus", "has not chosen"), ("seated", "cannot take away")],
)
def test_what_cannot_be_is_refused_with_a_sentence(why, said):
    cohort = make_cohort()
    planned(cohort)
    target = planned(cohort, 3, maximum=1, **{"campus": "Boston", "room": "12"} if why == "campus" else {})
    person = waiting(cohort, WEDNESDAY_ONLY)
    if why == "full":
        make_seat(waiting(cohort), target, at=AT)
    if why == "taught":
        target.teachings.update(ta=person.person)
    if why == "seated":
        make_seat(person, cohort.sections.earliest("pk"), at=AT)
    run = propose(cohort)

    with pytest.raises(Refused, match=said):
        kept(run, person, "" if why == "seated" else key(target))

    assert PlacementRun.objects.get(pk=run.pk).version == 1
