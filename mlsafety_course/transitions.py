"""The one way a status changes: a declared arrow, compare-and-set, and a row of history.

    SUBMIT = arrow(Status.DRAFT, to=Status.SUBMITTED)
    SUBMIT.apply(application, by=person, at=now, submitted_at=now)

A stale page or the slower of two people finds the row moved and is refused; nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q


class Refused(Exception):
    """An act that may not happen now. Its text is a sentence for the person who tried."""


class Stateful(models.Model):
    """A record with a life cycle. Its concrete class has `status` and a related `moves`."""

    status = models.CharField(max_length=20)
    moves: Any  # the manager of its Move rows

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, leaving `status` out of updates, so that a stale form cannot undo a decision."""
        if not self._state.adding:
            named: Iterable[str] | None = kwargs.get("update_fields")
            every = [field.name for field in self._meta.concrete_fields if not field.primary_key]
            kwargs["update_fields"] = [name for name in (every if named is None else named) if name != "status"]
        super().save(*args, **kwargs)


class Move(models.Model):
    """One change of status. Append-only; `by` is empty where the clock did it."""

    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.source} > {self.target}"


@dataclass(frozen=True)
class Arrow:
    """From any of `sources` to `target`."""

    sources: frozenset[str]
    target: str

    def allows(self, status: str) -> bool:
        return status in self.sources

    def apply(
        self,
        subject: Stateful,
        *,
        by: models.Model | None,
        at: datetime,
        reason: str = "",
        where: Q | None = None,
        **fields: Any,
    ) -> None:
        """Move `subject` if its row is still where this copy believes it is; else Refused.

        `where` names columns of the same row only: a join is not checked again after a lock wait.
        """
        source = subject.status
        unmoved = type(subject)._default_manager.filter(where or Q(), pk=subject.pk, status=source)
        with transaction.atomic():
            if not self.allows(source) or not unmoved.update(status=self.target, **fields):
                raise Refused(f"{subject} can no longer be {self.target.replace('_', ' ')}: it has moved on meanwhile.")
            subject.moves.create(source=source, target=self.target, by=by, at=at, reason=reason)
        for name, value in {"status": self.target, **fields}.items():
            setattr(subject, name, value)


def arrow(*sources: str, to: str) -> Arrow:
    """An arrow from each of `sources` to `to`."""
    return Arrow(frozenset(sources), to)
