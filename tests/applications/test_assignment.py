"""Who reads what."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from applications.assignment import ToRead, assign, share_an_employer

NOBODY: frozenset[int] = frozenset()


def unread(count: int) -> list[ToRead]:
    return [ToRead(number, NOBODY, NOBODY) for number in range(count)]


def test_loads_differ_by_at_most_one_when_nobody_is_barred():
    pairs = assign(unread(31), [1, 2, 3, 4], 2, {})

    loads = Counter(reader for _, reader in pairs)
    assert len(pairs) == 62
    assert max(loads.values()) - min(loads.values()) <= 1


def test_who_has_read_much_already_gets_less():
    pairs = assign(unread(4), [1, 2], 1, {1: 4})

    assert {reader for _, reader in pairs} == {2}


def test_only_gaps_are_filled():
    half_read = ToRead(1, NOBODY, frozenset({7}))

    assert assign([half_read], [7, 8], 2, {}) == [(1, 8)]


def test_where_too_few_may_read_all_who_may_are_asked():
    assert assign([ToRead(1, frozenset({1, 2}), NOBODY)], [1, 2, 3], 2, {}) == [(1, 3)]


def test_two_readers_do_not_always_meet():
    pairs = assign(unread(40), [1, 2, 3, 4], 2, {})

    together = {frozenset(r for a, r in pairs if a == number) for number in range(40)}
    assert len(together) >= 4


@given(
    st.lists(st.tuples(st.frozensets(st.integers(0, 5)), st.frozensets(st.integers(0, 5))), max_size=20),
    st.integers(1, 3),
)
def test_nobody_barred_reads_and_nobody_reads_twice(rows: list[tuple[frozenset[int], frozenset[int]]], each: int):
    items = [ToRead(number, barred, readers - barred) for number, (barred, readers) in enumerate(rows)]

    pairs = assign(items, list(range(6)), each, {})

    assert len(pairs) == len(set(pairs))
    for item in items:
        given_out = {reader for number, reader in pairs if number == item.id}
        assert not given_out & (item.barred | item.readers)
        free = 6 - len(item.barred | item.readers)
        assert len(given_out) == min(free, max(0, each - len(item.readers)))


def test_the_same_employer_counts_and_a_public_provider_does_not():
    assert share_an_employer("a@Lab.edu", "b@lab.EDU")
    assert not share_an_employer("a@gmail.com", "b@gmail.com")
    assert not share_an_employer("a@lab.edu", "b@other.edu")
