"""A way in after the deadline, for one person or for who holds the code."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applications.models.round import Round


class LateInvite(models.Model):
    """Whoever opens its address can still apply until it expires, as often as it has uses."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="invites")
    token = models.CharField(max_length=32, unique=True)
    email = models.EmailField("for this address only", blank=True)
    uses = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(uses__gte=1), name="invite_has_a_use"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="invite_ends_after_it_was_made"),
        ]
        ordering = ["round", "-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Late invite to {self.round} for {self.email or 'who holds the address'}"

    def is_open(self, at: datetime) -> bool:
        """Whether it can be used at this instant, as far as time goes; its uses are counted under the round's lock."""
        return self.revoked_at is None and at < self.expires_at
