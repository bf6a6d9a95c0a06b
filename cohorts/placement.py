"""Who goes into which section: most people first, then fewest unsocial hours, then preferences, then balance.

One min-cost flow from people over backgrounds to seats, with weights so far apart that no sum of lower aims outweighs
one unit of a higher one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cohorts.seatflow import Network
from mlsafety_course import timekit

SOCIAL_HALF_HOURS = range(2 * 8, 2 * 22)


@dataclass(frozen=True)
class Person:
    """One person to place, with the sections that fit. `lock` wins over fitting, `forbidden` over everything."""

    id: int
    fits: frozenset[int]
    unsocial: frozenset[int] = frozenset()
    preferred: frozenset[int] = frozenset()
    background: str = ""
    lock: int | None = None
    forbidden: frozenset[int] = frozenset()

    @property
    def open_to(self) -> frozenset[int]:
        """The sections that may be chosen for them, lock aside."""
        return self.fits - self.forbidden

    def cost(self, section: int) -> tuple[bool, bool]:
        """What a seat there costs them: unsocial hours, and not being what they prefer."""
        return section in self.unsocial, section not in self.preferred


@dataclass(frozen=True)
class SectionOption:
    """An open section and how many people it takes. The minimum is reported, not enforced."""

    id: int
    minimum: int
    maximum: int


@dataclass(frozen=True)
class Plan:
    """A proposal: person to section, None for no seat. `proved`: there is no better plan for these sections."""

    assignments: dict[int, int | None]
    placed: int
    unplaced: list[int]
    sizes: dict[int, int]
    unsocial: int
    preferred: int
    below_minimum: list[int]
    proved: bool


def touched(meetings: Iterable[tuple[datetime, int]], zone_name: str) -> frozenset[int]:
    """Every half-hour of the person's week that any of the meetings (start, minutes) touches, each on its own date."""
    return frozenset().union(*(timekit.half_hours(start, minutes, zone_name) for start, minutes in meetings))


def fits(grid: frozenset[int], zone_name: str, meetings: Iterable[tuple[datetime, int]]) -> bool:
    """Whether someone with these free half-hours is free for every meeting, on every date."""
    return touched(meetings, zone_name) <= grid


def is_unsocial(meetings: Iterable[tuple[datetime, int]], zone_name: str) -> bool:
    """Whether any meeting touches the hours before 08:00 or after 22:00 on the person's clocks."""
    return any(half_hour % 48 not in SOCIAL_HALF_HOURS for half_hour in touched(meetings, zone_name))


def place(people: Iterable[Person], sections: Iterable[SectionOption]) -> Plan:
    """The best plan for these open sections; the same people and sections in any order give the same plan.

    Locked people are seated first, in the order of their ids; who finds their section full or closed gets no seat.
    """
    everyone, options = _by_id(people), sorted(sections, key=lambda option: option.id)
    seats = _seat_locked(everyone, options)
    seats |= _seat_free([person for person in everyone if person.lock is None], options, _taken(everyone, seats))
    return _plan(everyone, options, seats, proved=True)


def greedy(people: Iterable[Person], sections: Iterable[SectionOption]) -> Plan:
    """The baseline: one after the other by id, each takes the best section that still has room."""
    everyone, options = _by_id(people), sorted(sections, key=lambda option: option.id)
    seats, most = _seat_locked(everyone, options), {option.id: option.maximum for option in options}
    sizes = Counter(seats.values())
    for person in everyone:
        room = [section for section in person.open_to if sizes[section] < most.get(section, 0)]
        if person.lock is None and room:
            seats[person.id] = min(room, key=lambda section: (*person.cost(section), sizes[section], section))
            sizes[seats[person.id]] += 1
    return _plan(everyone, options, seats, proved=False)


def _by_id(people: Iterable[Person]) -> list[Person]:
    return sorted(people, key=lambda person: person.id)


def _seat_locked(people: Sequence[Person], options: Sequence[SectionOption]) -> dict[int, int]:
    left = {option.id: option.maximum for option in options}
    seats: dict[int, int] = {}
    for person in people:
        if person.lock is not None and person.lock not in person.forbidden and left.get(person.lock, 0) > 0:
            seats[person.id] = person.lock
            left[person.lock] -= 1
    return seats


def _taken(people: Iterable[Person], seats: dict[int, int]) -> Counter[object]:
    """How many seats of each section, and of each (section, background), are taken."""
    taken: Counter[object] = Counter()
    for person in people:
        if person.id in seats:
            taken.update([seats[person.id], (seats[person.id], person.background)])
    return taken


def _seat_free(people: Sequence[Person], options: Sequence[SectionOption], taken: Counter[object]) -> dict[int, int]:
    """People flow to (section, background), on to the section, and over one of its seats to the end. A seat costs more
    the fuller its section is: 1, 3, 5, so that the sum is the square of the size; likewise for each background."""
    most = {option.id: option.maximum for option in options}
    unsocial, unpreferred = _weights(len(people), max(most.values(), default=0))
    pairs = [(person, section) for person in people for section in sorted(person.open_to & most.keys())]
    network = Network()
    for person, section in pairs:
        is_unsocial_for, is_unpreferred = person.cost(section)
        cost = unsocial * is_unsocial_for + unpreferred * is_unpreferred
        network.add(("person", person.id), (section, person.background), cost)
    for section, background in sorted({(section, person.background) for person, section in pairs}):
        for rank in range(taken[section, background], most[section]):
            network.add((section, background), section, 2 * rank + 1)
    for section in sorted(most):
        for rank in range(taken[section], most[section]):
            network.add(section, "end", 2 * rank + 1)
    used = network.solve({("person", person.id) for person, _ in pairs}, "end")
    return {person.id: section for (person, section), is_used in zip(pairs, used, strict=False) if is_used}


def _weights(people: int, most: int) -> tuple[int, int]:
    """The cost of one unsocial seat and of one seat that was not preferred: each more than all lower aims together."""
    balance = people * 2 * (2 * most - 1)
    unpreferred = balance + 1
    return people * unpreferred + unpreferred, unpreferred


def _plan(people: Sequence[Person], options: Sequence[SectionOption], seats: dict[int, int], *, proved: bool) -> Plan:
    sizes = Counter(seats.values())
    seated = [(person, seats[person.id]) for person in people if person.id in seats]
    return Plan(
        assignments={person.id: seats.get(person.id) for person in people},
        placed=len(seated),
        unplaced=[person.id for person in people if person.id not in seats],
        sizes={option.id: sizes[option.id] for option in options},
        unsocial=sum(section in person.unsocial for person, section in seated),
        preferred=sum(section in person.preferred for person, section in seated),
        below_minimum=[option.id for option in options if sizes[option.id] < option.minimum],
        proved=proved,
    )
