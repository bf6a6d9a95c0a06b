"""What a reader sees: their queue in an order of their own, and other people's scores only after their own."""

from typing import Any

from django.db.models import Count, Min

from accounts.models import User
from applications import snapshot
from applications.assignment import mixed
from applications.models import Application, Review


def queue(reader: User) -> list[Any]:
    """What this person has still to read, fewest reads first, then in an order that is theirs and stays.

    Each row has `reads` and `due_on`.
    """
    waiting = Application.objects.to_read_by(reader).select_related("round")
    rows = waiting.annotate(reads=Count("reviews"), due_on=Min("assignments__due_on"))
    return sorted(rows, key=lambda row: (row.reads, mixed(reader.public_id, row.public_id)))


def lines(application: Application, viewer: User) -> snapshot.Lines:
    """The answers for a reader. Course leads also see who it is; nobody sees the hours."""
    asked, answers = snapshot.asked_and_answered(application)
    if not is_lead(viewer):
        return snapshot.for_readers(application, asked, answers)
    return [row for row in snapshot.lines(application, asked, answers) if row["key"] != "grid"]


def others(application: Application, viewer: User) -> list[Review] | None:
    """What the others said; None as long as this person owes a reading of their own."""
    owes = application.assignments.filter(reviewer=viewer).exists() or not is_lead(viewer)
    if owes and not application.reviews.filter(reviewer=viewer).exists():
        return None
    return list(application.reviews.exclude(reviewer=viewer).select_related("reviewer"))


def is_lead(user: User) -> bool:
    return user.has_perm("applications.release_decisions")
