"""As many people as possible get a seat, and nobody is seated where they cannot be."""

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from cohorts.placing.seatmatch import seat_most

SECTIONS = range(4)
people = st.lists(st.frozensets(st.sampled_from(SECTIONS)), max_size=6).map(lambda rows: dict(enumerate(rows)))
rooms = st.fixed_dictionaries({section: st.integers(0, 3) for section in SECTIONS})


def most_by_trying_all(fits: dict[int, frozenset[int]], room: dict[int, int]) -> int:
    ways = product(*([None, *sections] for sections in fits.values()))
    sizes = ([section for section in way if section is not None] for way in ways)
    return max(len(seats) for seats in sizes if all(n <= room[section] for section, n in Counter(seats).items()))


@given(people, rooms)
def test_no_other_seating_places_more_people(fits, room):
    found = seat_most(fits, room)

    assert len(found) == most_by_trying_all(fits, room)


@given(people, rooms)
def test_everybody_sits_where_they_can_and_no_section_is_overfull(fits, room):
    found = seat_most(fits, room)

    assert all(section in fits[person] for person, section in found.items())
    assert all(count <= room[section] for section, count in Counter(found.values()).items())


@given(people, rooms)
def test_who_comes_first_is_not_unseated_by_who_comes_later(fits, room):
    first = dict(list(fits.items())[:3])

    assert seat_most(first, room).keys() <= seat_most(fits, room).keys()
