"""How long homework waits at whom."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet

from accounts.models import User
from curriculum.grading_page import waited

TOO_LONG = timedelta(days=5)
NOBODY = "nobody"


@dataclass(frozen=True)
class Queue:
    """What waits at one grader; `grader` is None for people whom nobody teaches."""

    grader: User | None
    count: int
    oldest: str
    is_old: bool

    @property
    def key(self) -> str:
        return str(self.grader.public_id) if self.grader else NOBODY


def by_grader(waiting: QuerySet[Any], at: datetime) -> list[Queue]:
    """The one with the oldest piece first; two queries. `waiting` comes from `graders.with_grader`."""
    counted = waiting.order_by().values("grader").annotate(count=Count("pk"), oldest=Min("received_at"))
    rows = sorted(counted, key=lambda row: row["oldest"])
    people = User.objects.in_bulk([row["grader"] for row in rows if row["grader"]])
    return [
        Queue(people.get(row["grader"]), row["count"], waited(row["oldest"], at), at - row["oldest"] >= TOO_LONG)
        for row in rows
    ]


def narrowed(waiting: QuerySet[Any], key: str) -> QuerySet[Any]:
    """To what waits at one grader; an unknown key narrows nothing."""
    if key == NOBODY:
        return waiting.filter(grader=None)
    grader = User.objects.filter(public_id__in=readable_ids([key])).first()
    return waiting.filter(grader=grader.pk) if grader else waiting


def with_names(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each line with `grader`, the person; one query."""
    people = User.objects.in_bulk({line["attempt"].grader for line in lines} - {None})
    return [{**line, "grader": people.get(line["attempt"].grader)} for line in lines]


def readable_ids(typed: Iterable[str]) -> list[uuid.UUID]:
    """Those that are ids at all."""
    found = []
    for one in typed:
        try:
            found.append(uuid.UUID(one))
        except ValueError:
            continue
    return found
