"""What placement is asked and what it answers, in plain values."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Aim(StrEnum):
    """What a plan is measured by after the number of people placed, the weightiest first."""

    SMALL = "small_sections"
    STRAINED = "strained"
    UNSOCIAL = "unsocial"
    UNPREFERRED = "unpreferred"
    BALANCE = "balance"


class Person(NamedTuple):
    """One person to place. What fits, strains and pleases is said by slot; `lock` and `forbidden` name sections.

    `lock` wins over fitting, `forbidden` over everything. `strained` slots fit but for a few meetings.
    """

    id: int
    fits: frozenset[int]
    unsocial: frozenset[int] = frozenset()
    preferred: frozenset[int] = frozenset()
    background: str = ""
    lock: int | None = None
    forbidden: frozenset[int] = frozenset()
    strained: frozenset[int] = frozenset()

    def cost(self, slot: int) -> tuple[bool, bool, bool]:
        """What a seat there costs them: a missed meeting, unsocial hours, and not being what they prefer."""
        return slot in self.strained, slot in self.unsocial, slot not in self.preferred


@dataclass(frozen=True, slots=True)
class SectionOption:
    """A section that may be used. Those that meet at the same times on the same campus share a `slot`."""

    id: int
    slot: int
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Gap:
    """The first aim for which a better plan was not ruled out, and by how much it could be better at most."""

    aim: Aim
    most: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal: person to section, None for no seat. `below_minimum`: used, and by fewer than their minimum.

    `proved`: there is no better plan. Else `gap` says by how much one could be better, where that is known.
    """

    assignments: dict[int, int | None]
    placed: int
    unplaced: list[int]
    sizes: dict[int, int]
    strained: int
    unsocial: int
    preferred: int
    below_minimum: list[int]
    proved: bool
    gap: Gap | None = None
