"""A person's own calendar address."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def live(self) -> CalendarFeedQuerySet:
        """Those whose address still answers: at most one a person."""
        return self.filter(revoked_at__isnull=True)


class CalendarFeed(models.Model):
    """Only the SHA-256 of the secret is kept (hex): the address is shown once, and a new one ends the old."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(revoked_at__isnull=True), name="one_feed_a_person")
        ]
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Calendar of {self.person}"
