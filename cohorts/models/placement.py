"""One proposal of who sits where, what leads have fixed before it, and what they ask people it leaves out."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from cohorts.models.cohort import Cohort
from cohorts.models.enrollment import Enrollment
from cohorts.models.section import Section
from mlsafety_course.transitions import Move, Stateful

LEASE = timedelta(minutes=5)  # longer than Celery lets any task live: a worker that still works is never overtaken


def lease_is_over() -> Q:
    """Claimed so long ago that its worker must be dead. By the database's clock, which wrote the claim."""
    return Q(claimed_at__lt=Now() - LEASE)


class PlacementRunQuerySet(models.QuerySet["PlacementRun"]):
    def done(self) -> PlacementRunQuerySet:
        return self.filter(status=PlacementRun.Status.DONE)

    def due(self) -> PlacementRunQuerySet:
        """What a worker should take now, the oldest first: nobody has it, or who had it is gone."""
        waiting = Q(status=PlacementRun.Status.QUEUED)
        left_behind = Q(status=PlacementRun.Status.RUNNING) & lease_is_over()
        return self.filter(waiting | left_behind).order_by("asked_at", "pk")

    def with_people(self) -> PlacementRunQuerySet:
        return self.select_related("asked_by", "published_by")

    def without_plan(self) -> PlacementRunQuerySet:
        """Leaves out what grows with the cohort and only the proposal itself needs."""
        return self.defer("plan")


class PlacementRun(Stateful):
    """A plan (`{enrollment public id: section public id or null}`) and its figures, both empty until it is done."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Being made"
        DONE = "done", "Made"
        FAILED = "failed", "Not made"
        CANCELLED = "cancelled", "Cancelled"

    class Step(models.IntegerChoices):
        """What it is at; the number says how many steps are behind it."""

        READING = 0, "Reading hours"
        SOLVING = 1, "Solving"
        COMPARING = 2, "Comparing"
        WRITING = 3, "Writing"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="placement_runs")
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    step = models.PositiveSmallIntegerField(choices=Step, default=Step.READING)
    attempts = models.PositiveSmallIntegerField(default=0)
    allowed_misses = models.PositiveSmallIntegerField(
        default=0, help_text="How many meetings somebody may be busy for and still be placed."
    )
    version = models.PositiveIntegerField(default=1, help_text="Counts edits by hand.")
    plan: Any = models.JSONField(null=True)
    figures: Any = models.JSONField(null=True)
    error = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PlacementRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(status__in=["queued", "running"]),
                name="one_placement_under_way_per_cohort",
            ),
            models.CheckConstraint(
                condition=Q(status="done", plan__isnull=False, figures__isnull=False, finished_at__isnull=False)
                | Q(~Q(status="done"), plan__isnull=True, figures__isnull=True),
                name="placement_is_done_with_a_plan",
            ),
            models.CheckConstraint(condition=~Q(status="failed") | ~Q(error=""), name="failed_placement_says_why"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(status="done"), name="published_placement_is_done"
            ),
        ]
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"Placement of {self.cohort}, {self.asked_at:%d %b %H:%M}"

    @property
    def is_under_way(self) -> bool:
        return self.status in {self.Status.QUEUED, self.Status.RUNNING}


class PlacementRunMove(Move):
    subject = models.ForeignKey(PlacementRun, models.PROTECT, related_name="moves")


class PlacementRule(models.Model):
    """What a lead has fixed about one person and one section, before anything is computed."""

    class Kind(models.TextChoices):
        LOCK = "lock", "Must sit here"
        FORBID = "forbid", "Must not sit here"

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="placement_rules")
    section = models.ForeignKey(Section, models.PROTECT, related_name="placement_rules")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "section"], name="one_placement_rule_per_pair"),
            models.UniqueConstraint(fields=["enrollment"], condition=Q(kind="lock"), name="one_lock_a_person"),
        ]
        ordering = ["enrollment", "section", "pk"]

    def __str__(self) -> str:
        return f"{self.enrollment.person}, {self.section}: {self.get_kind_display().lower()}"


class HoursQuestion(Stateful):
    """Could you do this section too? Asked of somebody without a seat. Unanswered past `answer_by`, it has lapsed."""

    class Status(models.TextChoices):
        ASKED = "asked", "Waiting for an answer"
        YES = "yes", "Yes"
        NO = "no", "No"
        WITHDRAWN = "withdrawn", "Taken back"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="hours_questions")
    section = models.ForeignKey(Section, models.PROTECT, related_name="hours_questions")
    zone = models.CharField("time zone", max_length=60)
    half_hours: Any = models.JSONField(help_text="The half-hours of the person's week that would be added.")
    status = models.CharField(max_length=20, choices=Status, default=Status.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(status="asked"), name="one_open_hours_question_a_person"
            ),
        ]
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"Whether {self.enrollment.person} could do {self.section}"


class HoursQuestionMove(Move):
    subject = models.ForeignKey(HoursQuestion, models.PROTECT, related_name="moves")
