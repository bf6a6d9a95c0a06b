"""What a reader sees: their queue in an order of their own, and other people's scores only after their own."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import MD5, Coalesce, Concat

from accounts.models import User
from applications import questions, snapshot
from applications.models import Application, Question, Review, ReviewAssignment

LONG_TEXTS = {question.name for question in questions.TEXTS}
MOST_OF_A_FACT = 120  # characters


@dataclass(frozen=True)
class Sight:
    """What one person is to one application: a lead, somebody it was given to, somebody who has scored it."""

    is_lead: bool
    is_given: bool
    has_scored: bool
    is_blind: bool

    @property
    def owes(self) -> bool:
        return self.is_given and not self.has_scored

    @property
    def decides(self) -> bool:
        """Rather than reads: a lead, once no reading of theirs is owed."""
        return self.is_lead and not self.owes

    @property
    def sees_who(self) -> bool:
        """Whether this person may know whose application it is."""
        return self.decides or not self.is_blind

    @property
    def sees_scores(self) -> bool:
        return self.decides or self.has_scored


def queue(reader: User) -> QuerySet[Any]:
    """What this person has still to read: what is due first, of that what was read least, and then in an order that is
    theirs and stays. Each row has `reads` and `due_on`."""
    counted = Review.objects.filter(application=OuterRef("pk")).order_by().values("application").annotate(n=Count("pk"))
    rows: QuerySet[Any] = Application.objects.to_read_by(reader).select_related("round")
    rows = rows.annotate(
        reads=Coalesce(Subquery(counted.values("n")), 0),
        due_on=F("assignments__due_on"),
        place=MD5(Concat(Value(f"{reader.public_id}/"), "number")),
    )
    return rows.order_by("due_on", "reads", "place", "pk")


def next_for(reader: User) -> UUID | None:
    """Which application this person reads next (its public id); one query that fetches one row."""
    return queue(reader).values_list("public_id", flat=True).first()


def sight(application: Application, viewer: User) -> Sight:
    """One query, and the round."""
    mine = {"application": OuterRef("pk"), "reviewer": viewer}
    row = Application.objects.filter(pk=application.pk).values_list(
        Exists(ReviewAssignment.objects.filter(**mine)), Exists(Review.objects.filter(**mine))
    )
    is_given, has_scored = row.get()
    return Sight(is_lead(viewer), is_given, has_scored, application.round.is_blind)


def lines(application: Application, viewer: User) -> snapshot.Lines:
    """The answers. Nobody sees the hours; what is for leads, or says who it is, only who may."""
    asked, answers = snapshot.asked_and_answered(application)
    seen = sight(application, viewer)
    if not seen.sees_who:
        return snapshot.for_readers(application, asked, answers)
    if not seen.decides:
        asked = [question for question in asked if question.audience == Question.Audience.READERS]
    return [row for row in snapshot.lines(application, asked, answers) if row["key"] != "grid"]


def is_long(line: dict[str, str]) -> bool:
    """Whether an answer is set as a text to read, not as a fact beside its question."""
    return line["key"] in LONG_TEXTS or len(line["text"]) > MOST_OF_A_FACT


def others(application: Application, viewer: User) -> list[Review] | None:
    """What the others said; None until this person's own scores are in, if they are a reader or owe a reading."""
    if not sight(application, viewer).sees_scores:
        return None
    return list(application.reviews.exclude(reviewer=viewer).select_related("reviewer"))


def is_lead(user: User) -> bool:
    return user.has_perm("applications.release_decisions")
