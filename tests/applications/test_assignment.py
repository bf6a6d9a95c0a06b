"""Who reads what."""

from collections import Counter
from collections.abc import Mapping
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from ortools.graph.python import max_flow

from applications.assignment import ToRead, assign, share_an_employer

NOBODY: frozenset[int] = frozenset()
READERS = range(6)
SOME = st.frozensets(st.sampled_from(READERS))
ALL_BUT_TWO = st.frozensets(st.sampled_from(READERS), min_size=4, max_size=4)
ROWS = st.lists(st.tuples(SOME, SOME, st.integers(0, 4)) | st.tuples(ALL_BUT_TWO, SOME, st.just(1)), max_size=14)
LOADS = st.dictionaries(st.sampled_from(READERS), st.integers(0, 9))


def unread(count: int, needs: int = 2) -> list[ToRead]:
    return [ToRead(number, needs, NOBODY, NOBODY) for number in range(count)]


def items(rows: list[tuple[frozenset[int], frozenset[int], int]]) -> list[ToRead]:
    """Applications of hypothesis: who may not read, who reads already, how many are needed."""
    return [ToRead(number, needs, barred, have - barred) for number, (barred, have, needs) in enumerate(rows)]


def loads_with(pairs: list[tuple[int, int]], load: Mapping[int, int]) -> Counter[int]:
    return Counter({reader: load.get(reader, 0) for reader in READERS}) + Counter(reader for _, reader in pairs)


def optimum(rows: list[ToRead], load: Mapping[int, int]) -> int:
    """The smallest largest load, by asking a max-flow solver for one cap after another."""
    free = {item.id: set(READERS) - item.barred - item.readers for item in rows}
    gaps = {item.id: min(len(free[item.id]), max(0, item.needs - len(item.readers))) for item in rows}
    lowest = max(load.values(), default=0)
    return next(cap for cap in range(lowest, lowest + len(rows) + 1) if fits(free, gaps, load, cap))


def fits(free: Mapping[int, set[int]], gaps: Mapping[int, int], load: Mapping[int, int], cap: int) -> bool:
    """Whether everybody can be served while no load exceeds the cap."""
    flow, source, sink, first = max_flow.SimpleMaxFlow(), 0, 1, 2 + len(READERS)
    for reader in READERS:
        flow.add_arc_with_capacity(2 + reader, sink, max(0, cap - load.get(reader, 0)))
    for id_, gap in gaps.items():
        flow.add_arc_with_capacity(source, first + id_, gap)
        for reader in free[id_]:
            flow.add_arc_with_capacity(first + id_, 2 + reader, 1)
    flow.solve(source, sink)
    return bool(flow.optimal_flow() == sum(gaps.values()))


@given(ROWS, LOADS)
def test_the_largest_load_is_the_optimum_of_a_flow(
    rows: list[tuple[frozenset[int], frozenset[int], int]], load: dict[int, int]
):
    found = assign(items(rows), READERS, load)

    assert max(loads_with(found.pairs, load).values(), default=0) == optimum(items(rows), load)


@given(ROWS, LOADS)
def test_as_many_as_possible_are_served_by_people_who_may_and_the_rest_is_said(
    rows: list[tuple[frozenset[int], frozenset[int], int]], load: dict[int, int]
):
    found = assign(items(rows), READERS, load)

    assert len(found.pairs) == len(set(found.pairs))
    for item in items(rows):
        given_out = {reader for number, reader in found.pairs if number == item.id}
        free = set(READERS) - item.barred - item.readers
        gap = max(0, item.needs - len(item.readers))
        assert given_out <= free
        assert len(given_out) == min(len(free), gap)
        assert found.missing.get(item.id, 0) == gap - len(given_out)


@given(ROWS, LOADS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(
    rows: list[tuple[frozenset[int], frozenset[int], int]], load: dict[int, int], random: Random
):
    shuffled, readers = items(rows), list(READERS)
    random.shuffle(shuffled)
    random.shuffle(readers)

    assert assign(shuffled, readers, dict(reversed(load.items()))) == assign(items(rows), READERS, load)


def test_a_choice_that_was_not_the_best_is_made_good():
    """Least loaded first gives reader 5 the middle one, and then one of the others too: it must go to reader 4."""
    only = [
        ToRead(number, 1, frozenset(READERS) - free, NOBODY) for number, free in enumerate(({1, 5}, {4, 5}, {1, 5}))
    ]

    found = assign(only, READERS, {})

    assert sorted(reader for _, reader in found.pairs) == [1, 4, 5]


def test_a_thousand_applications_are_even_to_one():
    """Every application is barred to a different few of thirty readers, one of whom has read much already."""
    rows = [ToRead(number, 3, frozenset({number % 30, number % 29, number % 7}), NOBODY) for number in range(1000)]

    loads = Counter(reader for _, reader in assign(rows, range(30), {0: 60}).pairs) + Counter({0: 60})

    assert sum(loads.values()) == 3060
    assert max(loads.values()) - min(loads.values()) <= 1


def test_loads_differ_by_at_most_one_when_nobody_is_barred():
    pairs = assign(unread(31), [1, 2, 3, 4], {}).pairs

    loads = Counter(reader for _, reader in pairs)
    assert len(pairs) == 62
    assert max(loads.values()) - min(loads.values()) <= 1


def test_who_has_much_already_gets_less():
    pairs = assign(unread(4, needs=1), [1, 2], {1: 4}).pairs

    assert {reader for _, reader in pairs} == {2}


def test_only_gaps_are_filled():
    half_read = ToRead(1, 2, NOBODY, frozenset({7}))

    assert assign([half_read], [7, 8], {}).pairs == [(1, 8)]


def test_where_too_few_may_read_all_who_may_are_asked():
    found = assign([ToRead(1, 2, frozenset({1, 2}), NOBODY)], [1, 2, 3], {})

    assert found.pairs == [(1, 3)]
    assert found.missing == {1: 1}


def test_two_readers_do_not_always_meet():
    pairs = assign(unread(40), [1, 2, 3, 4], {}).pairs

    together = {frozenset(r for a, r in pairs if a == number) for number in range(40)}
    assert len(together) >= 4


def test_the_same_employer_counts_and_a_public_provider_does_not():
    assert share_an_employer("a@Lab.edu", "b@lab.EDU")
    assert not share_an_employer("a@gmail.com", "b@gmail.com")
    assert not share_an_employer("a@lab.edu", "b@other.edu")
