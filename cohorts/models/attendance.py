"""Who was there, and what people ask about it. No row means: not recorded."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from cohorts.models.enrollment import Enrollment
from cohorts.models.meeting import Meeting
from mlsafety_course.transitions import Move, Stateful


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


class AttendanceRequestQuerySet(models.QuerySet["AttendanceRequest"]):
    def with_people(self) -> AttendanceRequestQuerySet:
        """Each with its person, and its meeting with section and week."""
        return self.select_related(
            "enrollment__person", "enrollment__cohort", "meeting__section__cohort", "meeting__week"
        )

    def waiting(self) -> AttendanceRequestQuerySet:
        """Without an answer, the oldest first. What concerns a cancelled meeting needs none."""
        asked = self.filter(status=AttendanceRequest.Status.ASKED)
        return asked.exclude(meeting__status=Meeting.Status.CANCELLED).with_people()

    def decidable_by(self, user: User, at: datetime, today: date) -> AttendanceRequestQuerySet:
        """About meetings whose sheet this person may correct; never their own."""
        meetings = Meeting.objects.open_to(user, at, today)
        return self.exclude(enrollment__person=user).filter(meeting__in=meetings.values("pk"))

    def of_sections_of(self, user: User, at: datetime, today: date) -> AttendanceRequestQuerySet:
        """The same for meetings that they run themselves, which for a lead is less."""
        meetings = Meeting.objects.run_by(user, at, today)
        return self.exclude(enrollment__person=user).filter(meeting__in=meetings.values("pk"))


class AttendanceRequest(Stateful):
    """What a participant asks about one meeting: to be excused, or to have a mark put right."""

    class Kind(models.TextChoices):
        ABSENCE = "absence", "Absence"
        CORRECTION = "correction", "Correction"

    class Status(models.TextChoices):
        ASKED = "asked", "Waiting for an answer"
        GRANTED = "granted", "Granted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Taken back"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance_requests")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="attendance_requests")
    kind = models.CharField(max_length=20, choices=Kind)
    wanted = models.CharField(max_length=10, choices=Mark)
    reason = models.CharField(max_length=500)
    status = models.CharField(max_length=20, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = AttendanceRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "enrollment", "kind"],
                condition=Q(status="asked"),
                name="one_open_request_per_meeting_and_kind",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["granted", "declined"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="decided_attendance_request_says_by_whom",
            ),
        ]
        ordering = ["asked_at", "pk"]

    @property
    def wish(self) -> str:
        """What is asked for, to be read after a name."""
        if self.kind == AttendanceRequest.Kind.ABSENCE:
            return "cannot come" if self.asked_at < self.meeting.starts_at else "could not come"
        return f"asks for “{self.get_wanted_display()}”"

    @property
    def wish_said(self) -> str:
        """The same as the beginning of a sentence."""
        return self.wish[:1].upper() + self.wish[1:]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.enrollment.person} at {self.meeting}"


class AttendanceRequestMove(Move):
    subject = models.ForeignKey(AttendanceRequest, models.PROTECT, related_name="moves")


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
