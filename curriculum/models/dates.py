"""Dates that hold for one section or one person only, how people ask for them, and what was moved for everybody."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Seat, Section
from curriculum.models.homework import Homework
from curriculum.models.release import Release
from mlsafety_course.transitions import Move, Stateful


class DateOverrideQuerySet(models.QuerySet["DateOverride"]):
    def of_cohort(self, cohort: Cohort) -> DateOverrideQuerySet:
        """The newest first, each with what its line says."""
        rows = self.filter(Q(release__cohort=cohort) | Q(homework__cohort=cohort)).order_by("-at", "-pk")
        return rows.select_related("release__unit", "homework__assignment", "section", "enrollment__person", "by")


class DateOverride(models.Model):
    """Other dates of one unit or homework, for a section or a person. A date left out is as it would be without."""

    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="date_overrides")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, null=True, blank=True, related_name="date_overrides")
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="overrides")
    homework = models.ForeignKey(Homework, models.PROTECT, null=True, blank=True, related_name="overrides")
    opens_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    sequence = models.PositiveIntegerField(default=0, help_text="How often calendars were told of a change.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = DateOverrideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(section__isnull=True, enrollment__isnull=False)
                | Q(section__isnull=False, enrollment__isnull=True),
                name="override_is_for_a_section_or_a_person",
            ),
            models.CheckConstraint(
                condition=Q(release__isnull=True, homework__isnull=False)
                | Q(release__isnull=False, homework__isnull=True, due_at__isnull=True, closes_at__isnull=True),
                name="override_is_of_a_unit_or_a_homework",
            ),
            models.UniqueConstraint(fields=["section", "release"], name="one_unit_override_a_section"),
            models.UniqueConstraint(fields=["section", "homework"], name="one_homework_override_a_section"),
            models.UniqueConstraint(fields=["enrollment", "release"], name="one_unit_override_a_person"),
            models.UniqueConstraint(fields=["enrollment", "homework"], name="one_homework_override_a_person"),
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Other dates of {self.release or self.homework} for {self.section or self.enrollment}"


class ExtensionRequestQuerySet(models.QuerySet["ExtensionRequest"]):
    def in_full(self) -> ExtensionRequestQuerySet:
        """Each with what its sentence says."""
        return self.select_related("enrollment__person", "homework__assignment", "homework__cohort", "decided_by")

    def waiting(self) -> ExtensionRequestQuerySet:
        return self.filter(status=ExtensionRequest.Status.ASKED)

    def of_sections_of(self, user: User, today: date) -> ExtensionRequestQuerySet:
        """Of people who sit in a section that this person teaches; never their own."""
        seats = Seat.objects.current().filter(section__in=Section.objects.taught_by(user, today))
        return self.exclude(enrollment__person=user).filter(enrollment__in=seats.values("enrollment")).in_full()

    def decidable_by(self, user: User, today: date) -> ExtensionRequestQuerySet:
        """The same; for a lead every one but their own."""
        if user.has_perm("cohorts.lead_cohort"):
            return self.exclude(enrollment__person=user).in_full()
        return self.of_sections_of(user, today)


class ExtensionRequest(Stateful):
    """More time for one homework, asked for with a date and a reason; also afterwards, where that is fair."""

    class Status(models.TextChoices):
        ASKED = "asked", "Waiting for an answer"
        GRANTED = "granted", "Granted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Taken back"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    homework = models.ForeignKey(Homework, models.PROTECT, related_name="extension_requests")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="extension_requests")
    until = models.DateTimeField("due until (exclusive)")
    reason = models.CharField(max_length=500)
    status = models.CharField(max_length=20, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["homework", "enrollment"], condition=Q(status="asked"), name="one_open_extension_a_homework"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["granted", "declined"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="decided_extension_says_by_whom",
            ),
        ]
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"Extension of {self.homework} for {self.enrollment.person}"


class ExtensionRequestMove(Move):
    subject = models.ForeignKey(ExtensionRequest, models.PROTECT, related_name="moves")


class ScheduleChange(models.Model):
    """One date of the plan that was moved for the whole cohort. Append-only."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="schedule_changes")
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="changes")
    homework = models.ForeignKey(Homework, models.PROTECT, null=True, blank=True, related_name="changes")
    field = models.CharField(max_length=20)
    before = models.DateTimeField()
    after = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["cohort", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.release or self.homework}: {self.field}"
