"""What a TA says about an attempt. Append-only; the last released one counts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from accounts.models import User
from curriculum.models.homework import Attempt


class GradeQuerySet(models.QuerySet["Grade"]):
    def released(self) -> GradeQuerySet:
        return self.filter(released_at__isnull=False)

    def drafts_of(self, user: User) -> GradeQuerySet:
        """What this grader has kept back and nobody has graded again since, the oldest first."""
        later = Grade.objects.filter(attempt=models.OuterRef("attempt"), pk__gt=models.OuterRef("pk"))
        mine = self.filter(~models.Exists(later), grader=user, released_at__isnull=True)
        return mine.select_related("attempt__enrollment__person", "attempt__homework__assignment").order_by("pk")


class Grade(models.Model):
    class Verdict(models.TextChoices):
        PASS = "pass", "Pass"
        REVISE = "revise", "Revise"
        CANNOT_OPEN = "cannot_open", "Cannot open"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="grades")
    grader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grades_given")
    verdict = models.CharField(max_length=20, choices=Verdict)
    feedback = models.TextField()
    ticks: Any = models.JSONField(default=list, blank=True, help_text="Keys of the rubric lines that were ticked.")
    graded_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    objects = GradeQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "graded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} for {self.attempt}"
