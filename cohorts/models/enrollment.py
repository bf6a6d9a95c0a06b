"""A person in a cohort, and the hours they can make."""

from __future__ import annotations

import uuid
from datetime import UTC, date
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce, TruncDate

from accounts.models import User
from cohorts.models.cohort import Cohort
from mlsafety_course.transitions import Move, Stateful

if TYPE_CHECKING:
    from cohorts.models.section import Seat, Section


def hours_of_row() -> models.QuerySet[Availability]:
    """Inside a query of rows with a cohort and a person: the hours that person gave for it."""
    return Availability.objects.filter(cohort=OuterRef("cohort"), person=OuterRef("person"))


def cohort_due(today: date) -> Coalesce:
    """Inside a query of promised places: the key of the cohort that keeps each, which is the named one unless that is
    over by now, else the first later one that has not ended, else None."""
    later = Cohort.objects.filter(starts_on__gt=OuterRef("cohort__starts_on"), ends_on__gte=today)
    named = Case(When(deferred_to__ends_on__gte=today, then=F("deferred_to")))
    return Coalesce(named, Subquery(later.order_by("starts_on", "pk").values("pk")[:1]))


CURRENT_SEATS = "current_seats"
LATEST_USE_OF_A_PLACE = 3  # the number of the week from which on nobody can usefully take a place that comes back


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def of(self, person: User) -> EnrollmentQuerySet:
        return self.filter(person=person)

    def current_of(self, person: User) -> Enrollment | None:
        """The one that the participant's pages are about: in the cohort that starts last."""
        kept = self.of(person).exclude(status=Enrollment.Status.CANCELLED)
        return kept.select_related("cohort", "person").order_by("-cohort__starts_on", "-pk").first()

    def seated_in(self, section: Section) -> EnrollmentQuerySet:
        """Who sits in the section now, by name."""
        return self.filter(seats__section=section, seats__to_at__isnull=True)

    def seen_by(self, user: User, today: date) -> EnrollmentQuerySet:
        """Whose record this person reads and whom they write to: a lead all, a TA who sits in their sections."""
        if user.has_perm("cohorts.lead_cohort"):
            return self
        taught = apps.get_model("cohorts", "Section").objects.taught_by(user, today)
        held = apps.get_model("cohorts", "Seat").objects.current().filter(section__in=taught)
        return self.filter(pk__in=held.values("enrollment"))

    def active(self) -> EnrollmentQuerySet:
        return self.filter(status=Enrollment.Status.ACTIVE)

    def in_cohort_by_email(self, cohort: Cohort, address: str) -> Enrollment | None:
        """The person of this cohort with exactly this address."""
        return self.filter(cohort=cohort, person__email=address.strip().lower()).select_related("person").first()

    def with_seats(self) -> EnrollmentQuerySet:
        """Each with its person and, as `current_seats`, the seat they hold."""
        now = apps.get_model("cohorts", "Seat").objects.current().select_related("section")
        held = Prefetch("seats", now, to_attr=CURRENT_SEATS)
        return self.select_related("person").prefetch_related(held)

    def with_hours_given(self) -> EnrollmentQuerySet:
        """Each with `gave_hours`."""
        return self.annotate(gave_hours=Exists(hours_of_row()))

    def without_hours(self) -> EnrollmentQuerySet:
        return self.exclude(Exists(hours_of_row()))

    def left_in_time(self) -> EnrollmentQuerySet:
        """Whose place can help somebody else: cancelled, or left before the first day (in UTC) of the third week."""
        third = apps.get_model("cohorts", "Week").objects.filter(
            cohort=OuterRef("cohort"), number=LATEST_USE_OF_A_PLACE
        )
        early = Q(left_on__lt=Subquery(third.values("starts_on")))
        gone = Q(status__in=[Enrollment.Status.DROPPED, Enrollment.Status.DEFERRED])
        dated = self.annotate(left_on=TruncDate("left_at", tzinfo=UTC))
        return dated.filter(Q(status=Enrollment.Status.CANCELLED) | gone & early)

    def put_off_to(self, cohort: Cohort, today: date) -> EnrollmentQuerySet:
        """Put off, and may come into this cohort: it was named to them; or none was, or one that is over by now, and it
        starts after theirs."""
        free = Q(deferred_to=None) | Q(deferred_to__ends_on__lt=today)
        later = free & Q(cohort__starts_on__lt=cohort.starts_on)
        return self.filter(Q(deferred_to=cohort) | later, status=Enrollment.Status.DEFERRED)

    def promised(self) -> EnrollmentQuerySet:
        """Put off, and enrolled neither in the named cohort nor after it; where none was named, in no later one."""
        own = Enrollment.objects.filter(person=OuterRef("person"))
        later = own.filter(cohort__starts_on__gt=OuterRef("cohort__starts_on"))
        there = own.filter(cohort=OuterRef("deferred_to"))
        after = own.filter(cohort__starts_on__gt=OuterRef("deferred_to__starts_on"))
        taken = Exists(there) | Exists(after) | Q(Exists(later), deferred_to=None)
        return self.filter(status=Enrollment.Status.DEFERRED).exclude(taken)

    def come_by_promise(self) -> EnrollmentQuerySet:
        """Active, and put off to this cohort before, or to an earlier one that went by."""
        before = Enrollment.objects.filter(person=OuterRef("person"), status=Enrollment.Status.DEFERRED)
        unnamed = Q(deferred_to=None, cohort__starts_on__lt=OuterRef("cohort__starts_on"))
        gone_by = Q(deferred_to__starts_on__lt=OuterRef("cohort__starts_on"))
        return self.active().filter(Exists(before.filter(Q(deferred_to=OuterRef("cohort")) | unnamed | gone_by)))

    def without_seat(self) -> EnrollmentQuerySet:
        held = FilteredRelation("seats", condition=Q(seats__to_at__isnull=True))
        return self.active().annotate(held=held).filter(held__isnull=True)


class Enrollment(Stateful):
    """One person's place in one cohort. What they did hangs on this row, whichever section they sit in."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        CANCELLED = "cancelled", "Cancelled before the start"
        DROPPED = "dropped", "Dropped"
        DEFERRED = "deferred", "Deferred"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="enrollments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrollments")
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    enrolled_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    deferred_to = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="promised", help_text="Where a place is promised."
    )
    campus = models.CharField(max_length=40, blank=True)
    background = models.CharField(max_length=40, blank=True, help_text="Used to mix sections, never to choose people.")

    objects = EnrollmentQuerySet.as_manager()
    current_seats: list[Seat]  # set by with_seats()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], name="one_enrollment_per_person_and_cohort"),
            models.CheckConstraint(
                condition=Q(status="active", left_at__isnull=True) | ~Q(status="active") & Q(left_at__isnull=False),
                name="who_left_has_a_date",
            ),
        ]
        ordering = ["cohort", "person__full_name", "pk"]

    def __str__(self) -> str:
        return f"{self.person} in {self.cohort}"


class EnrollmentMove(Move):
    subject = models.ForeignKey(Enrollment, models.PROTECT, related_name="moves")


class Availability(models.Model):
    """The half-hours of a week in which a person can meet, in their own zone."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="availabilities")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="availabilities")
    zone = models.CharField("time zone", max_length=60)
    grid = models.CharField(max_length=336, help_text="336 half-hours from Monday 00:00, 1 = free.")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], name="one_availability_per_person_and_cohort")
        ]
        ordering = ["cohort", "pk"]

    def __str__(self) -> str:
        return f"Hours of {self.person} for {self.cohort}"
