"""How many people fit into sections at all: the most that can be seated at once, found by augmenting paths.

The quick question that a page may ask; placement itself weighs hours, wishes and balance, in a worker.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping


def seat_most(fits: Mapping[Hashable, frozenset[int]], room: Mapping[int, int]) -> dict[Hashable, int]:
    """Person to section, for as many people as possible; `room` is how many each section takes.

    People come in the order given: whoever has a seat keeps one (perhaps another) when later people are seated.
    Kuhn's algorithm on sections with several places (H. W. Kuhn, "The Hungarian method", 1955).
    """
    seated: dict[int, set[Hashable]] = defaultdict(set)
    for person in fits:
        _seat(person, fits, room, seated, set())
    return {person: section for section, people in seated.items() for person in people}


def _seat(
    person: Hashable,
    fits: Mapping[Hashable, frozenset[int]],
    room: Mapping[int, int],
    seated: dict[int, set[Hashable]],
    seen: set[int],
) -> bool:
    """Seat the person, moving others on where that makes room. Tries each section once, so it goes no deeper than
    there are sections."""
    for section in sorted(fits[person] - seen):
        if len(seated[section]) < room.get(section, 0):
            seated[section].add(person)
            return True
    for section in sorted(fits[person] - seen):
        seen.add(section)
        for other in list(seated[section]):
            if _seat(other, fits, room, seated, seen):
                seated[section].discard(other)
                seated[section].add(person)
                return True
    return False
