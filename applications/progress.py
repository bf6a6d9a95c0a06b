"""How far an application has come: the four sections of its form, and how many answers each still needs."""

from collections.abc import Iterable
from dataclasses import dataclass

from applications.completeness import LEVELS

TITLES = {
    "what-you-know": "What you know already",
    "why": "Why, and how",
    "hours": "When you could meet",
    "last": "Last things",
}
PLACES = {**dict.fromkeys((*LEVELS, "evidence"), "what-you-know"), "zone": "hours", "grid": "hours"}
PLACES |= {"motivation": "why", "commitment": "why"}


@dataclass(frozen=True)
class Section:
    """One section of the form. `key` is its address on the page; `missing` counts what completeness says of it."""

    key: str
    title: str
    missing: int

    @property
    def standing(self) -> str:
        return f"{self.missing} to go" if self.missing else "Complete"


def sections(missing: Iterable[str]) -> list[Section]:
    """All four, by the names of the fields that `completeness.problems` found wanting."""
    places = [_place(name) for name in missing]
    return [Section(key, title, places.count(key)) for key, title in TITLES.items()]


def in_order(missing: Iterable[str]) -> list[str]:
    """The same names in the order of the sections."""
    return sorted(missing, key=lambda name: list(TITLES).index(_place(name)))


def _place(name: str) -> str:
    return "why" if name.startswith("question_") else PLACES.get(name, "last")
