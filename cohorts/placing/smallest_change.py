"""The fewest half-hours that one person without a seat would have to add for one more person to be placed.

Whoever could then sit in a section where a seat can be freed is placed, by a chain of moves if need be: nobody who has
a seat loses one. Which seats can be freed is the same for everybody, and is found from the free seats backwards.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from cohorts.placing.terms import Person, SectionOption


@dataclass(frozen=True, slots=True)
class Change:
    """The section they would come into reach of, the half-hours of their week to add, and how many others move."""

    section: int
    half_hours: frozenset[int]
    others: int


def chains(people: Iterable[Person], options: Collection[SectionOption], seats: Mapping[int, int]) -> dict[int, int]:
    """The sections in which a seat can be had for one more person, and how many others move for it at least.

    `seats` is person to section. Whoever is locked does not move.
    """
    sizes: defaultdict[int, int] = defaultdict(int)
    for section in seats.values():
        sizes[section] += 1
    movable = [person for person in people if person.id in seats and person.lock is None]
    found: dict[int, int] = {}
    new = {option.id for option in options if sizes[option.id] < option.maximum}
    moves = 0
    while new:
        found |= dict.fromkeys(new, moves)
        joinable: defaultdict[int, set[int]] = defaultdict(set)
        for option in options:
            if option.id in new:
                joinable[option.slot].add(option.id)
        stuck = [person for person in movable if seats[person.id] not in found]
        new = {seats[person.id] for person in stuck if _can_join(person, joinable)}
        moves += 1
    return found


def _can_join(person: Person, sections: Mapping[int, set[int]]) -> bool:
    """Whether one of the sections (by slot) would do for them."""
    return any(sections[slot] - person.forbidden for slot in person.fits & sections.keys())


def smallest_change(
    within_reach: Collection[SectionOption],
    missing: Mapping[int, frozenset[int]],
    openings: Mapping[int, int],
    better: Mapping[int, object],
) -> Change | None:
    """Among the sections a person may join, the one that asks least of them; None where none can have another person.

    `missing`: by slot, the half-hours to add. `openings` are the `chains`. Where several ask the same, the one whose
    `better` is least, then the one for which fewest others move.
    """
    ways = [option for option in within_reach if option.id in openings]
    if not ways:
        return None
    best = min(ways, key=lambda o: (len(missing[o.slot]), better.get(o.id), openings[o.id], o.id))
    return Change(best.id, missing[best.slot], openings[best.id])


def least_missing(meetings: Iterable[frozenset[int]], grid: frozenset[int], misses: int) -> frozenset[int]:
    """The fewest half-hours to add to a week for all meetings but `misses` of them; each is the half-hours it touches.

    Meetings that lack the same are left out together or not at all, so what is tried stays small: with two misses, each
    pair of lacks at most.
    """
    lacks = Counter(touched - grid for touched in meetings if not touched <= grid)
    ordered = sorted(lacks, key=sorted)
    ways = [
        frozenset[int]().union(*(lack for lack in ordered if lack not in left_out))
        for size in range(min(misses, len(ordered)) + 1)
        for left_out in combinations(ordered, size)
        if sum(lacks[lack] for lack in left_out) <= misses
    ]
    return min(ways, key=lambda half_hours: (len(half_hours), sorted(half_hours)))
