"""Homework of a cohort, and what people hand in. An attempt never changes."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.db import models

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Seat, Section
from cohorts.models.section import SeatQuerySet
from curriculum.models.library import Assignment


class HomeworkQuerySet(models.QuerySet["Homework"]):
    def required(self) -> HomeworkQuerySet:
        return self.filter(required=True)

    def shown_to(self, user: User, at: datetime) -> HomeworkQuerySet:
        """What has opened in the cohorts where the person has a place. The rest does not exist for them."""
        places = Enrollment.objects.of(user).exclude(status=Enrollment.Status.CANCELLED)
        opened = self.filter(cohort__in=places.values("cohort"), opens_at__lte=at)
        return opened.select_related("cohort", "assignment__unit")


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
                condition=models.Q(opens_at__lt=models.F("due_at")) & models.Q(due_at__lte=models.F("closes_at")),
                name="homework_opens_then_is_due_then_closes",
            ),
        ]
        ordering = ["due_at", "assignment__position", "pk"]

    def __str__(self) -> str:
        return self.assignment.title

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at


def _seats_taught(user: User, today: date) -> SeatQuerySet:
    """Inside a query of attempts: the seats that their people have or had in sections this person teaches."""
    taught = Section.objects.taught_by(user, today)
    return Seat.objects.filter(enrollment=models.OuterRef("enrollment"), section__in=taught)


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def readable_by(self, user: User, today: date) -> AttemptQuerySet:
        """One's own; of people who sit in a section one teaches, or sat in it when this arrived; for leads all."""
        if user.has_perm("cohorts.lead_cohort"):
            return self.all()
        own, seats = models.Q(enrollment__person=user), _seats_taught(user, today)
        arrived = models.OuterRef("received_at")
        sat = seats.filter(models.Q(to_at=None) | models.Q(to_at__gt=arrived), from_at__lte=arrived)
        return self.filter(own | models.Exists(seats.current()) | models.Exists(sat))

    def gradable_by(self, user: User, today: date) -> AttemptQuerySet:
        """Of people who sit in a section one teaches, for leads all; never one's own, which the verb refuses too."""
        others = self.exclude(enrollment__person=user)
        if user.has_perm("cohorts.lead_cohort"):
            return others
        return others.filter(models.Exists(_seats_taught(user, today).current()))

    def awaiting_grading(self) -> AttemptQuerySet:
        """The last attempt of each person and homework, while no grade is on it; oldest first."""
        later = Attempt.objects.filter(
            homework=models.OuterRef("homework"),
            enrollment=models.OuterRef("enrollment"),
            number__gt=models.OuterRef("number"),
        )
        return self.filter(~models.Exists(later), grades__isnull=True).order_by("received_at", "pk")


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
