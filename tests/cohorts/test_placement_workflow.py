"""Proposing who sits where, and publishing it."""

import random
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from cohorts.models import Cohort, PlacementRun, Seat, Section
from cohorts.placing.preview import preview
from cohorts.workflow import placement as workflow
from cohorts.workflow import seating
from cohorts.workflow import section as sections
from mlsafety_course import timekit
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import (
    BEFORE_START,
    EVENINGS,
    give_hours,
    make_cohort,
    make_enrollment,
    make_proposal,
    make_seat,
    make_ta,
    ta_of,
)
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db

WEDNESDAY_ONLY = frozenset(range(2 * 48 + 36, 2 * 48 + 40))
AT = BEFORE_START


def planned(cohort: Cohort, weekday: int = 2, **given: Any) -> Section:
    name = f"Day {weekday}"
    wishes: dict[str, Any] = {"clock": time(18), "minutes": 60, "zone": cohort.zone, "minimum": 1} | given
    return sections.plan(cohort, name=name, weekday=weekday, ta=make_ta(cohort), by=make_lead(), at=AT, **wishes)


def waiting(cohort: Cohort, grid: frozenset[int] = EVENINGS, **more):
    enrollment = make_enrollment(cohort, **more)
    give_hours(enrollment, grid)
    return enrollment


def propose(cohort: Cohort) -> PlacementRun:
    return make_proposal(cohort, at=AT)


def test_publishing_opens_sections_seats_people_and_sends_one_mail_each():
    cohort = make_cohort()
    section, unused = planned(cohort), planned(cohort, 3)
    people = [waiting(cohort, WEDNESDAY_ONLY) for _ in range(3)]

    seated = workflow.publish(propose(cohort), by=make_lead(), at=AT)

    assert seated == 3
    assert set(section.seats.current().values_list("enrollment", flat=True)) == {person.pk for person in people}
    assert [Section.objects.get(pk=row.pk).status for row in (section, unused)] == ["open", "planned"]
    assert Message.objects.filter(topic="placement", person__in=[person.person for person in people]).count() == 3


def test_nothing_counts_and_nobody_is_told_before_publishing():
    cohort = make_cohort()
    planned(cohort)
    waiting(cohort)

    run = propose(cohort)

    assert run.figures["placed"] == 1
    assert not Seat.objects.exists()
    assert not Message.objects.filter(topic="placement").exists()


def test_publishing_the_same_placement_again_changes_nothing():
    cohort = make_cohort()
    planned(cohort)
    waiting(cohort)
    run = propose(cohort)
    workflow.publish(run, by=make_lead(), at=AT)
    mails = Message.objects.count()

    assert workflow.publish(run, by=make_lead(), at=AT + timedelta(hours=1)) == 0

    assert Message.objects.count() == mails
    assert PlacementRun.objects.get(pk=run.pk).published_at == AT


def test_a_second_placement_seats_only_those_who_came_in_since():
    cohort = make_cohort()
    planned(cohort)
    first = waiting(cohort)
    workflow.publish(propose(cohort), by=make_lead(), at=AT)
    late = waiting(cohort)
    at = AT + timedelta(hours=1)

    seated = workflow.publish(make_proposal(cohort, at=at), by=make_lead(), at=at)

    assert seated == 1
    assert Message.objects.filter(topic="placement", person=first.person).count() == 1
    assert Message.objects.filter(topic="placement", person=late.person).count() == 1


def test_a_placement_made_before_another_was_published_is_stale():
    cohort = make_cohort()
    planned(cohort)
    waiting(cohort)
    stale, fresh = propose(cohort), propose(cohort)
    workflow.publish(fresh, by=make_lead(), at=AT + timedelta(minutes=1))

    with pytest.raises(Refused, match="Another placement"):
        workflow.publish(stale, by=make_lead(), at=AT + timedelta(minutes=2))


def test_who_was_seated_by_hand_keeps_that_seat():
    cohort = make_cohort()
    wednesday, thursday = planned(cohort), planned(cohort, 3)
    enrollment = waiting(cohort, WEDNESDAY_ONLY)
    before = propose(cohort)
    make_seat(enrollment, thursday, at=AT)

    workflow.publish(before, by=make_lead(), at=AT)
    after = propose(cohort)

    assert not wednesday.seats.exists()
    assert after.plan == {str(enrollment.public_id): str(thursday.public_id)}


def test_a_section_that_filled_up_meanwhile_stops_the_whole_publishing():
    cohort = make_cohort()
    section = planned(cohort, maximum=1)
    other = planned(cohort, 3)
    waiting(cohort, WEDNESDAY_ONLY)
    waiting(cohort, frozenset(range(3 * 48 + 36, 3 * 48 + 40)))
    run = propose(cohort)
    make_seat(make_enrollment(cohort), section, at=AT)

    with pytest.raises(Refused, match="full"):
        workflow.publish(run, by=make_lead(), at=AT)

    assert not other.seats.exists()
    assert Section.objects.get(pk=other.pk).status == "planned"


def test_who_left_since_is_passed_over():
    cohort = make_cohort()
    planned(cohort)
    gone = waiting(cohort)
    run = propose(cohort)
    gone.status = "cancelled"
    type(gone).objects.filter(pk=gone.pk).update(status="cancelled", left_at=AT)

    assert preview(run, AT.date()).left_since == 1
    assert workflow.publish(run, by=make_lead(), at=AT) == 0


def test_who_has_no_seat_is_told_the_nearest_way_to_one():
    cohort = make_cohort()
    planned(cohort)
    silent = make_enrollment(cohort)
    near = waiting(cohort, WEDNESDAY_ONLY - {2 * 48 + 36})

    why = propose(cohort).figures["unplaced"]

    assert "not given any hours" in why[str(silent.public_id)]["why"]
    assert "half an hour a week more of their time, Wednesdays 18:00 to 18:30" in why[str(near.public_id)]["why"]


def test_a_campus_section_takes_only_people_of_that_campus():
    cohort = make_cohort()
    section = planned(cohort, campus="Boston", room="12")
    enrollment = waiting(cohort)

    assert propose(cohort).plan == {str(enrollment.public_id): None}

    type(enrollment).objects.filter(pk=enrollment.pk).update(campus="Boston")
    assert propose(cohort).plan == {str(enrollment.public_id): str(section.public_id)}


def test_a_ta_who_takes_part_is_never_placed_in_their_own_section():
    cohort = make_cohort()
    section = planned(cohort)
    enrollment = make_enrollment(cohort, ta_of(section))
    give_hours(enrollment)

    assert propose(cohort).plan == {str(enrollment.public_id): None}


def test_the_plan_is_compared_with_seating_one_after_the_other():
    cohort = make_cohort()
    planned(cohort, maximum=1)
    planned(cohort, 3, maximum=1)
    waiting(cohort)
    waiting(cohort, WEDNESDAY_ONLY)

    figures = propose(cohort).figures

    assert figures["placed"] == 2
    assert figures["greedy"]["placed"] == 1
    assert figures["proved"]


def test_without_a_section_there_is_nothing_to_propose():
    with pytest.raises(Refused, match="Plan one first"):
        propose(make_cohort())


def test_everybody_is_placed_where_they_are_free_on_every_date():
    """For people of several zones with hours by chance, and again with one miss allowed."""
    chance, cohort = random.Random(12), make_cohort()
    for weekday in range(5):
        planned(cohort, weekday, clock=time(8 + 3 * weekday))
    zones = {}
    for zone in ["Europe/London", "Asia/Kolkata", "America/New_York"] * 5:
        enrollment = make_enrollment(cohort)
        grid = frozenset(half_hour for half_hour in range(336) if chance.random() < 0.85)
        give_hours(enrollment, grid, zone)
        zones[str(enrollment.public_id)] = (zone, grid)

    for allowed in (0, 1):
        run = workflow.ask(cohort, allowed_misses=allowed, by=make_lead(), at=AT)
        workflow.carry_out(run, at=AT)
        placed = {person: section for person, section in run.plan.items() if section}
        assert placed
        for person, section in placed.items():
            zone, grid = zones[person]
            meetings = Section.objects.get(public_id=section).meetings.order_by("starts_at")
            missed = [m.starts_at for m in meetings if not timekit.half_hours(m.starts_at, m.minutes, zone) <= grid]
            assert len(missed) <= allowed
            assert [datetime.fromisoformat(start) for start in run.figures["misses"].get(person, [])] == missed
        assert run.figures["strained"] == len(run.figures["misses"])


def test_the_clock_change_counts_against_hours_that_fit_only_before_it():
    """Tokyo has no summer time, so a New York evening is an hour earlier there from 12 March on."""
    cohort = make_cohort()
    planned(cohort)
    enrollment = make_enrollment(cohort)
    before_only = frozenset({3 * 48 + 16, 3 * 48 + 17})
    give_hours(enrollment, before_only, "Asia/Tokyo")
    alone = make_enrollment(cohort)
    give_hours(alone, before_only | {3 * 48 + 14, 3 * 48 + 15}, "Asia/Tokyo")

    plan = propose(cohort).plan

    assert plan[str(enrollment.public_id)] is None
    assert plan[str(alone.public_id)] is not None


def test_publishing_says_until_when_people_may_ask_for_another_section():
    cohort = make_cohort()
    planned(cohort)
    waiting(cohort)

    workflow.publish(propose(cohort), by=make_lead(), at=AT)

    assert Cohort.objects.get(pk=cohort.pk).sections_answer_by == AT + timedelta(days=5)


def test_nobody_may_ask_for_longer_than_until_the_start_unless_the_lead_says_so():
    cohort, chosen = make_cohort(), AT + timedelta(days=20)
    planned(cohort)
    waiting(cohort)
    eve = cohort.starts_at - timedelta(hours=20)

    workflow.publish(make_proposal(cohort, at=eve), by=make_lead(), at=eve)
    assert Cohort.objects.get(pk=cohort.pk).sections_answer_by == cohort.starts_at
    later = make_proposal(cohort, at=eve + timedelta(minutes=1))
    workflow.publish(later, answer_by=chosen, by=make_lead(), at=eve + timedelta(minutes=2))

    assert Cohort.objects.get(pk=cohort.pk).sections_answer_by == chosen


def test_late_arrivals_are_placed_without_moving_anyone():
    cohort = make_cohort()
    wednesday, thursday = planned(cohort, maximum=2), planned(cohort, 3, maximum=2)
    first = [waiting(cohort) for _ in range(2)]
    workflow.publish(propose(cohort), by=make_lead(), at=AT)
    before = dict(Seat.objects.current().values_list("enrollment", "section"))
    late = [waiting(cohort, WEDNESDAY_ONLY), waiting(cohort)]
    at = AT + timedelta(hours=1)

    workflow.publish(make_proposal(cohort, at=at), by=make_lead(), at=at)

    after = dict(Seat.objects.current().values_list("enrollment", "section"))
    assert {person: after[person] for person in before} == before
    assert set(after) == {person.pk for person in [*first, *late]}
    assert Message.objects.filter(topic="placement", person__in=[one.person for one in first]).count() == 2
    assert {wednesday.seats.current().count(), thursday.seats.current().count()} == {2}


def test_the_proposal_is_compared_with_the_seats_before_it():
    cohort = make_cohort()
    section = planned(cohort, minimum=2)
    make_seat(waiting(cohort), section, at=AT)
    waiting(cohort)

    figures = propose(cohort).figures

    assert (figures["now"]["placed"], figures["now"]["small_sections"]) == (1, 1)
    assert (figures["placed"], figures["small_sections"]) == (2, 0)


def test_a_guest_keeps_the_last_place_at_a_meeting_from_whoever_is_placed_late():
    cohort = make_cohort()
    section, other = planned(cohort, maximum=2), planned(cohort, 3)
    people = [waiting(cohort, WEDNESDAY_ONLY), waiting(cohort)]
    make_seat(people[0], section, at=AT)
    for one in (section, other):
        sections.open_(one, by=make_lead(), at=AT)
    make_seat(guest := make_enrollment(cohort), other, at=AT)
    late = waiting(cohort, WEDNESDAY_ONLY)

    before = propose(cohort)
    seating.invite_guest(section.meetings.all()[2], guest, by=make_lead(), at=AT)
    after = propose(cohort)

    assert before.plan[str(late.public_id)] == str(section.public_id)
    assert after.plan[str(late.public_id)] is None
    with pytest.raises(Refused, match="guests"):
        workflow.publish(before, by=make_lead(), at=AT)
    assert not late.seats.exists()
