"""A participant's wish for another section: for one week, or for good."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from cohorts.models.enrollment import Enrollment
from cohorts.models.meeting import Meeting
from cohorts.models.section import Seat, Section
from mlsafety_course.transitions import Move, Stateful


class SwitchQuerySet(models.QuerySet["Switch"]):
    def in_full(self) -> SwitchQuerySet:
        """Each with what its sentence says."""
        return self.select_related(
            "enrollment__person",
            "enrollment__cohort",
            "to_section__cohort",
            "to_meeting__section",
            "to_meeting__week",
            "instead_of__section",
            "instead_of__week",
            "decided_by",
        )

    def waiting(self) -> SwitchQuerySet:
        """Without an answer, be it too late for one."""
        return self.filter(status=Switch.Status.ASKED)

    def answerable(self, at: datetime) -> SwitchQuerySet:
        """Without an answer, while one still helps: neither meeting has begun. The nearest meeting first."""
        begun = Q(to_meeting__starts_at__lte=at) | Q(instead_of__starts_at__lte=at)
        return self.waiting().exclude(begun).in_full().order_by("to_meeting__starts_at", "asked_at", "pk")

    def ahead(self, at: datetime) -> SwitchQuerySet:
        """For one week, approved and not taken back, with both meetings still to come."""
        seats = Q(
            enrollment__guest_seats__meeting=F("to_meeting"),
            enrollment__guest_seats__instead_of=F("instead_of"),
            enrollment__guest_seats__ended_at__isnull=True,
        )
        approved = self.filter(seats, status=Switch.Status.APPROVED)
        return approved.filter(to_meeting__starts_at__gt=at, instead_of__starts_at__gt=at).in_full().distinct()

    def of_sections_of(self, user: User, today: date) -> SwitchQuerySet:
        """From or to a section that this person teaches; never their own."""
        taught = Section.objects.taught_by(user, today)
        seats = Seat.objects.current().filter(section__in=taught)
        leaving = Q(instead_of__section__in=taught) | Q(enrollment__in=seats.values("enrollment"))
        return self.exclude(enrollment__person=user).filter(Q(to_section__in=taught) | leaving)

    def decidable_by(self, user: User, today: date) -> SwitchQuerySet:
        """The same; for a lead every one but their own."""
        if user.has_perm("cohorts.lead_cohort"):
            return self.exclude(enrollment__person=user).in_full()
        return self.of_sections_of(user, today).in_full()


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

    objects = SwitchQuerySet.as_manager()

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
