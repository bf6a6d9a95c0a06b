"""Samples for the living page: every component in all its states, from plain values that touch no row."""

from typing import Any

from mlsafety_course.home.styleguide import charts, forms, lists, mail, words, work

ROOMS = (words, lists, forms, charts, mail, work)


def samples() -> dict[str, Any]:
    """What the page's templates show, by the name each module gives it: no two may share one."""
    found: dict[str, Any] = {}
    for room in ROOMS:
        found |= room.samples()
    return found
