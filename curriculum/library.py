"""Loading the course's own file into the library: what is new, what has changed, what the file no longer names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F

from accounts.models import User
from curriculum.coursefile import BrokenFile, Entry, read
from curriculum.models import ContentChange, Reading
from curriculum.shapes import ASSIGNMENT, COURSE, LECTURE, READING, SHAPES, STAFF_WRITE, UNIT, Shape, said

OUT_OF_THE_WAY = 10_000


@dataclass(frozen=True)
class Difference:
    """One field that the file changes, or, with a field of `ADDED`, one entry that is new."""

    kind: str
    slug: str
    title: str
    field: str
    before: str
    after: str


ADDED = "added"


@dataclass
class LoadReport:
    """What loading did, by kind of entry. `kept`: rows the file no longer names: people's work may hang on them."""

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    changes: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    def lines(self) -> list[str]:
        """For people: "8 units new, 0 changed", then each change."""
        return [
            self._line(shape.word) for shape in SHAPES if shape is not COURSE or self.changed["course"]
        ] + self.changes

    def _line(self, word: str) -> str:
        kept = f", {self.kept[word]} not in the file any more and kept" if self.kept[word] else ""
        return f"{self.new[word]} {word}s new, {self.changed[word]} changed, {self.same[word]} as before{kept}"


def load(text: str, *, by: User | None = None, at: datetime | None = None) -> LoadReport:
    """Bring the library to what the file says, in one transaction. Raises BrokenFile, having changed nothing.

    With an `at`, each difference is put on the record.
    """
    whole = read(text)
    with transaction.atomic():
        report = _Loading(whole).run()
        if at:
            rows = [ContentChange(**_recorded(one), by=by, at=at) for one in report.differences]
            ContentChange.objects.bulk_create(rows)
    return report


def preview(text: str) -> LoadReport:
    """What loading would do. Raises BrokenFile."""
    whole = read(text)
    with transaction.atomic():
        report = _Loading(whole).run()
        transaction.set_rollback(True)
    return report


def _recorded(one: Difference) -> dict[str, str]:
    return {"kind": one.kind, "slug": one.slug, "field": one.field, "before": one.before, "after": one.after}


class _Loading:
    """One run: the rows as they are, and the report so far."""

    def __init__(self, whole: Entry) -> None:
        self.whole = whole
        self.report = LoadReport()
        self.rows = {shape.word: {_natural(row): row for row in shape.model._default_manager.all()} for shape in SHAPES}
        self.named: dict[str, set[tuple[object, ...]]] = {shape.word: set() for shape in SHAPES}

    def run(self) -> LoadReport:
        units = self.whole.entries("units")
        if not isinstance(self.whole.get("course"), Entry) or not units:
            raise BrokenFile(self.whole.line, "the file needs a “course” and its “units”.")
        lectures = [lecture for unit in units for lecture in unit.entries("lectures")]
        self.make_way(UNIT, units)
        self.make_way(LECTURE, lectures)
        rest = {key: value for key, value in self.whole.items() if key not in {"course", "units"}}
        self.put(COURSE, self.whole["course"], extra={"file": rest})
        for entry in units:
            self.put_unit(entry)
        for shape in SHAPES:
            self.report.kept[shape.word] = len(self.rows[shape.word].keys() - self.named[shape.word])
        return self.report

    def put_unit(self, entry: Entry) -> None:
        unit = self.put(UNIT, entry)
        numbers: dict[object, models.Model] = {}
        for lecture in entry.entries("lectures"):
            numbers[lecture.get("number")] = self.put(LECTURE, lecture, unit=unit)
        for position, reading in enumerate(entry.entries("readings"), 1):
            of = reading.get("lecture")
            if of is not None and of not in numbers:
                raise BrokenFile(reading.line_of("lecture"), f"this unit has no lecture {of}.")
            self.put(READING, reading, unit=unit, lecture=numbers.get(of), position=position)
        for position, assignment in enumerate(entry.entries("assignments"), 1):
            self.put(ASSIGNMENT, assignment, unit=unit, position=position)

    def make_way(self, shape: Shape, entries: Sequence[Entry]) -> None:
        """Numbers may be exchanged: those that change step aside first. One that stays taken is refused."""
        for key in ("slug", shape.unique):
            _refuse_doubles(shape, entries, key)
        wanted = {str(entry.get(shape.unique)): entry for entry in entries}
        named = {str(entry.get("slug")): str(entry.get(shape.unique)) for entry in entries}
        for (slug,), row in self.rows[shape.word].items():
            number = str(getattr(row, shape.unique))
            if slug not in named and number in wanted:
                line = wanted[number].line_of(shape.unique)
                raise BrokenFile(line, f"{shape.word} {number} is “{row}”, which the file no longer names.")
            if named.get(str(slug), number) != number:
                aside = type(row)._default_manager.filter(pk=row.pk)
                aside.update(**{shape.unique: F(shape.unique) + OUT_OF_THE_WAY})

    def put(self, shape: Shape, entry: Entry, *, extra: dict[str, Any] | None = None, **given: Any) -> models.Model:
        """Make or change the row of an entry, and count it."""
        fields = {**_fields(shape, entry), **given, "extra": {**_rest(shape, entry), **(extra or {})}}
        row = shape.model(**fields)
        natural = _natural(row)
        if natural in self.named[shape.word]:
            raise BrokenFile(entry.line_of("slug"), f"a second {shape.word} is called “{entry.get('slug')}”.")
        self.named[shape.word].add(natural)
        _refuse_invalid(shape, entry, row)
        old = self.rows[shape.word].get(natural)
        if old is None:
            return self.add(shape, row)
        self.change(shape, old, {name: getattr(row, name) for name in fields})
        return old

    def add(self, shape: Shape, row: models.Model) -> models.Model:
        row.save(force_insert=True)
        self.report.new[shape.word] += 1
        self.differ(shape, row, ADDED, "", str(row))
        return row

    def differ(self, shape: Shape, row: models.Model, name: str, before: object, after: object) -> None:
        slug = str(getattr(row, "slug", ""))
        one = Difference(shape.word, slug, str(row), name, said(before), said(after))
        self.report.differences.append(one)

    def change(self, shape: Shape, old: models.Model, fields: dict[str, Any]) -> None:
        different = [name for name, value in fields.items() if getattr(old, name) != value]
        if not different:
            self.report.same[shape.word] += 1
            return
        for name in different:
            self.differ(shape, old, name, getattr(old, name), fields[name])
            setattr(old, name, fields[name])
        old.save(update_fields=different)
        self.report.changed[shape.word] += 1
        self.report.changes.append(f"{shape.word.capitalize()} “{old}”: {', '.join(different)}")


def _refuse_doubles(shape: Shape, entries: Iterable[Entry], key: str) -> None:
    seen: set[str] = set()
    for entry in entries:
        if str(entry.get(key)) in seen:
            raise BrokenFile(entry.line_of(key), f"a second {shape.word} has the {key} {entry.get(key)}.")
        seen.add(str(entry.get(key)))


def _natural(row: models.Model) -> tuple[object, ...]:
    """What an entry is known by: its slug; a reading by its unit's as well, for two units may name the same paper."""
    if isinstance(row, Reading):
        return (row.unit_id, row.slug)
    return (getattr(row, "slug", None),)


def _fields(shape: Shape, entry: Entry) -> dict[str, Any]:
    """The row's columns. Texts that staff write in the product are touched only where the file has them."""
    fields: dict[str, Any] = {}
    for column in shape.columns():
        key = shape.key_of(column)
        value = entry.get(key)
        if value is None and not (column.blank or column.null or column.has_default()):
            raise BrokenFile(entry.line_of(key), f"this {shape.word} has no “{key}”.")
        if value is not None:
            fields[column.name] = _plain(column, entry, key)
        elif key in entry or column.name not in STAFF_WRITE:
            fields[column.name] = column.get_default()
    return fields


def _plain(column: models.Field[Any, Any], entry: Entry, key: str) -> Any:
    """The value as the column holds it. Raises BrokenFile for a list in place of a word and the like."""
    value = entry[key]
    if isinstance(column, models.JSONField):
        return value
    if isinstance(value, (list, dict)) or isinstance(value, bool) != isinstance(column, models.BooleanField):
        raise BrokenFile(entry.line_of(key), f"“{key}” cannot be {value!r}.")
    try:
        return column.to_python(value)
    except ValidationError as error:
        raise BrokenFile(entry.line_of(key), f"“{key}”: {' '.join(error.messages)}") from error


def _rest(shape: Shape, entry: Entry) -> dict[str, Any]:
    modelled = {shape.key_of(column) for column in shape.columns()} | shape.apart
    return {key: value for key, value in entry.items() if key not in modelled}


def _refuse_invalid(shape: Shape, entry: Entry, row: models.Model) -> None:
    """The row's own rules: lengths, addresses, choices."""
    relations = {column.name for column in row._meta.concrete_fields if column.is_relation}
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        key = shape.renamed.get(name, name)
        raise BrokenFile(entry.line_of(key), f"“{key}”: {' '.join(messages)}") from error
