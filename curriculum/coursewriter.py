"""The library as the same file that it is loaded from: load, export, load gives equal rows."""

from __future__ import annotations

from typing import Any

import yaml

from curriculum.models import Course, Unit
from curriculum.shapes import ASSIGNMENT, COURSE, LECTURE, READING, UNIT, entry_of

INTRODUCTION = (
    "# The course as data: what the library held when this was exported. Notes and marking keys are in it, and are\n"
    "# for TAs and staff only. Keys that the product does not know are kept as they came.\n"
)


class _Plain(yaml.SafeDumper):
    """Without aliases, which the reader of the file refuses; longer texts line by line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Plain.add_representer(str, _text)


def export() -> str:
    """The whole file. An empty library has none: raises Course.DoesNotExist."""
    course = entry_of(COURSE, Course.objects.get())
    rest = course.pop("file", {})
    units = Unit.objects.prefetch_related("lectures", "readings__lecture", "assignments")
    whole = {**rest, "course": course, "units": [_unit(unit) for unit in units]}
    return INTRODUCTION + yaml.dump(whole, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        **entry_of(UNIT, unit),
        "lectures": [entry_of(LECTURE, lecture) for lecture in unit.lectures.all()],
        "readings": [
            {"lecture": reading.lecture.number if reading.lecture else None, **entry_of(READING, reading)}
            for reading in unit.readings.all()
        ],
        "assignments": [entry_of(ASSIGNMENT, assignment) for assignment in unit.assignments.all()],
    }
