"""Which seats a plan still has to give: to people without one, and to those who were moved by hand."""

from collections.abc import Mapping
from typing import TypedDict


class Edit(TypedDict):
    """A place in the plan that a lead has chosen: what the solver had chosen, and the seat held at that moment."""

    chosen: str | None
    held: str | None
    by: str
    at: str


def seats_due(plan: Mapping[str, str | None], edits: Mapping[str, Edit], held: Mapping[str, str]) -> dict[str, str]:
    """Person to section, all by public id; `held` are the seats of now.

    Whoever was given a seat meanwhile keeps that one, unless it is the very seat that they were moved from by hand.
    """
    return {
        person: section
        for person, section in plan.items()
        if section and section != held.get(person) and (person not in held or _moved(edits, person) == held[person])
    }


def _moved(edits: Mapping[str, Edit], person: str) -> str | None:
    return edits[person]["held"] if person in edits else None
