"""From people and sections to a network of few arcs, and from its flow back to who sits where.

People who are alike in everything are one node, and so are sections that meet at the same times on the same campus:
people flow to (slot, background), on to a section, and over one of its seats to the end. A seat costs more the fuller
its section is: 1, 3, 5, so that the sum is the square of the size; likewise for each background.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from cohorts.placing.seatflow import Aims, Network
from cohorts.placing.terms import Person, SectionOption

AIMS: dict[tuple[bool, bool, bool], Aims] = {
    (strained, unsocial, unpreferred): (int(strained), int(unsocial), int(unpreferred), 0)
    for strained in (False, True)
    for unsocial in (False, True)
    for unpreferred in (False, True)
}
NOWHERE = "nowhere"
Part = tuple[int, ...]  # sections of one slot that nobody tells apart


class SeatNetwork:
    """`people` are those without a lock, by id; `options` all sections, by id; `taken` counts the seats given already,
    by section and by (section, background)."""

    def __init__(
        self, people: Sequence[Person], options: Sequence[SectionOption], taken: Mapping[Hashable, int]
    ) -> None:
        self.options, self.taken = options, taken
        self.arcs = Network()
        self.end = self.arcs.node("end")
        self.pools: dict[int, list[int]] = {}
        self.section_at: dict[int, int] = {}
        self.seats_of: dict[int, range] = {}
        self._parts = _parts(people, options)
        self._rank = {slot: place for place, slot in enumerate(self._parts)}
        self.parts = [part for parts in self._parts.values() for part in parts]
        self._ways: dict[Hashable, dict[int, tuple[list[int], list[Aims]]]] = {}
        for alike in _alike(people):
            self._add_people(alike)
        self._add_sections()

    @property
    def supplies(self) -> dict[int, int]:
        """How many people stand at each node at first."""
        return {node: len(pool) for node, pool in self.pools.items()}

    @property
    def weights(self) -> list[int]:
        """The cost of a unit of each aim of an arc: more than all lower aims together can ever cost."""
        people, most = sum(self.supplies.values()), max((option.maximum for option in self.options), default=0)
        unpreferred = people * 2 * (2 * max(most, 1) - 1) + 1
        unsocial = (people + 1) * unpreferred
        return [(people + 1) * unsocial if self._anybody_strained else unsocial, unsocial, unpreferred, 1]

    @property
    def _anybody_strained(self) -> bool:
        return any(aims[0] for aims in set(self.arcs.aims))

    def _add_people(self, alike: Sequence[Person]) -> None:
        person = alike[0]
        minds = (person.strained, person.unsocial, person.preferred, person.background, person.forbidden)
        known = self._ways.setdefault(minds, {})
        heads: list[int] = []
        aims: list[Aims] = []
        for slot in sorted(self._rank.keys() & person.fits, key=self._rank.__getitem__):
            if slot not in known:
                known[slot] = self._ways_of(person, slot)
            heads += known[slot][0]
            aims += known[slot][1]
        if heads:
            node = self.arcs.node(("people", person.id))
            self.pools[node] = [other.id for other in alike]
            self.arcs.fan(node, heads, len(alike), aims)

    def _ways_of(self, person: Person, slot: int) -> tuple[list[int], list[Aims]]:
        """Where people of this mind arrive in the slot, and what that costs them."""
        parts = [part for part in self._parts[slot] if person.forbidden.isdisjoint(part)]
        return [self.arcs.node((part, person.background)) for part in parts], [AIMS[person.cost(slot)]] * len(parts)

    def _add_sections(self) -> None:
        option_of = {option.id: option for option in self.options}
        reached = [name for name in self.arcs.nodes if isinstance(name, tuple) and isinstance(name[0], tuple)]
        for part, background in sorted(reached):
            for section in part:
                node = self.arcs.node(section)
                self.section_at[node] = section
                first = self.taken.get((section, background), 0)
                room = option_of[section].maximum - self.taken.get(section, 0)
                self.arcs.ladder(self.arcs.node((part, background)), node, _rising(first, first + room))
        for node, section in self.section_at.items():
            first_arc = len(self.arcs)
            rising = _rising(self.taken.get(section, 0), option_of[section].maximum)
            self.arcs.ladder(node, self.end, rising)
            self.seats_of[section] = range(first_arc, len(self.arcs))

    def most(self) -> dict[int, int]:
        """As many people as possible at the least cost, whatever the sizes: person to section."""
        return self._seats(self.arcs.most(self.supplies, self.end, self.weights))

    def within(self, fewest: Mapping[int, int], most: Mapping[int, int], placed: int) -> dict[int, int]:
        """The same for so many people, where sections take no fewer and no more people than said."""
        taken = self.taken
        floors = {section: max(0, number - taken.get(section, 0)) for section, number in fewest.items()}
        without: set[int] = set()
        for section, seats in self.seats_of.items():
            room = max(0, most[section] - taken.get(section, 0))
            without |= {*seats[: floors.get(section, 0)], *seats[room:]}
        for node, pool in self.pools.items():
            self.arcs.add(node, self.arcs.node(NOWHERE), len(pool), AIMS[False, False, False])
        left_over = sum(self.supplies.values()) - placed
        self.arcs.add(self.arcs.node(NOWHERE), self.end, left_over, AIMS[False, False, False])
        due = {node: -floors.get(section, 0) for node, section in self.section_at.items()}
        due[self.end] = -(sum(self.supplies.values()) - sum(floors.values()))
        return self._seats(self.arcs.all(self.supplies | due, self.weights, without))

    def _seats(self, flows: Sequence[int]) -> dict[int, int]:
        """Whoever of a pool has the smaller id goes by the earlier arc; arcs of people come before those of seats."""
        waiting = {node: iter(pool) for node, pool in self.pools.items()}
        arrived: defaultdict[int, list[int]] = defaultdict(list)
        seats: dict[int, int] = {}
        nowhere = self.arcs.nodes.get(NOWHERE)
        for tail, head, amount in zip(self.arcs.tails, self.arcs.heads, flows, strict=False):
            if amount and tail in waiting and head != nowhere:
                arrived[head] += _next(waiting[tail], amount)
            elif amount and head in self.section_at:
                seats[arrived[tail].pop(0)] = self.section_at[head]
        return seats


@cache
def _rising(first: int, last: int) -> tuple[Aims, ...]:
    """What the next people cost where `first` sit already and at most `last` may."""
    return tuple((0, 0, 0, 2 * rank + 1) for rank in range(first, last))


def _next(people: Iterator[int], amount: int) -> list[int]:
    return [next(people) for _ in range(amount)]


def _alike(people: Iterable[Person]) -> list[list[Person]]:
    """People whom nothing but their id tells apart, the smallest id first."""
    groups: defaultdict[Hashable, list[Person]] = defaultdict(list)
    for person in people:
        key = (person.fits, person.strained, person.unsocial, person.preferred, person.background, person.forbidden)
        groups[key].append(person)
    return list(groups.values())


def _parts(people: Iterable[Person], options: Iterable[SectionOption]) -> dict[int, list[Part]]:
    """The sections of each slot, those that somebody may not join each by itself; slots by their first section."""
    named = frozenset[int]().union(*(person.forbidden for person in people))
    together: defaultdict[int, list[int]] = defaultdict(list)
    for option in options:
        together[option.slot].append(option.id)
    return {
        slot: [part for part in [tuple(s for s in ids if s not in named), *((s,) for s in ids if s in named)] if part]
        for slot, ids in together.items()
    }


def seats_taken(people: Iterable[Person], seats: Mapping[int, int]) -> Counter[Hashable]:
    """How many seats of each section, and of each (section, background), are taken."""
    taken: Counter[Hashable] = Counter()
    for person in people:
        if person.id in seats:
            taken.update([seats[person.id], (seats[person.id], person.background)])
    return taken
