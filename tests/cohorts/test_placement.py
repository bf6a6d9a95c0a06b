"""Who goes into which section: against every plan there is, and against a formulation of its own."""

import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest

from cohorts.placement import greedy, judge, place
from cohorts.placing import opening
from cohorts.placing.terms import Aim, Person, SectionOption
from tests.cohorts.placement_instances import allowed_plans, chance_case, larger_case, quality
from tests.cohorts.placement_program import best_quality

FREE = frozenset({1, 2})


def two_sections(minimum: int = 1, maximum: int = 8) -> list[SectionOption]:
    return [SectionOption(10, 1, minimum, maximum), SectionOption(11, 2, minimum, maximum)]


@pytest.mark.parametrize("start", range(0, 500, 100))
def test_of_five_hundred_cases_no_allowed_plan_is_better(start):
    for seed in range(start, start + 100):
        people, options = chance_case(random.Random(seed))

        plan = place(people, options)

        plans = list(allowed_plans(people, options))
        assert plan.assignments in plans
        assert quality(people, options, plan.assignments) == max(quality(people, options, p) for p in plans), seed
        assert plan.proved


@pytest.mark.parametrize(("seed", "people", "sections"), [(1, 40, 9), (2, 60, 14), (3, 90, 18)])
def test_a_larger_plan_is_as_good_as_that_of_a_program_over_pairs(seed, people, sections):
    everyone, options = larger_case(seed, people, sections)

    plan = place(everyone, options)

    assert quality(everyone, options, plan.assignments) == best_quality(everyone, options)


def test_the_baseline_keeps_the_same_rules_and_is_never_better():
    for seed in range(100):
        people, options = chance_case(random.Random(seed))

        baseline = greedy(people, options)

        assert baseline.assignments in list(allowed_plans(people, options))
        best = quality(people, options, place(people, options).assignments)
        assert quality(people, options, baseline.assignments) <= best
        assert not baseline.proved


def test_no_order_of_people_or_sections_changes_the_plan():
    for seed in range(24):
        chance = random.Random(seed)
        people, options = chance_case(chance) if seed % 2 else larger_case(seed, 24, 8)
        plan, baseline = place(people, options), greedy(people, options)

        chance.shuffle(people)
        chance.shuffle(options)

        assert place(people, options) == plan
        assert greedy(people, options) == baseline


def test_nobody_sits_where_hours_locks_and_bans_do_not_let_them():
    for seed in range(120):
        people, options = chance_case(random.Random(seed), most_people=30, most_sections=8)
        slot = {option.id: option.slot for option in options}

        seats = place(people, options).assignments

        for person in people:
            section = seats[person.id]
            assert section is None or section not in person.forbidden
            assert section is None or section == person.lock or slot[section] in person.fits
            assert person.lock is None or section in {person.lock, None}


def test_a_plan_counts_what_it_assigns():
    for seed in range(100):
        people, options = chance_case(random.Random(seed))

        plan = place(people, options)

        placed, small, strained, unsocial, preferred, _ = quality(people, options, plan.assignments)
        counted = (plan.placed, -len(plan.below_minimum), -plan.strained, -plan.unsocial, plan.preferred)
        assert counted == (placed, small, strained, unsocial, preferred)
        assert plan.unplaced == sorted(person.id for person in people if plan.assignments[person.id] is None)
        assert plan.sizes == {o.id: list(plan.assignments.values()).count(o.id) for o in options}


def test_a_plan_moves_one_person_aside_to_place_another_where_the_baseline_does_not():
    flexible, bound = Person(1, FREE, preferred=frozenset({1})), Person(2, frozenset({1}))
    sections = two_sections(maximum=1)

    assert place([flexible, bound], sections).assignments == {1: 11, 2: 10}
    assert greedy([flexible, bound], sections).placed == 1


def test_of_two_half_empty_sections_one_stays_closed():
    people = [Person(n, FREE) for n in range(5)]

    plan = place(people, two_sections(minimum=4))

    assert sorted(plan.sizes.values()) == [0, 5]
    assert (plan.placed, plan.below_minimum, plan.proved) == (5, [], True)


def test_a_section_stays_open_below_its_minimum_rather_than_leave_anybody_out():
    people = [Person(0, frozenset({1})), *(Person(n, frozenset({2})) for n in range(1, 5))]

    plan = place(people, two_sections(minimum=4))

    assert plan.sizes == {10: 1, 11: 4}
    assert plan.below_minimum == [10]
    assert plan.proved


def test_unsocial_hours_are_accepted_before_a_section_below_its_minimum():
    people = [Person(n, FREE, unsocial=frozenset({2}) if n < 2 else frozenset({1})) for n in range(4)]

    plan = place(people, two_sections(minimum=3))

    assert sorted(plan.sizes.values()) == [0, 4]
    assert plan.unsocial == 2


def test_a_missed_meeting_weighs_more_than_unsocial_hours():
    tired = Person(1, FREE, strained=frozenset({1}), unsocial=frozenset({2}))

    assert place([tired], two_sections()).assignments == {1: 11}


def test_people_of_one_background_are_spread_over_sections():
    people = [Person(n, FREE, background="student" if n < 4 else "engineer") for n in range(8)]

    plan = place(people, two_sections())

    mix = Counter((plan.assignments[person.id], person.background) for person in people)
    assert set(mix.values()) == {2}
    assert plan.sizes == {10: 4, 11: 4}


def test_balance_never_costs_anybody_a_preference_nor_a_preference_anybodys_sleep():
    people = [Person(n, FREE, preferred=frozenset({1})) for n in range(8)]
    sleepless = [person._replace(unsocial=frozenset({1})) for person in people]

    assert place(people, two_sections()).sizes == {10: 8, 11: 0}
    assert place(sleepless, two_sections()).sizes == {10: 0, 11: 8}


def test_the_seats_of_locked_people_count_for_balance():
    locked = [Person(n, frozenset(), lock=10) for n in range(3)]
    free = [Person(n, FREE) for n in range(3, 6)]

    assert place(locked + free, two_sections()).sizes == {10: 3, 11: 3}


def test_a_lock_wins_over_fitting_and_a_ban_over_a_lock():
    sections = [SectionOption(10, 1, 1, 1)]
    locked = Person(2, frozenset(), lock=10)

    assert place([Person(1, frozenset({1})), locked], sections).assignments == {1: None, 2: 10}
    assert place([locked._replace(forbidden=frozenset({10}))], sections).assignments == {2: None}


def test_of_too_many_locked_people_the_first_by_id_are_seated():
    people = [Person(n, frozenset({2}), lock=10) for n in (3, 1, 2)]

    plan = place(people, two_sections(maximum=2))

    assert plan.assignments == {1: 10, 2: 10, 3: None}


def test_where_the_limit_ends_the_search_the_plan_says_how_far_it_may_be_from_the_best(monkeypatch):
    everyone, options = larger_case(3, 90, 18)
    plain = judge(everyone, options, _plain(everyone, options), proved=False)
    monkeypatch.setattr(opening, "NODES", 0)

    plan = place(everyone, options)

    assert plan.placed == plain.placed
    assert len(plan.below_minimum) <= len(plain.below_minimum)
    assert plan.proved or (plan.gap and plan.gap.aim in Aim and plan.gap.most > 0)


def _plain(people: list[Person], options: list[SectionOption]) -> dict[int, int]:
    """Seats by the flow alone, which knows no minimum."""
    without = [replace(option, minimum=0) for option in options]
    return {person: section for person, section in place(people, without).assignments.items() if section}


def test_the_solver_is_loaded_only_when_something_is_placed():
    imported = "import sys, cohorts.placement, cohorts.placing.free_hours"
    program = imported + "; sys.exit(bool({'ortools', 'numpy'} & {*sys.modules}))"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
