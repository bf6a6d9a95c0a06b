"""What a whole cohort may come to and nobody has to: office hours, speaker events."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from cohorts.models.cohort import Cohort
from cohorts.models.enrollment import Enrollment
from cohorts.models.staffing import Staffing
from mlsafety_course.transitions import Move, Stateful


class GatheringQuerySet(models.QuerySet["Gathering"]):
    def open_to(self, person: User) -> GatheringQuerySet:
        """Of the cohorts that a person takes part in or teaches in."""
        places = Enrollment.objects.of(person).exclude(status=Enrollment.Status.CANCELLED).values("cohort")
        taught = Staffing.objects.of(person).agreed().values("cohort")
        return self.filter(Q(cohort__in=places) | Q(cohort__in=taught)).select_related("cohort")

    def planned(self) -> GatheringQuerySet:
        return self.filter(status=Gathering.Status.PLANNED)

    def between(self, first: datetime, last: datetime) -> GatheringQuerySet:
        """Planned ones that begin from `first` on and before `last`."""
        return self.planned().filter(starts_at__gte=first, starts_at__lt=last)


class Gathering(Stateful):
    """One optional event. No attendance is recorded, and it never counts."""

    class Kind(models.TextChoices):
        OFFICE_HOURS = "office_hours", "Office hours"
        SPEAKER = "speaker", "Speaker event"
        OTHER = "other", "Other"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        CANCELLED = "cancelled", "Cancelled"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="gatherings")
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=100)
    host = models.CharField("who holds it", max_length=100, blank=True)
    description = models.TextField(blank=True)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    zone = models.CharField("time zone", max_length=60)
    join_url = models.URLField("link to join", blank=True)
    room = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED)
    sequence = models.PositiveIntegerField(default=0, help_text="How often calendars were told of a change.")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = GatheringQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


class GatheringMove(Move):
    subject = models.ForeignKey(Gathering, models.PROTECT, related_name="moves")
