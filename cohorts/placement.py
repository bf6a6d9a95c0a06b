"""Who goes into which section: most people first, then no section below its minimum, then fewest unsocial hours, then
preferences, then balance.

Without a section below its minimum the plain flow is the answer; else a program decides which sections stay open, and
the flow fills those. Weights lie so far apart that no sum of lower aims outweighs one unit of a higher one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from cohorts.placing import opening
from cohorts.placing.network import SeatNetwork, seats_taken
from cohorts.placing.terms import Gap, Person, Plan, SectionOption
from mlsafety_course import timekit

AnyTerm = TypeVar("AnyTerm", Person, SectionOption)
SOCIAL_HALF_HOURS = range(2 * 8, 2 * 22)


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
    """The best plan; the same people and sections in any order give the same one.

    Locked people are seated first, in the order of their ids; who finds their section full or closed gets no seat.
    """
    everyone, options = _by_id(people), _by_id(sections)
    locked = _seat_locked(everyone, options)
    free = [person for person in everyone if person.lock is None]
    network = SeatNetwork(free, options, seats_taken(everyone, locked))
    found = network.most()
    plan = judge(everyone, options, locked | found, proved=True)
    if not plan.below_minimum:
        return plan
    chosen = opening.decide(network, len(found), plan.sizes)
    seats = locked | network.within(chosen.fewest, chosen.most, len(found))
    return judge(everyone, options, seats, proved=chosen.gap is None, gap=chosen.gap)


def greedy(people: Iterable[Person], sections: Iterable[SectionOption]) -> Plan:
    """The baseline: one after the other by id, each takes the best section that still has room."""
    everyone, options = _by_id(people), _by_id(sections)
    seats = _seat_locked(everyone, options)
    sizes = Counter(seats.values())
    in_slot: dict[int, list[SectionOption]] = {}
    for option in options:
        in_slot.setdefault(option.slot, []).append(option)
    for person in everyone:
        near = [option for slot in person.fits & in_slot.keys() for option in in_slot[slot]]
        room = [option for option in near if sizes[option.id] < option.maximum and option.id not in person.forbidden]
        if person.lock is None and room:
            best = min(room, key=lambda option: (*person.cost(option.slot), sizes[option.id], option.id))
            seats[person.id] = best.id
            sizes[best.id] += 1
    return judge(everyone, options, seats, proved=False)


def _by_id(things: Iterable[AnyTerm]) -> list[AnyTerm]:
    return sorted(things, key=lambda thing: thing.id)


def _seat_locked(people: Sequence[Person], options: Sequence[SectionOption]) -> dict[int, int]:
    left = {option.id: option.maximum for option in options}
    seats: dict[int, int] = {}
    for person in people:
        if person.lock is not None and person.lock not in person.forbidden and left.get(person.lock, 0) > 0:
            seats[person.id] = person.lock
            left[person.lock] -= 1
    return seats


def judge(
    people: Iterable[Person],
    sections: Iterable[SectionOption],
    seats: Mapping[int, int],
    *,
    proved: bool,
    gap: Gap | None = None,
) -> Plan:
    """What these seats (person to section) come to, whoever chose them."""
    everyone, options = _by_id(people), _by_id(sections)
    sizes = Counter(seats.values())
    slot = {option.id: option.slot for option in options}
    seated = [(person, slot[seats[person.id]]) for person in everyone if person.id in seats]
    return Plan(
        assignments={person.id: seats.get(person.id) for person in everyone},
        placed=len(seated),
        unplaced=[person.id for person in everyone if person.id not in seats],
        sizes={option.id: sizes[option.id] for option in options},
        strained=sum(slot in person.strained for person, slot in seated),
        unsocial=sum(slot in person.unsocial for person, slot in seated),
        preferred=sum(slot in person.preferred for person, slot in seated),
        below_minimum=[option.id for option in options if 0 < sizes[option.id] < option.minimum],
        proved=proved,
        gap=gap,
    )
