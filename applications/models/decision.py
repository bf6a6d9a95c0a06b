"""The moment at which decisions became known."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from applications.models.round import Round


class DecisionRelease(models.Model):
    """One release of a round's proposals, with how many of each outcome."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="releases")
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    counts = models.JSONField()

    class Meta:
        ordering = ["-released_at", "-pk"]

    def __str__(self) -> str:
        return f"Release of {self.round}, {self.released_at:%d %b %H:%M}"
