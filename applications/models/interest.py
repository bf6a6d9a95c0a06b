"""An address that asked to be told when the next round opens. Deleted once it was told."""

from __future__ import annotations

from django.db import models


class Interest(models.Model):
    """Counts once it was confirmed by the link in the mail to it."""

    email = models.EmailField(unique=True)
    token = models.CharField(max_length=32, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name_plural = "interest"

    def __str__(self) -> str:
        return self.email
