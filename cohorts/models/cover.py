"""A TA who cannot lead one meeting, and who takes it instead."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from cohorts.models.meeting import Meeting
from cohorts.models.staffing import Staffing
from mlsafety_course.transitions import Move, Stateful


class CoverQuerySet(models.QuerySet["Cover"]):
    def in_full(self) -> CoverQuerySet:
        """Each with what its page and mails say."""
        return self.select_related("meeting__section__cohort", "meeting__week", "asked_by", "taken_by")

    def readable_by(self, user: User) -> CoverQuerySet:
        """One's own, those of cohorts one has agreed to teach in, and for a lead every one."""
        if user.has_perm("cohorts.lead_cohort"):
            return self.in_full()
        cohorts = Staffing.objects.agreed().filter(person=user).values("cohort")
        return self.in_full().filter(Q(asked_by=user) | Q(meeting__section__cohort__in=cohorts))

    def waiting(self, at: datetime) -> CoverQuerySet:
        """Open ones of meetings that have not begun."""
        return self.filter(status=Cover.Status.OPEN, meeting__status="planned", meeting__starts_at__gt=at)

    def unanswered(self, at: datetime) -> CoverQuerySet:
        """Those that nobody took in time: a lead's to solve."""
        return self.waiting(at).filter(answer_by__lte=at)


class Cover(Stateful):
    """Offered to TAs who are free then; the first to accept has it. Open past `answer_by`, it is a lead's to solve."""

    class Status(models.TextChoices):
        OPEN = "open", "Looking for somebody"
        TAKEN = "taken", "Taken"
        WITHDRAWN = "withdrawn", "Taken back"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="covers")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="covers_asked")
    reason = models.CharField(max_length=300)
    note = models.TextField("what the substitute should know", blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="covers_taken")

    objects = CoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(status="open"), name="one_open_cover_per_meeting"),
            models.CheckConstraint(
                condition=Q(status="taken", taken_by__isnull=False) | ~Q(status="taken") & Q(taken_by__isnull=True),
                name="taken_cover_says_by_whom",
            ),
        ]
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"Cover for {self.meeting}"


class CoverMove(Move):
    subject = models.ForeignKey(Cover, models.PROTECT, related_name="moves")
