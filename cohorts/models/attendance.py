"""Who was there. No row means: not recorded."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cohorts.models.enrollment import Enrollment
from cohorts.models.meeting import Meeting


class Mark(models.TextChoices):
    PRESENT = "present", "Present"
    LATE = "late", "Late"
    EXCUSED = "excused", "Excused"
    ABSENT = "absent", "Absent"


class Attendance(models.Model):
    """The mark that holds now for one person at one meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="attendances")
    mark = models.CharField(max_length=10, choices=Mark)
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "enrollment"], name="one_mark_per_person_and_meeting")
        ]
        ordering = ["meeting", "enrollment__person__full_name", "pk"]

    def __str__(self) -> str:
        return f"{self.enrollment.person}: {self.get_mark_display()}"


class AttendanceChange(models.Model):
    """Every value a mark has had. Append-only."""

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="changes")
    mark = models.CharField(max_length=10, choices=Mark)
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attendance", "version"], name="one_change_per_version")]
        ordering = ["attendance", "version"]

    def __str__(self) -> str:
        return f"{self.attendance} ({self.version})"
