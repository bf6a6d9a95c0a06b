"""What staff have changed in the course's material: for all cohorts, or a link for one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cohorts.models import Cohort
from curriculum.models.library import Assignment, Lecture, Reading


def in_words(field: str) -> str:
    """ "video_url" is "video", "ta_notes" is "ta notes"."""
    return "address" if field == "url" else field.removesuffix("_url").replace("_", " ")


class ContentChange(models.Model):
    """One field of one piece of the library that was edited or loaded anew. Append-only."""

    kind = models.CharField(max_length=20, help_text="unit, lecture, reading, assignment or passage")
    slug = models.CharField(max_length=100)
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="content_changes", help_text="Empty: for all."
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}: {self.field}"

    @property
    def field_in_words(self) -> str:
        return in_words(self.field)


class LinkFix(models.Model):
    """Another address for one cohort, while the library keeps its own."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="link_fixes")
    lecture = models.ForeignKey(Lecture, models.PROTECT, null=True, blank=True, related_name="link_fixes")
    reading = models.ForeignKey(Reading, models.PROTECT, null=True, blank=True, related_name="link_fixes")
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, blank=True, related_name="link_fixes")
    field = models.CharField(max_length=20, help_text="video_url, slides_url, notes_url or url")
    url = models.URLField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "link fixes"
        constraints = [
            models.CheckConstraint(
                condition=Q(lecture__isnull=False, reading__isnull=True, assignment__isnull=True)
                | Q(lecture__isnull=True, reading__isnull=False, assignment__isnull=True)
                | Q(lecture__isnull=True, reading__isnull=True, assignment__isnull=False),
                name="link_fix_is_of_one_thing",
            ),
            models.UniqueConstraint(fields=["cohort", "lecture", "field"], name="one_fix_per_lecture_link"),
            models.UniqueConstraint(fields=["cohort", "reading", "field"], name="one_fix_per_reading_link"),
            models.UniqueConstraint(fields=["cohort", "assignment", "field"], name="one_fix_per_assignment_link"),
        ]
        ordering = ["cohort", "pk"]

    def __str__(self) -> str:
        return f"{self.lecture or self.reading or self.assignment}: {self.url}"

    @property
    def field_in_words(self) -> str:
        return in_words(self.field)
