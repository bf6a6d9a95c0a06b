"""How the entries of the course's file become rows of the library, and rows entries again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from curriculum.models import Assignment, Course, Lecture, Reading, Unit

STAFF_WRITE = {"discussion_prompt", "ta_notes", "marking_key"}


@dataclass(frozen=True)
class Shape:
    """How one kind of entry becomes a row. `renamed`: field of the row to key of the file. `apart`: keys that are not
    this row's own; every other key that is not modelled is kept in `extra`. `unique`: a number no two rows share."""

    model: type[models.Model]
    word: str
    renamed: dict[str, str] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()
    unique: str = ""

    def key_of(self, column: models.Field[Any, Any]) -> str:
        return self.renamed.get(column.name, column.name)

    def columns(self) -> list[models.Field[Any, Any]]:
        """The columns that the file fills."""
        ours = {"id", "extra", "position"}
        return [one for one in self.model._meta.concrete_fields if one.name not in ours and not one.is_relation]


COURSE = Shape(
    Course,
    "course",
    {
        "site_url": "site",
        "hours": "hours_per_week",
        "study_options": "prerequisite_study_options",
        "lecture_minutes": "lecture_planning_minutes",
    },
)
UNIT = Shape(
    Unit,
    "unit",
    {"topic_heading": "site_heading"},
    apart=frozenset({"lectures", "readings", "assignments"}),
    unique="order",
)
LECTURE = Shape(Lecture, "lecture", {"availability": "status"}, unique="number")
READING = Shape(Reading, "reading", {"kind": "type"}, apart=frozenset({"lecture"}))
ASSIGNMENT = Shape(Assignment, "assignment")
SHAPES = [COURSE, UNIT, LECTURE, READING, ASSIGNMENT]


def said(value: object) -> str:
    """A value of a row as a reader of its changes sees it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def entry_of(shape: Shape, row: models.Model) -> dict[str, Any]:
    """The row as an entry: its columns by the names of the file, then whatever else the file had.

    A text that staff write and have not written is left out, so that loading the entry touches none.
    """
    found = {}
    for column in shape.columns():
        value = getattr(row, column.name)
        if column.name not in STAFF_WRITE or value:
            found[shape.key_of(column)] = value
    return found | dict(getattr(row, "extra", {}))
