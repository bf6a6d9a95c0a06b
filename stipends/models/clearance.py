"""What staff have ticked off about a person before money may go to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Clearance(models.Model):
    """One dated tick. Append-only: the newest of each kind counts. It says that a document came, not what is in it."""

    class Kind(models.TextChoices):
        TAX_FORM = "tax_form", "Tax form"
        SANCTIONS = "sanctions", "Sanctions screening"

    class Outcome(models.TextChoices):
        DONE = "done", "Done"
        NOT_NEEDED = "not_needed", "Not needed"
        PROBLEM = "problem", "Needs a look"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="clearances")
    kind = models.CharField(max_length=20, choices=Kind)
    outcome = models.CharField(max_length=20, choices=Outcome)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=models.F("by")), name="nobody_clears_themself"),
            models.CheckConstraint(condition=~Q(outcome="problem") | ~Q(note=""), name="problem_has_a_note"),
        ]
        ordering = ["person", "kind", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.person}: {self.get_outcome_display()}"
