"""One computed proposal of who sits where."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from cohorts.models.cohort import Cohort


class PlacementRun(models.Model):
    """A plan (`{enrollment public id: section public id or null}`) and its figures, published or not."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="placement_runs")
    plan = models.JSONField()
    figures = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Placement of {self.cohort}, {self.made_at:%d %b %H:%M}"
