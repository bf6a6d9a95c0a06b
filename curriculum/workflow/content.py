"""Editing the course's material: every changed field on the record, and links mended for one cohort alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from cohorts.models import Cohort
from curriculum.link_fixes import FIELDS, Linked
from curriculum.models import Assignment, ContentChange, Lecture, LinkFix, Passage, Reading, Unit
from curriculum.shapes import said
from mlsafety_course.transitions import Refused

Piece = Unit | Lecture | Reading | Assignment | Passage
KINDS: dict[type[Piece], str] = {
    Unit: "unit",
    Lecture: "lecture",
    Reading: "reading",
    Assignment: "assignment",
    Passage: "passage",
}


@transaction.atomic
def edit(piece: Piece, fields: Mapping[str, Any], *, by: User, at: datetime) -> list[ContentChange]:
    """Write what differs. What a running cohort asks for stays as it was planned."""
    row = type(piece)._default_manager.select_for_update(of=["self"]).get(pk=piece.pk)
    changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
    changes = [change_of(row, name, getattr(row, name), value, by, at) for name, value in changed.items()]
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    return ContentChange.objects.bulk_create(changes)


@transaction.atomic
def fix_link(thing: Linked, field: str, url: str, cohort: Cohort | None, *, by: User, at: datetime) -> None:
    """Another address, for every cohort or for one. For one, the library's own address lifts the fix."""
    if field not in FIELDS[type(thing)]:
        raise Refused("There is no such link. Nothing was changed.")
    if cohort is None:
        edit(thing, {field: url}, by=by, at=at)
        return
    place: dict[str, Any] = {"cohort": cohort, KINDS[type(thing)]: thing, "field": field}
    row = type(thing)._default_manager.select_for_update(of=["self"]).get(pk=thing.pk)
    fix = LinkFix.objects.filter(**place).first()
    before = fix.url if fix else getattr(row, field)
    if before == url:
        return
    if url == getattr(row, field):
        LinkFix.objects.filter(**place).delete()
    else:
        LinkFix.objects.update_or_create(**place, defaults={"url": url, "by": by, "at": at})
    change_of(row, field, before, url, by, at, cohort).save()


def change_of(
    row: Piece, name: str, before: object, after: object, by: User, at: datetime, cohort: Cohort | None = None
) -> ContentChange:
    """For the record, not stored yet."""
    return ContentChange(
        kind=KINDS[type(row)],
        slug=row.slug,
        field=name,
        before=said(before),
        after=said(after),
        cohort=cohort,
        by=by,
        at=at,
    )
