"""When a unit opens for a cohort, and what a participant has ticked off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from cohorts.models import Cohort, Enrollment, Week
from curriculum.models.library import Lecture, Reading, Unit


class ReleaseQuerySet(models.QuerySet["Release"]):
    def open(self, at: datetime) -> ReleaseQuerySet:
        """Unlocked is a question of the clock, asked when the page is read."""
        return self.filter(opens_at__lte=at)


class Release(models.Model):
    """One unit in one teaching week of a cohort."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="releases")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="releases")
    week = models.ForeignKey(Week, models.PROTECT, related_name="releases")
    opens_at = models.DateTimeField()
    asks: Any = models.JSONField(
        default=dict, blank=True, help_text="Slugs of required lectures and readings, fixed when the unit was planned."
    )
    sequence = models.PositiveIntegerField(default=0, help_text="How often calendars were told of a change.")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "unit"], name="one_release_per_unit_and_cohort"),
            models.UniqueConstraint(fields=["week"], name="one_unit_per_teaching_week"),
        ]
        ordering = ["cohort", "opens_at", "pk"]

    def __str__(self) -> str:
        return f"{self.unit} in {self.cohort}"

    def is_open(self, at: datetime) -> bool:
        return at >= self.opens_at


class Tick(models.Model):
    """A participant's own mark that a lecture or reading is done."""

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="ticks")
    lecture = models.ForeignKey(Lecture, models.PROTECT, null=True, blank=True, related_name="ticks")
    reading = models.ForeignKey(Reading, models.PROTECT, null=True, blank=True, related_name="ticks")
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "lecture"], name="one_tick_per_lecture"),
            models.UniqueConstraint(fields=["enrollment", "reading"], name="one_tick_per_reading"),
            models.CheckConstraint(
                condition=Q(lecture__isnull=False, reading__isnull=True)
                | Q(lecture__isnull=True, reading__isnull=False),
                name="tick_is_of_one_thing",
            ),
        ]
        ordering = ["enrollment", "pk"]

    def __str__(self) -> str:
        return f"{self.enrollment.person}: {self.lecture or self.reading}"
