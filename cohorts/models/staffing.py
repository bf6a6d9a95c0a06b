"""A TA's agreement to teach in a cohort."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Lower

from accounts.models import User
from cohorts.models.cohort import Cohort
from cohorts.models.enrollment import hours_of_row
from mlsafety_course.transitions import Move, Stateful


class StaffingQuerySet(models.QuerySet["Staffing"]):
    def of(self, person: User) -> StaffingQuerySet:
        return self.filter(person=person).select_related("cohort", "person")

    def with_hours_given(self) -> StaffingQuerySet:
        """Each with its person and `gave_hours`."""
        return self.select_related("person").annotate(gave_hours=Exists(hours_of_row()))

    def agreed(self) -> StaffingQuerySet:
        return self.filter(status=Staffing.Status.AGREED)

    def with_withdrawn(self) -> StaffingQuerySet:
        """Each with `left_as`, where it stood before its last move: whoever left when `invited` had not answered."""
        last = StaffingMove.objects.filter(subject=OuterRef("pk")).order_by("-at", "-pk")
        answered = Subquery(last.values("source")[:1])
        return self.annotate(left_as=answered)


class Staffing(Stateful):
    """One person's work as TA in one cohort: invited, then agreed."""

    class Status(models.TextChoices):
        INVITED = "invited", "Invited"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"
        LEFT = "left", "Left"

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="staffings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="staffings")
    status = models.CharField(max_length=20, choices=Status, default=Status.INVITED)
    most_sections = models.PositiveSmallIntegerField(default=1)
    campus = models.CharField(max_length=40, blank=True)
    invited_at = models.DateTimeField()
    digest_hour = models.PositiveSmallIntegerField(
        "hour of the daily mail", default=8, help_text="By the clocks of their own zone, 0 to 23."
    )

    objects = StaffingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], name="one_staffing_per_person_and_cohort"),
            models.CheckConstraint(condition=Q(digest_hour__lte=23), name="digest_hour_is_of_a_day"),
        ]
        ordering = ["cohort", "person__full_name", "pk"]

    def __str__(self) -> str:
        return f"{self.person} as TA of {self.cohort}"


class TeachingInviteQuerySet(models.QuerySet["TeachingInvite"]):
    def open(self) -> TeachingInviteQuerySet:
        return self.filter(answered_at__isnull=True)

    def of(self, person: User) -> TeachingInviteQuerySet:
        """Those that wait for an answer at an address which this person has proved to be theirs."""
        verified = EmailAddress.objects.filter(user=person, verified=True).annotate(typed=Lower("email"))
        asked = self.open().filter(email__in=verified.values("typed")).exclude(cohort__staffings__person=person)
        return asked.select_related("cohort")


class TeachingInvite(models.Model):
    """Somebody asked to teach by an address that has no account yet; a `Staffing` begins with their answer."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="teaching_invites")
    email = models.EmailField()
    most_sections = models.PositiveSmallIntegerField(default=1)
    campus = models.CharField(max_length=40, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = TeachingInviteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "email"], name="one_teaching_invite_per_address")]
        ordering = ["cohort", "email"]

    def __str__(self) -> str:
        return f"{self.email} for {self.cohort}"


class StaffingMove(Move):
    subject = models.ForeignKey(Staffing, models.PROTECT, related_name="moves")
