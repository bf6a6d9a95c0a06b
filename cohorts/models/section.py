"""A small group with its TA, and who sits in it from when to when."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Prefetch, Q

from accounts.models import User
from cohorts.models.cohort import Cohort
from cohorts.models.enrollment import Enrollment
from mlsafety_course import timekit
from mlsafety_course.transitions import Move, Stateful

CURRENT_TEACHINGS = "current_teachings"
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class SectionQuerySet(models.QuerySet["Section"]):
    def taught_by(self, user: User, today: date) -> SectionQuerySet:
        """Sections this person teaches today, as lead, co-TA or standing substitute, until appeals end. From the day
        before: somewhere else it is their first day already."""
        still = Q(cohort__appeals_close_at__gt=datetime.combine(today, time.min, UTC))
        begun = Teaching.objects.not_over(today).filter(ta=user, from_on__lte=today + timedelta(days=1))
        return self.filter(still, pk__in=begun.values("section"))

    def not_closed(self) -> SectionQuerySet:
        return self.exclude(status=Section.Status.CLOSED)

    def with_people(self, on: date) -> SectionQuerySet:
        """Each with `people`, how many sit in it now, and as `current_teachings` who teaches it on that day."""
        counted = self.annotate(people=Count("seats", filter=Q(seats__to_at__isnull=True)))
        teaching = Teaching.objects.current(on).select_related("ta")
        return counted.prefetch_related(Prefetch("teachings", teaching, to_attr=CURRENT_TEACHINGS))

    def seen_by(self, user: User, today: date) -> SectionQuerySet:
        """Leads: every section. TAs: those they teach today."""
        found = self if user.has_perm("cohorts.lead_cohort") else self.taught_by(user, today)
        return found.select_related("cohort")


class Section(Stateful):
    """Meets weekly at wall time in its zone."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="sections")
    name = models.CharField(max_length=60)
    weekday = models.PositiveSmallIntegerField(choices=list(enumerate(WEEKDAYS)))
    clock = models.TimeField("starts at (wall time)")
    minutes = models.PositiveSmallIntegerField(default=60)
    zone = models.CharField("time zone", max_length=60)
    join_url = models.URLField("link to join", blank=True)
    campus = models.CharField(max_length=40, blank=True)
    room = models.CharField(max_length=100, blank=True)
    minimum = models.PositiveSmallIntegerField("fewest people", default=5)
    maximum = models.PositiveSmallIntegerField("most people", default=8)
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED)

    objects = SectionQuerySet.as_manager()
    current_teachings: list[Teaching]  # set by with_people()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "name"], name="one_section_per_name"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="section_meets_on_a_weekday"),
            models.CheckConstraint(condition=Q(minimum__lte=F("maximum")), name="section_minimum_below_maximum"),
        ]
        ordering = ["cohort", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def weekly(self) -> str:
        """When it meets, in its own zone."""
        return f"{self.get_weekday_display()}s at {self.clock:%H:%M}, {timekit.zone_label(self.zone)}"

    @property
    def is_closed(self) -> bool:
        return self.status == Section.Status.CLOSED

    def lead_ta(self, on: date) -> User | None:
        """Who leads it on that day (one query)."""
        lead = self.teachings.leading(on).select_related("ta").last()
        return lead.ta if lead else None

    def next_meeting_and_ta(self, at: datetime) -> tuple[datetime | None, User | None]:
        """When it meets next, and who leads it then; without a meeting, who leads it now (two queries)."""
        planned = self.meetings.filter(status="planned", starts_at__gt=at)
        first = planned.values_list("starts_at", flat=True).first()
        return first, self.lead_ta(self.cohort.day_of(first or at))


class SectionMove(Move):
    subject = models.ForeignKey(Section, models.PROTECT, related_name="moves")


class TeachingQuerySet(models.QuerySet["Teaching"]):
    def not_over(self, on: date) -> TeachingQuerySet:
        """Who teaches on that day or begins later."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=on))

    def current(self, on: date) -> TeachingQuerySet:
        """Who teaches on that day."""
        return self.not_over(on).filter(from_on__lte=on)

    def leading(self, on: date) -> TeachingQuerySet:
        """Who leads on that day."""
        return self.current(on).filter(role=Teaching.Role.LEAD)


class Teaching(models.Model):
    """Who teaches a section, from which day to which."""

    class Role(models.TextChoices):
        LEAD = "lead", "TA"
        CO = "co", "Co-TA"
        SUBSTITUTE = "substitute", "Substitute"

    section = models.ForeignKey(Section, models.PROTECT, related_name="teachings")
    ta = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="teachings")
    role = models.CharField(max_length=20, choices=Role, default=Role.LEAD)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = TeachingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "ta", "from_on"], name="one_teaching_per_first_day"),
        ]
        ordering = ["section", "from_on", "pk"]

    def __str__(self) -> str:
        return f"{self.ta} teaches {self.section}"


class SeatQuerySet(models.QuerySet["Seat"]):
    def current(self) -> SeatQuerySet:
        return self.filter(to_at__isnull=True)

    def at(self, instant: datetime) -> SeatQuerySet:
        """Seats held at that instant."""
        return self.filter(Q(to_at__isnull=True) | Q(to_at__gt=instant), from_at__lte=instant)


class Seat(models.Model):
    """A person's place in a section, from when to when. Moving closes one and opens the next."""

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="seats")
    section = models.ForeignKey(Section, models.PROTECT, related_name="seats")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment"], condition=Q(to_at__isnull=True), name="one_seat_at_a_time"),
        ]
        ordering = ["section", "from_at", "pk"]

    def __str__(self) -> str:
        return f"{self.enrollment.person} in {self.section}"
