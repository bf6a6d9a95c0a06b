"""Who reads an application, and what they think of it."""

from __future__ import annotations

from functools import reduce
from operator import add
from statistics import fmean

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applications.models.application import Application
from applications.rubric import CRITERIA

SCORES = [(1, "1"), (2, "2"), (3, "3"), (4, "4")]
SCORED = [criterion.name for criterion in CRITERIA]
MEAN = reduce(add, map(F, SCORED)) * (1 / len(SCORED))  # of one review, in a query: from 1 to 4


class ReviewAssignment(models.Model):
    """This reviewer is to read this application."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_assignments")
    assigned_at = models.DateTimeField()
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "reviewer"], name="one_assignment_per_reviewer")]
        ordering = ["reviewer", "pk"]

    def __str__(self) -> str:
        return f"{self.reviewer} reads {self.application}"


class ReviewConflict(models.Model):
    """This reviewer says they cannot judge this application."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="conflicts")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_conflicts")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "reviewer"], name="one_conflict_per_reviewer")]
        ordering = ["reviewer", "pk"]

    def __str__(self) -> str:
        return f"{self.reviewer} cannot judge {self.application}"


class Review(models.Model):
    """Four anchored scores from 1 to 4, a recommendation and a private comment."""

    class Recommendation(models.TextChoices):
        ADMIT = "admit", "Admit"
        WAITLIST = "waitlist", "Waitlist"
        REJECT = "reject", "Reject"

    application = models.ForeignKey(Application, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    ml_background = models.PositiveSmallIntegerField(choices=SCORES)
    mathematics = models.PositiveSmallIntegerField(choices=SCORES)
    motivation = models.PositiveSmallIntegerField(choices=SCORES)
    commitment = models.PositiveSmallIntegerField(choices=SCORES)
    recommendation = models.CharField(max_length=10, choices=Recommendation)
    comment = models.TextField(blank=True)
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="one_review_per_reviewer"),
            models.CheckConstraint(
                condition=Q(ml_background__range=(1, 4))
                & Q(mathematics__range=(1, 4))
                & Q(motivation__range=(1, 4))
                & Q(commitment__range=(1, 4)),
                name="scores_are_from_one_to_four",
            ),
        ]
        ordering = ["application", "pk"]

    def __str__(self) -> str:
        return f"{self.reviewer} on {self.application}"

    @property
    def mean(self) -> float:
        """The four scores' mean, from 1 to 4."""
        return fmean(getattr(self, name) for name in SCORED)
