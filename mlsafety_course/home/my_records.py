"""One person's own records: every row the registry leads to them by, and of each row what they may read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q, Window
from django.urls import reverse

from accounts import encryption
from accounts.models import User
from applications.models import Application
from applications.public_status import public_status
from mlsafety_course.home.registry import KEPT, Kept, Part
from mlsafety_course.transitions import Move

ENCRYPTED = "_encrypted"
NEWEST = 3


@dataclass(frozen=True)
class Line:
    """One row in words, and its date."""

    words: str
    on: date | None


@dataclass(frozen=True)
class Shelf:
    """How many rows there are under a name, and the newest few."""

    name: str
    total: int
    newest: list[Line]


def shelves(part: Part, user: User, at: datetime) -> list[Shelf]:
    """What we hold about this person under one part; one query for each of its models."""
    return [shelf for kept in part.models if kept.paths for shelf in _shelf(kept, user, at)]


def _shelf(kept: Kept, user: User, at: datetime) -> Iterator[Shelf]:
    rows = list(own_rows(kept, user).annotate(rows_in_all=Window(Count("pk")))[:NEWEST])
    if rows:
        yield Shelf(kept.name, rows[0].rows_in_all, [_line(row, kept, user, at) for row in rows])


def _line(row: Any, kept: Kept, user: User, at: datetime) -> Line:
    words = {name: "" if value is None else value for name, value in told(row, kept, user, at).items()}
    return Line(kept.line.format_map(words), row.dated)


def whole_file(user: User, at: datetime) -> dict[str, Any]:
    """Everything of this person, ready for JSON: parts, in each the kinds of record, in each the rows."""
    return {
        "person": user.name,
        "made_at": at,
        "read_me": "Your records as the site holds them. “Someone else” is any person but you.",
        "parts": [_part(part, user, at) for part in KEPT if any(kept.paths for kept in part.models)],
    }


def _part(part: Part, user: User, at: datetime) -> dict[str, Any]:
    records = {
        kept.name: [told(row, kept, user, at) for row in own_rows(kept, user)] for kept in part.models if kept.paths
    }
    left_out = part.withheld_in_words
    return {"title": part.title, "why": part.why, "kept": part.until, "left_out": left_out, "records": records}


def own_rows(kept: Kept, user: User) -> models.QuerySet[Any]:
    """The rows that are this person's and that they may know of, newest first, each with `dated`."""
    whose = Q(*[(path, user.pk) for path in kept.paths], _connector=Q.OR)
    model = apps.get_model(kept.model)
    links = [field.name for field in model._meta.concrete_fields if field.is_relation and not _is_person(field)]
    dated = F(kept.newest) if kept.newest else models.Value(None, models.DateTimeField())
    rows: models.QuerySet[Any] = model._default_manager.filter(whose, **kept.shown).annotate(dated=dated)
    rows = rows.order_by(F("dated").desc(nulls_last=True), "-pk")
    return rows.select_related(*links, *kept.related) if links or kept.related else rows


def told(row: models.Model, kept: Kept, user: User, at: datetime) -> dict[str, Any]:
    """What this person may read of their row, by field. Where an application stands is said in public words only."""
    readable = {*kept.personal, *kept.plain.split()} | _own_words(row, kept, user)
    fields = [*row._meta.concrete_fields, *row._meta.local_many_to_many]
    answers = {
        field.name.removesuffix(ENCRYPTED): _value(row, field, user) for field in fields if field.name in readable
    }
    if isinstance(row, Application):
        said = public_status(row, at)
        answers |= {"status": said.label, "status_in_words": f"{said.sentence} {said.next}"}
    return answers


def _own_words(row: models.Model, kept: Kept, user: User) -> set[str]:
    return {text for text, writer in kept.own_words.items() if getattr(row, f"{writer}_id") == user.pk}


def _value(row: Any, field: Any, user: User) -> Any:
    """One field for its person: people only as "you" or "someone else", choices and links in words."""
    value = getattr(row, field.attname if _is_person(field) else field.name)
    if value is None:
        return None
    if _is_person(field):
        return "you" if value == user.pk else "someone else"
    if field.name.endswith(ENCRYPTED):
        return encryption.decrypt(value) if value else ""
    if isinstance(field, models.FileField):
        return settings.BASE_URL + reverse("curriculum:file", args=[row.public_id])
    return _in_words(field, value)


def _in_words(field: Any, value: Any) -> Any:
    if field.many_to_many:
        return [str(other) for other in value.all()]
    if field.is_relation:
        return str(value)
    if field.name in {"source", "target"} and issubclass(field.model, Move):
        status = field.model.subject.field.related_model._meta.get_field("status")
        return dict(status.flatchoices).get(value, value)
    return dict(field.flatchoices).get(value, value) if field.choices else value


def _is_person(field: Any) -> bool:
    return field.related_model is User and not field.many_to_many
