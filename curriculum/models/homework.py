"""Homework of a cohort, and what people hand in. An attempt never changes."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import MD5, Cast, Concat, TruncDate

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Seat, Section
from cohorts.models.section import SeatQuerySet
from curriculum.models.library import Assignment


class HomeworkQuerySet(models.QuerySet["Homework"]):
    def required(self) -> HomeworkQuerySet:
        return self.filter(required=True)


class Homework(models.Model):
    """An assignment with this cohort's dates; whether it is required is fixed per cohort."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="homeworks")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="homeworks")
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    required = models.BooleanField()
    sequence = models.PositiveIntegerField(default=0, help_text="How often calendars were told of a change.")

    objects = HomeworkQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "homework"
        constraints = [
            models.UniqueConstraint(fields=["cohort", "assignment"], name="one_homework_per_assignment_and_cohort"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("due_at")) & Q(due_at__lte=F("closes_at")),
                name="homework_opens_then_is_due_then_closes",
            ),
        ]
        ordering = ["due_at", "assignment__position", "pk"]

    def __str__(self) -> str:
        return self.assignment.title


def _seats_taught(user: User, today: date) -> SeatQuerySet:
    """Inside a query of attempts: the seats that their people have or had in sections this person teaches."""
    taught = Section.objects.taught_by(user, today)
    return Seat.objects.filter(enrollment=OuterRef("enrollment"), section__in=taught)


def _given_to() -> models.Subquery:
    """Inside a query of attempts: to whom a lead has given them last; NULL for nobody."""
    given = apps.get_model("curriculum", "Reassignment").objects
    newest = given.filter(homework=OuterRef("homework"), enrollment=OuterRef("enrollment")).order_by("-at", "-pk")
    return models.Subquery(newest.values("grader")[:1])


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def readable_by(self, user: User, today: date) -> AttemptQuerySet:
        """One's own; given to one; of people who sit in a section one teaches, or sat in it then; for leads all."""
        if user.has_perm("cohorts.lead_cohort"):
            return self.all()
        own, seats = Q(enrollment__person=user), _seats_taught(user, today)
        arrived = OuterRef("received_at")
        sat = seats.filter(Q(to_at=None) | Q(to_at__gt=arrived), from_at__lte=arrived)
        given = self._given_to_somebody(today).filter(given_to=user.pk).values("pk")
        return self.filter(own | models.Exists(seats.current()) | models.Exists(sat) | Q(pk__in=given))

    def gradable_by(self, user: User, today: date) -> AttemptQuerySet:
        """For leads all; of people in one's section, unless given to somebody else; given to one. Never one's own."""
        others = self.exclude(enrollment__person=user)
        if user.has_perm("cohorts.lead_cohort"):
            return others
        given = self._given_to_somebody(today)
        mine, elsewhere = (
            given.filter(given_to=user.pk).values("pk"),
            given.exclude(given_to=user.pk).exclude(given_to=None).values("pk"),
        )
        taught = models.Exists(_seats_taught(user, today).current())
        return others.filter(Q(pk__in=mine) | Q(taught) & ~Q(pk__in=elsewhere))

    def _given_to_somebody(self, today: date) -> models.QuerySet[Any]:
        """Every attempt of a course that is not over, with `given_to`."""
        still = Q(homework__cohort__appeals_close_at__gt=datetime.combine(today, time.min, UTC))
        return Attempt.objects.filter(still, enrollment__reassignments__isnull=False).annotate(given_to=_given_to())

    def last_ones(self) -> AttemptQuerySet:
        """The last attempt of each person and homework."""
        same = Attempt.objects.filter(homework=OuterRef("homework"), enrollment=OuterRef("enrollment"))
        return self.filter(~models.Exists(same.filter(number__gt=OuterRef("number"))))

    def awaiting_grading(self) -> AttemptQuerySet:
        """The last attempt of each person and homework, while no grade is on it; oldest first."""
        return self.last_ones().filter(grades__isnull=True).order_by("received_at", "pk")

    def unanswered(self) -> AttemptQuerySet:
        """The same while the person has been told nothing: a draft of a grade is no answer."""
        released = apps.get_model("curriculum", "Grade").objects.filter(attempt=OuterRef("pk")).released()
        return self.last_ones().filter(~models.Exists(released)).order_by("received_at", "pk")

    def in_order_for(self, user: User) -> AttemptQuerySet:
        """The day that waits longest first (UTC); within a day shuffled, for each grader in an order of their own."""
        drawn = MD5(Concat(Cast("public_id", models.CharField()), models.Value(str(user.public_id))))
        return self.order_by(TruncDate("received_at", tzinfo=UTC), drawn, "pk")


class Attempt(models.Model):
    """What one person handed in, once. `digest` is the SHA-256 of text, link and files (hex)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    homework = models.ForeignKey(Homework, models.PROTECT, related_name="attempts")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)
    more_links: Any = models.JSONField(default=list, blank=True, help_text="Further addresses, in the order given.")
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["homework", "enrollment", "number"], name="one_attempt_per_number"),
        ]
        ordering = ["homework", "enrollment", "number"]

    def __str__(self) -> str:
        return f"Attempt {self.number} of {self.enrollment.person} at {self.homework}"

    @property
    def links(self) -> list[str]:
        """Every address, in the order given."""
        return [self.link, *self.more_links] if self.link else list(self.more_links)


def attempt_path(attempt_file: AttemptFile, name: str) -> str:
    """A random place; the name the person gave is kept in the row only."""
    return f"attempts/{attempt_file.public_id.hex[:2]}/{attempt_file.public_id.hex}"


class AttemptFile(models.Model):
    """One uploaded file of an attempt, served only through its view."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="files")
    content = models.FileField(upload_to=attempt_path, max_length=200)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField("size in bytes")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["attempt", "pk"]

    def __str__(self) -> str:
        return self.name
