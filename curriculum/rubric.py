"""What a rubric says of one grade: each line with whether it was ticked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.text import slugify

from curriculum.models import Grade, RubricLine

LONGEST_KEY = 40
MOST_LINES = 20


@dataclass(frozen=True)
class Line:
    text: str
    is_ticked: bool


def read_with(ticks: Collection[str], lines: Iterable[RubricLine]) -> list[Line]:
    """The lines in their order; a ticked one that was removed since stands at the end by its key."""
    known = list(lines)
    gone = [key for key in ticks if key not in {line.key for line in known}]
    return [
        *(Line(line.text, line.key in ticks) for line in known),
        *(Line(key.replace("-", " "), True) for key in gone),
    ]


def lines_of(grade: Grade) -> list[Line]:
    """Empty for a grade that was given without ticks (one query)."""
    return read_with(grade.ticks, grade.attempt.homework.assignment.rubric.all()) if grade.ticks else []


def key_of(text: str, taken: Collection[str]) -> str:
    """A short name for a new line, different from the others'."""
    stem = slugify(text)[: LONGEST_KEY - 3].strip("-") or "line"
    return next(key for key in (stem, *(f"{stem}-{number}" for number in range(2, 99))) if key not in taken)
