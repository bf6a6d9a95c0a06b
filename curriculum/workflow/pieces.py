"""Adding lectures and readings to a unit, putting them in order, and removing what nobody depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.defaultfilters import pluralize
from django.utils.text import slugify

from accounts.models import User
from curriculum.asks import Asks, asks_of
from curriculum.library import ADDED, OUT_OF_THE_WAY
from curriculum.models import Course, Lecture, LinkFix, Reading, Tick, Unit
from curriculum.workflow.content import KINDS, change_of, edit
from mlsafety_course.transitions import Refused

Piece = Lecture | Reading
REMOVED = "removed"
LONGEST_SLUG = 46
NO_SLUG = "new"  # the address of the page for adding one


@transaction.atomic
def add(model: type[Piece], unit: Unit, fields: Mapping[str, Any], *, by: User, at: datetime) -> Piece:
    """Put one more into a unit. Cohorts that are planned already show it and ask nobody for it."""
    _lock()
    _fix_what_is_asked(unit)
    row = model(unit=unit, slug=_free_slug(model, unit, str(fields["title"])), **fields)
    if isinstance(row, Reading):
        row.position = unit.readings.count() + 1
    elif Lecture.objects.filter(number=row.number).exists():
        raise Refused(f"Number {row.number} has been given to another lecture. Nothing was added: choose another.")
    row.save(force_insert=True)
    change_of(row, ADDED, "", row, by, at).save()
    return row


def _lock() -> None:
    """One change of what units hold at a time."""
    Course.objects.select_for_update().first()


def _fix_what_is_asked(unit: Unit) -> None:
    """Of cohorts for which it was never written down: until now they ask for what the library does."""
    for release in unit.releases.filter(asks={}):
        release.asks = asks_of(unit)
        release.save(update_fields=["asks"])


def _free_slug(model: type[Piece], unit: Unit, title: str) -> str:
    """From the title, and never one that something of that kind bears: addresses and requirements name it."""
    start = slugify(title)[:LONGEST_SLUG].strip("-") or KINDS[model]
    taken = {NO_SLUG, *model._default_manager.values_list("slug", flat=True)}
    for asks in unit.releases.values_list("asks", flat=True):
        taken |= {slug for slugs in asks.values() for slug in slugs}
    names = [start, *(f"{start}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def in_the_way(piece: Piece) -> list[str]:
    """Why it cannot be removed, a sentence each; three queries."""
    found = [f"{cohort} asks for it." for cohort in _asking(piece)]
    if ticks := Tick.objects.filter(**{KINDS[type(piece)]: piece}).count():
        found.append(f"{ticks} participant{pluralize(ticks)} ticked it off.")
    return found


def _asking(piece: Piece) -> Iterator[str]:
    """Cohorts that are over as well: their people's record says what was asked of them."""
    for release in piece.unit.releases.select_related("cohort"):
        asks = Asks(release)
        if asks.lecture(piece) if isinstance(piece, Lecture) else asks.reading(piece):
            yield release.cohort.title


@transaction.atomic
def remove(piece: Piece, *, by: User, at: datetime) -> None:
    """Take it out of the library. Refused while a cohort asks for it or somebody ticked it off.

    Readings of a lecture stay, as readings of the whole unit.
    """
    _lock()
    row = type(piece)._default_manager.select_for_update(of=["self"]).select_related("unit").get(pk=piece.pk)
    if reasons := in_the_way(row):
        raise Refused(f"{' '.join(reasons)} So it stays in the unit, and nothing was changed.")
    if isinstance(row, Lecture):
        for reading in row.readings.all():
            edit(reading, {"lecture": None}, by=by, at=at)
    LinkFix.objects.filter(**{KINDS[type(row)]: row}).delete()
    change_of(row, REMOVED, row, "", by, at).save()
    row.delete()
    _close_ranks(row.unit)


def _close_ranks(unit: Unit) -> None:
    """Positions count from one without a gap, as loading the course's file would give them."""
    for position, reading in enumerate(unit.readings.order_by("position", "pk"), 1):
        unit.readings.filter(pk=reading.pk).exclude(position=position).update(position=position)


@transaction.atomic
def move(piece: Piece, *, earlier: bool, by: User, at: datetime) -> Piece:
    """Exchange the place with the neighbour in the unit and return it. Lectures exchange their numbers."""
    _lock()
    place = "number" if isinstance(piece, Lecture) else "position"
    rows: list[Piece] = list(type(piece)._default_manager.filter(unit=piece.unit_id).order_by(place, "pk"))
    index = [row.pk for row in rows].index(piece.pk)
    there = index - 1 if earlier else index + 1
    if not 0 <= there < len(rows):
        raise Refused(f"It is the {'first' if earlier else 'last'} of its unit already. Nothing was changed.")
    one, other = rows[index], rows[there]
    before, after = getattr(one, place), getattr(other, place)
    for row, value in ((one, before + OUT_OF_THE_WAY), (other, before), (one, after)):
        type(piece)._default_manager.filter(pk=row.pk).update(**{place: value})
    change_of(one, place, before, after, by, at).save()
    change_of(other, place, after, before, by, at).save()
    return other
