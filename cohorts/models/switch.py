"""A participant's wish for another section: for one week, or for good."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from cohorts.models.enrollment import Enrollment
from cohorts.models.meeting import Meeting
from cohorts.models.section import Section
from mlsafety_course.transitions import Move, Stateful


class Switch(Stateful):
    """Asked by the person, decided by a TA or a lead. For one week it names both meetings, and ends by itself."""

    class Kind(models.TextChoices):
        ONCE = "once", "For one week"
        FOR_GOOD = "for_good", "For good"

    class Status(models.TextChoices):
        ASKED = "asked", "Waiting for an answer"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Taken back"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="switches")
    kind = models.CharField(max_length=20, choices=Kind)
    to_section = models.ForeignKey(Section, models.PROTECT, related_name="switches_here")
    to_meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="switches_here")
    instead_of = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="switches_away")
    reason = models.CharField(max_length=300)
    status = models.CharField(max_length=20, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "switches"
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(status="asked"), name="one_open_switch_a_person"
            ),
            models.CheckConstraint(
                condition=Q(kind="once", to_meeting__isnull=False, instead_of__isnull=False)
                | Q(kind="for_good", to_meeting__isnull=True, instead_of__isnull=True),
                name="switch_for_one_week_names_both_meetings",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "declined"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="decided_switch_says_by_whom",
            ),
        ]
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.enrollment.person} to {self.to_section}, {self.get_kind_display().lower()}"


class SwitchMove(Move):
    subject = models.ForeignKey(Switch, models.PROTECT, related_name="moves")
