"""Cases to place, made by chance, and what a plan is worth, counted apart from the solver."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from cohorts.placing.terms import Person, SectionOption

SLOTS = (1, 2, 3)
Quality = tuple[int, ...]


def chance_case(
    chance: random.Random, most_people: int = 6, most_sections: int = 4
) -> tuple[list[Person], list[SectionOption]]:
    """A few people and sections; slots are shared by several, and 9 is a slot without any."""
    options = [
        SectionOption(10 + number, chance.choice(SLOTS), chance.randint(0, 3), chance.randint(0, 4))
        for number in range(chance.randint(0, most_sections))
    ]

    def some(*values: int, share: float = 0.5) -> frozenset[int]:
        return frozenset(value for value in values if chance.random() < share)

    people = [
        Person(
            id=number,
            fits=some(*SLOTS, 9),
            unsocial=some(*SLOTS, 9),
            preferred=some(*SLOTS, 9),
            background=chance.choice(["", "student"]),
            lock=chance.choice([None] * 5 + [10, 11, 99]),
            forbidden=some(10, 11, 12, share=0.15),
            strained=some(*SLOTS, share=0.2),
        )
        for number in chance.sample(range(50), chance.randint(0, most_people))
    ]
    return people, options


def larger_case(seed: int, people: int, sections: int) -> tuple[list[Person], list[SectionOption]]:
    """As a cohort is: nobody locked, a few bans, sections of 3 to 6."""
    chance = random.Random(seed)
    slots = range(sections * 2 // 3)
    options = [SectionOption(100 + number, chance.choice(slots), 3, 6) for number in range(sections)]
    made = [
        Person(
            id=number,
            fits=frozenset(chance.sample(slots, chance.randint(0, 4))),
            unsocial=frozenset(chance.sample(slots, 2)),
            preferred=frozenset(chance.sample(slots, len(slots) // 2)),
            background=chance.choice("abc"),
            forbidden=frozenset({100}) if number % 9 == 0 else frozenset(),
        )
        for number in range(people)
    ]
    return made, options


def quality(people: Sequence[Person], options: Sequence[SectionOption], seats: Mapping[int, int | None]) -> Quality:
    """What the aims count, in their order; larger is better."""
    slot = {option.id: option.slot for option in options}
    seated = [(person, section) for person in people if (section := seats[person.id]) is not None]
    sizes = Counter(section for _, section in seated)
    classes = Counter((section, person.background) for person, section in seated)
    return (
        len(seated),
        -sum(0 < sizes[option.id] < option.minimum for option in options),
        -sum(slot[section] in person.strained for person, section in seated),
        -sum(slot[section] in person.unsocial for person, section in seated),
        sum(slot[section] in person.preferred for person, section in seated),
        -sum(size**2 for size in [*sizes.values(), *classes.values()]),
    )


def allowed_plans(people: Sequence[Person], options: Sequence[SectionOption]) -> Iterator[dict[int, int | None]]:
    """Every plan that keeps to seats, locks and bans, by trying all."""
    maximum = {option.id: option.maximum for option in options}
    locked: Counter[int] = Counter()
    choices: list[list[int | None]] = []
    for person in sorted(people, key=lambda person: person.id):
        if person.lock is None:
            choices.append([None, *(o.id for o in options if o.slot in person.fits and o.id not in person.forbidden)])
            continue
        has_seat = person.lock not in person.forbidden and locked[person.lock] < maximum.get(person.lock, 0)
        locked[person.lock] += has_seat
        choices.append([person.lock if has_seat else None])
    ids = sorted(person.id for person in people)
    for chosen in product(*choices):
        if all(size <= maximum[section] for section, size in Counter(chosen).items() if section is not None):
            yield dict(zip(ids, chosen, strict=True))
