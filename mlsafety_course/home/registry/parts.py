"""How the registry is written: parts for people to read, and under each the models that it is true of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Kept:
    """One model with a tag on each of its fields; the guard in the tests refuses a field without.

    A primary key that Django numbers by itself needs no tag. Words complete the sentence "We keep …".
    """

    model: str
    name: str = ""
    """What a person calls these rows."""
    line: str = ""
    """One row in words; takes the fields that its person may read."""
    personal: Mapping[str, str] = field(default_factory=dict)
    """Field: what it says about the person, in words."""
    plain: str = ""
    """Fields, divided by spaces, that say nothing about a person by themselves."""
    own_words: Mapping[str, str] = field(default_factory=dict)
    """Text field: the field that says who wrote it. Only its writer may read it."""
    withheld: Mapping[str, str] = field(default_factory=dict)
    """Field: what it is, in words. It is left out of the person's own pages and file."""
    person: str | tuple[str, ...] | None = None
    """The way (or ways) from the row to the person; None where it holds nobody's data."""
    shown: Mapping[str, Any] = field(default_factory=dict)
    """Which rows the person may know of already."""
    newest: str = ""
    """The instant by which rows are ordered and dated."""
    related: tuple[str, ...] = ()
    """What else a row's words need fetched."""

    @property
    def paths(self) -> tuple[str, ...]:
        if self.person is None:
            return ()
        return (self.person,) if isinstance(self.person, str) else self.person

    @property
    def tags(self) -> list[str]:
        """Every tagged field, once for each tag."""
        return [*self.personal, *self.plain.split(), *self.own_words, *self.withheld]


@dataclass(frozen=True)
class Part:
    """What belongs together for a reader: why we keep it, and until when."""

    title: str
    why: str
    until: str
    models: list[Kept]

    @property
    def in_words(self) -> str:
        """The personal things, as a list to read."""
        return _sentence(words for kept in self.models for words in kept.personal.values()) or "Nothing."

    @property
    def withheld_in_words(self) -> str:
        """What a person's own file leaves out; empty where it leaves out nothing."""
        return _sentence(words for kept in self.models for words in kept.withheld.values())


def history(model: str, name: str, person: str, **more: Any) -> Kept:
    """The changes of status of something: its `Move` rows."""
    return Kept(
        model=model,
        name=name,
        line="{target}",
        plain="source target by at subject",
        own_words={"reason": "by"},
        person=person,
        newest="at",
        **more,
    )


def _sentence(words: Iterable[str]) -> str:
    """Each thing once: "One, two and three."."""
    things = list(dict.fromkeys(words))
    text = ", ".join(things[:-1]) + " and " + things[-1] if len(things) > 1 else "".join(things)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
