"""The smallest change of hours that places one more person: against trying every set of half-hours."""

import random
from itertools import combinations

from cohorts.placement import place
from cohorts.placing.smallest_change import chains, least_missing, smallest_change
from cohorts.placing.terms import Person, SectionOption

HALF_HOURS = range(6)


def chance_case(
    chance: random.Random,
) -> tuple[list[Person], list[SectionOption], dict[int, frozenset[int]], dict[int, set[int]]]:
    """People with a week of six half-hours, and sections that each need some of them."""
    needs = {slot: frozenset(chance.sample(HALF_HOURS, chance.randint(1, 3))) for slot in (1, 2, 3)}
    options = [SectionOption(10 + n, chance.choice([1, 2, 3]), 1, chance.randint(0, 2)) for n in range(3)]
    grids = {n: {half_hour for half_hour in HALF_HOURS if chance.random() < 0.5} for n in range(5)}
    people = [
        _free(n, grid, needs)._replace(
            lock=chance.choice([None, None, None, 10]),
            forbidden=frozenset(chance.sample([10, 11, 12], chance.choice([0, 0, 1]))),
        )
        for n, grid in grids.items()
    ]
    return people, options, needs, grids


def _free(number: int, grid: set[int], needs: dict[int, frozenset[int]]) -> Person:
    return Person(number, frozenset(slot for slot, needed in needs.items() if needed <= grid))


def fewest_by_trying(person: Person, people, options, needs, grid) -> int | None:
    """The size of the smallest set of half-hours that, added, raises the number placed."""
    now = place(people, options).placed
    for size in range(len(HALF_HOURS) + 1):
        for more in combinations(sorted(set(HALF_HOURS) - grid), size):
            free = person._replace(fits=_free(person.id, grid | set(more), needs).fits)
            if place([*(other for other in people if other.id != person.id), free], options).placed > now:
                return size
    return None


def change_of(person: Person, people, options, needs, grid):
    seats = {who: section for who, section in place(people, options).assignments.items() if section}
    near = [option for option in options if option.id not in person.forbidden]
    missing = {option.slot: needs[option.slot] - grid for option in near}
    return smallest_change(near, missing, chains(people, options, seats), {option.id: False for option in options})


def test_the_change_is_as_small_as_the_smallest_that_trying_finds():
    compared = 0
    for seed in range(250):
        people, options, needs, grids = chance_case(random.Random(seed))
        plan = place(people, options)
        for person in people:
            if person.lock is None and person.id in plan.unplaced:
                change = change_of(person, people, options, needs, grids[person.id])

                fewest = fewest_by_trying(person, people, options, needs, grids[person.id])
                assert (len(change.half_hours) if change else None) == fewest, seed
                compared += 1
    assert compared > 200


def test_it_says_how_many_others_would_move():
    people = [Person(1, frozenset({1, 2})), Person(2, frozenset({2, 3})), Person(3, frozenset())]
    options = [SectionOption(10, 1, 1, 1), SectionOption(11, 2, 1, 1), SectionOption(12, 3, 1, 1)]

    assert chains(people, options, {1: 10, 2: 11}) == {12: 0, 11: 1, 10: 2}


def test_whoever_is_locked_makes_no_room():
    people = [Person(1, frozenset({1, 2}), lock=10)]

    assert chains(people, [SectionOption(10, 1, 1, 1), SectionOption(11, 2, 1, 1)], {1: 10}) == {11: 0}


def test_of_equal_changes_the_better_section_is_meant():
    options = [SectionOption(10, 1, 1, 9), SectionOption(11, 2, 1, 9)]
    missing = {1: frozenset({4}), 2: frozenset({5})}

    change = smallest_change(options, missing, {10: 0, 11: 0}, {10: True, 11: False})

    assert change is not None
    assert (change.section, change.half_hours) == (11, frozenset({5}))


def test_where_no_seat_can_be_had_no_change_helps():
    assert smallest_change([SectionOption(10, 1, 1, 1)], {1: frozenset({4})}, {}, {}) is None


def test_with_misses_the_fewest_half_hours_are_those_that_trying_finds():
    for seed in range(200):
        chance = random.Random(seed)
        meetings = [frozenset(chance.sample(HALF_HOURS, chance.randint(1, 3))) for _ in range(chance.randint(1, 6))]
        grid = frozenset(one for one in HALF_HOURS if chance.random() < 0.4)
        misses = chance.randint(0, 2)

        found = least_missing(meetings, grid, misses)

        assert busy(meetings, grid | found) <= misses
        fewer = [set(more) for more in combinations(HALF_HOURS, max(len(found) - 1, 0))] if found else []
        assert all(busy(meetings, grid | more) > misses for more in fewer)


def busy(meetings: list[frozenset[int]], grid: frozenset[int]) -> int:
    return sum(not touched <= grid for touched in meetings)
