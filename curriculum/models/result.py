"""How the course ended for those it was not awarded to, what they say to it, and what is taken back."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Seat
from curriculum.models.completion import Completion, CompletionPolicy
from curriculum.models.homework import Attempt
from mlsafety_course.transitions import Move, Stateful


class CompletionResult(models.Model):
    """Not completed, rule by rule, told once grading has closed. A completion awarded later stands beside it."""

    enrollment = models.OneToOneField(Enrollment, models.PROTECT, related_name="completion_result")
    policy = models.ForeignKey(CompletionPolicy, models.PROTECT, related_name="results")
    evidence = models.JSONField()
    released_at = models.DateTimeField()
    appeal_until = models.DateTimeField()

    class Meta:
        ordering = ["released_at", "pk"]

    def __str__(self) -> str:
        return f"{self.enrollment.person} did not complete {self.enrollment.cohort}"


class AppealQuerySet(models.QuerySet["Appeal"]):
    def waiting(self) -> AppealQuerySet:
        """Without an answer, the oldest first."""
        asked = self.filter(status=Appeal.Status.ASKED).order_by("asked_at", "pk")
        return asked.select_related("enrollment__person", "enrollment__cohort")

    def decidable_by(self, user: User) -> AppealQuerySet:
        """For those who may make exceptions: of people whom they have never taught or graded, and never their own."""
        if not user.has_perm("curriculum.make_exception"):
            return self.none()
        taught = Seat.objects.filter(section__teachings__ta=user).values("enrollment")
        graded = Attempt.objects.filter(grades__grader=user).values("enrollment")
        others = self.exclude(enrollment__person=user).exclude(enrollment__in=taught).exclude(enrollment__in=graded)
        return others.select_related("enrollment__person", "enrollment__cohort")


class Appeal(Stateful):
    """A person holds their result to be wrong. Decided by somebody who was not their TA."""

    class Status(models.TextChoices):
        ASKED = "asked", "Waiting for an answer"
        GRANTED = "granted", "Granted"
        DECLINED = "declined", "Declined"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="appeals")
    text = models.TextField()
    status = models.CharField(max_length=20, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(status="asked"), name="one_open_appeal_a_person"
            ),
            models.CheckConstraint(
                condition=Q(status="asked") | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(answer=""),
                name="decided_appeal_has_an_answer",
            ),
        ]
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"Appeal of {self.enrollment.person}"


class AppealMove(Move):
    subject = models.ForeignKey(Appeal, models.PROTECT, related_name="moves")


class CompletionRevocation(models.Model):
    """An award that should not have been made. The award stays on the record; its certificate is no longer valid."""

    completion = models.OneToOneField(Completion, models.PROTECT, related_name="revocation")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.completion}: taken back"


class PrintedName(models.Model):
    """How a person wants to stand on their certificate; fixed once it is issued."""

    enrollment = models.OneToOneField(Enrollment, models.PROTECT, related_name="printed_name")
    name = models.CharField(max_length=200)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["enrollment"]

    def __str__(self) -> str:
        return self.name


class Staying(models.Model):
    """The answer to a kind mail after two misses running: the person stays."""

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="stayings")
    week = models.PositiveSmallIntegerField(help_text="The second of the two weeks missed.")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "week"], name="one_staying_per_week")]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.enrollment.person} stays"


class Closing(models.Model):
    """A cohort's record was closed in one act, with what stood in the way named."""

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="closing")
    evidence = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return f"{self.cohort}: closed"
