"""What helps a grader: rubrics, comments to use again, and whose work it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cohorts.models import Enrollment
from curriculum.models.homework import Homework
from curriculum.models.library import Assignment


class RubricLine(models.Model):
    """One thing that a grader ticks. It leads the eye; the verdict stays the grader's."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="rubric")
    key = models.SlugField(max_length=40)
    text = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "key"], name="one_rubric_line_per_key")]
        ordering = ["assignment", "position", "key"]

    def __str__(self) -> str:
        return self.text


class SavedComment(models.Model):
    """A sentence that one grader uses again."""

    grader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_comments")
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["grader", "position", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Reassignment(models.Model):
    """A lead has given one person's homework to another grader. The newest counts."""

    homework = models.ForeignKey(Homework, models.PROTECT, related_name="reassignments")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="reassignments")
    grader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reassigned_here")
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.homework} of {self.enrollment.person} to {self.grader}"
