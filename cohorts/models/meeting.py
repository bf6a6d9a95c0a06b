"""One gathering of a section, in the week it belongs to."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from accounts.models import User
from cohorts.models.cohort import Week
from cohorts.models.enrollment import Enrollment
from cohorts.models.section import Section, Teaching
from mlsafety_course import timekit
from mlsafety_course.transitions import Move, Stateful

SUBSTITUTE_FROM = timedelta(hours=24)
SUBSTITUTE_UNTIL = timedelta(hours=48)
HANDED_OVER = timedelta(days=4)  # more than SUBSTITUTE_UNTIL, and a day's difference between two zones
LONGEST = timedelta(hours=24)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def run_by(self, user: User, at: datetime, today: date) -> MeetingQuerySet:
        """Meetings of one's own sections; as substitute, or of a section handed over since, from 24 h before to 48 h
        after."""
        own = Q(section__in=Section.objects.taught_by(user, today))
        near = Q(starts_at__gt=at - SUBSTITUTE_UNTIL, starts_at__lte=at + SUBSTITUTE_FROM)
        return self.filter(own | near & (Q(substitute=user) | _handed_over_by(user, today)))

    def open_to(self, user: User, at: datetime, today: date) -> MeetingQuerySet:
        """Whose sheet this person may see and correct: a lead every one, anybody else those they run."""
        return self if user.has_perm("cohorts.lead_cohort") else self.run_by(user, at, today)

    def of(self, enrollment: Enrollment) -> MeetingQuerySet:
        """Where this person is or was expected, or was marked."""
        begun = Q(section__seats__enrollment=enrollment, section__seats__from_at__lte=F("starts_at"))
        still = Q(section__seats__to_at__isnull=True) | Q(section__seats__to_at__gt=F("starts_at"))
        sat = self.model.objects.filter(begun & still).exclude(pk__in=_left_for_another(enrollment))
        marked = Q(attendances__enrollment=enrollment)
        return self.filter(Q(pk__in=sat) | Q(pk__in=_visited(enrollment)) | marked).distinct()

    def to_sign_off(self) -> MeetingQuerySet:
        """Planned ones of sections that people were told of."""
        return self.filter(status=Meeting.Status.PLANNED).exclude(section__status=Section.Status.PLANNED)

    def locked(self, meeting: Meeting) -> Meeting:
        """The row as it is now, locked until the transaction ends."""
        return self.for_sheet().select_for_update(of=["self"]).get(pk=meeting.pk)

    def expecting(self, enrollment: Enrollment) -> MeetingQuerySet:
        """Planned meetings of the section this person sits in now, and those they visit, beside or instead of one."""
        own = Q(section__seats__enrollment=enrollment, section__seats__to_at__isnull=True)
        mine = own & ~Q(pk__in=_left_for_another(enrollment)) | Q(pk__in=_visited(enrollment))
        return (
            self.filter(mine, status=Meeting.Status.PLANNED).select_related("section", "week", "substitute").distinct()
        )

    def led_by(self, user: User, today: date) -> MeetingQuerySet:
        """Those this person is to lead: of their own sections, and those they stand in at, however far away."""
        return self.filter(Q(section__in=Section.objects.taught_by(user, today)) | Q(substitute=user))

    def to_give_away(self, user: User, today: date) -> MeetingQuerySet:
        """For whom somebody else may be looked for: a lead every one, anybody else those they are to lead."""
        return self if user.has_perm("cohorts.lead_cohort") else self.led_by(user, today)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> list[Meeting]:
        """Planned ones that run at some instant in between."""
        near = self.filter(starts_at__lt=ends_at, starts_at__gt=starts_at - LONGEST)
        planned = near.filter(status=Meeting.Status.PLANNED).for_sheet()
        return [meeting for meeting in planned if meeting.ends_at > starts_at]

    def not_over(self, at: datetime) -> list[Meeting]:
        """Those to come or still running, the next first."""
        near = self.filter(starts_at__gt=at - LONGEST).order_by("starts_at", "pk")
        return [meeting for meeting in near if meeting.ends_at > at]

    def over(self, at: datetime) -> list[Meeting]:
        """Those that have ended, the oldest first."""
        return [
            meeting for meeting in self.filter(starts_at__lt=at).order_by("starts_at", "pk") if meeting.ends_at <= at
        ]

    def with_marks_counted(self) -> MeetingQuerySet:
        """Each with `marks`, how many people were marked, and `came`, how many of them were there."""
        came = Q(attendances__mark__in=["present", "late"])
        return self.annotate(marks=Count("attendances"), came=Count("attendances", filter=came))

    def for_sheet(self) -> MeetingQuerySet:
        return self.select_related("section", "section__cohort", "week", "substitute", "signed_off_by")


class Meeting(Stateful):
    """Belongs to its week for good, wherever it is moved."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    section = models.ForeignKey(Section, models.PROTECT, related_name="meetings")
    week = models.ForeignKey(Week, models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED)
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="substitutions"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replacement", help_text="The one called off."
    )
    sequence = models.PositiveIntegerField(default=0, help_text="How often calendars were told of a change.")
    signed_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_off_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "starts_at"],
                condition=~Q(status="cancelled"),
                name="one_meeting_per_section_and_start",
            ),
            models.CheckConstraint(
                condition=~Q(status="held") | Q(signed_off_by__isnull=False, signed_off_at__isnull=False),
                name="held_meeting_is_signed_off",
            ),
        ]
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.section}, {self.week}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


class MeetingMove(Move):
    subject = models.ForeignKey(Meeting, models.PROTECT, related_name="moves")


class GuestQuerySet(models.QuerySet["Guest"]):
    def live(self) -> GuestQuerySet:
        """Seats that hold: those that ended count nowhere."""
        return self.filter(ended_at__isnull=True)

    def instead(self) -> GuestQuerySet:
        """Live seats that stand for the person's own meeting of that week."""
        return self.live().filter(instead_of__isnull=False)


def _handed_over_by(user: User, today: date) -> Q:
    """The meetings, until their last day, of the sections they taught until a few days ago (one query)."""
    ended = Teaching.objects.filter(ta=user, to_on__gte=today - HANDED_OVER, to_on__lte=today + HANDED_OVER)
    found = Q(pk__in=[])
    for section, zone, first, last in ended.values_list("section", "section__cohort__zone", "from_on", "to_on"):
        begins, ends = timekit.start_of_day(first, zone), timekit.end_of_day(last or first, zone)
        found |= Q(section=section, starts_at__gte=begins, starts_at__lt=ends)
    return found


def _visited(enrollment: Enrollment) -> models.QuerySet[Guest, int]:
    return Guest.objects.live().filter(enrollment=enrollment).order_by().values_list("meeting", flat=True)


def _left_for_another(enrollment: Enrollment) -> models.QuerySet[Guest, int]:
    return Guest.objects.instead().filter(enrollment=enrollment).order_by().values_list("instead_of", flat=True)


class Guest(models.Model):
    """A person of another section who comes to this one meeting; with `instead_of`, in place of their own."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="guests")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="guest_seats")
    instead_of = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="switched_away", help_text="Their own, that week."
    )
    invited_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0, help_text="How often the seat was given or taken back.")

    objects = GuestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "enrollment"], name="one_guest_seat_per_meeting")]
        ordering = ["meeting", "pk"]

    def __str__(self) -> str:
        return f"{self.enrollment.person} as guest of {self.meeting}"
