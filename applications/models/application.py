"""One person's request to join one cohort."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Group, User
from applications.completeness import REQUIRED
from applications.models.invite import LateInvite
from applications.models.round import Question, RejectionReason, Round
from cohorts.models import Enrollment
from mlsafety_course.transitions import Move, Stateful


class Level(models.TextChoices):
    """How well a person knows a prerequisite, by their own word."""

    NONE = "none", "Not yet"
    SOME = "some", "Some self-study"
    COURSE = "course", "About a college course"
    STRONG = "strong", "Used it in research or at work"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def owned_by(self, user: User) -> ApplicationQuerySet:
        return self.filter(applicant=user).select_related("round__cohort", "applicant", "reason")

    def readable_by_staff(self, user: User) -> ApplicationQuerySet:
        """Leads: all that were ever sent. Reviewers: assigned ones. Neither: their own, or one in conflict."""
        sent = self.exclude(status=Application.Status.DRAFT).filter(submitted_at__isnull=False)
        free = sent.exclude(applicant=user).exclude(conflicts__reviewer=user)
        if user.has_perm("applications.release_decisions"):
            return free
        if user.holds(Group.REVIEWER):
            return free.filter(assignments__reviewer=user)
        return self.none()

    def in_review(self) -> ApplicationQuerySet:
        return self.filter(status=Application.Status.SUBMITTED)

    def waiting(self, at: datetime) -> ApplicationQuerySet:
        """Drafts that may be due to be sent by the clock: chosen, past a deadline, and nothing required is blank."""
        begun = self.filter(status=Application.Status.DRAFT, send_at_deadline=True, consent_at__isnull=False)
        blank = reduce(or_, (Q(**{name: ""}) for name in REQUIRED))
        return begun.filter(round__closes_at__lte=at).exclude(late_until__gt=at).exclude(blank)

    def to_read_by(self, reader: User) -> ApplicationQuerySet:
        """Assigned to this person and not read yet."""
        mine = self.in_review().filter(assignments__reviewer=reader).exclude(applicant=reader)
        return mine.exclude(conflicts__reviewer=reader).exclude(reviews__reviewer=reader)

    def to_release(self) -> ApplicationQuerySet:
        """Whose proposal would change where they stand, in the order of the table."""
        new = Q(status=Application.Status.SUBMITTED) & ~Q(proposal="")
        off_the_waitlist = Q(status=Application.Status.WAITLISTED, proposal__in=["admit", "reject"])
        return self.filter(new | off_the_waitlist).order_by("proposal", "submitted_at", "pk")

    def holding_a_seat(self, at: datetime, grace: timedelta) -> ApplicationQuerySet:
        """Accepted and not given back since, or offered and still in time to take it (within the grace is)."""
        offered = Q(status=Application.Status.ADMITTED, confirm_by__gt=at - grace)
        return self.filter(Q(status=Application.Status.ACCEPTED) & ~self.given_back() | offered)

    @staticmethod
    def given_back() -> Exists:
        """Whether the person gave the place up while it still helps somebody else: cancelled before the start, or left
        or put off to a later cohort before the third week (by UTC)."""
        return Exists(
            Enrollment.objects.left_in_time().filter(cohort=OuterRef("round__cohort"), person=OuterRef("applicant"))
        )


class Application(Stateful):
    """Its public face is `applications.public_status`; `proposal` is staff's until a release."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        ADMITTED = "admitted", "Admitted"
        WAITLISTED = "waitlisted", "Waitlisted"
        REJECTED = "rejected", "Rejected"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Proposal(models.TextChoices):
        NONE = "", "No proposal"
        ADMIT = "admit", "Admit"
        WAITLIST = "waitlist", "Waitlist"
        REJECT = "reject", "Reject"

    class Background(models.TextChoices):
        UNDERGRADUATE = "undergraduate", "Undergraduate student"
        MASTERS = "masters", "Master's student"
        PHD = "phd", "PhD student"
        INDUSTRY = "industry", "Working in industry"
        OTHER = "other", "Something else"

    class Otherwise(models.TextChoices):
        VIRTUAL = "virtual", "I take a virtual place"
        WITHDRAW = "withdraw", "I withdraw"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)

    deep_learning = models.CharField(max_length=10, choices=Level, blank=True)
    linear_algebra_or_statistics = models.CharField(max_length=10, choices=Level, blank=True)
    multivariate_calculus = models.CharField(max_length=10, choices=Level, blank=True)
    evidence = models.TextField(blank=True)
    motivation = models.TextField(blank=True)
    commitment = models.TextField(blank=True)
    background = models.CharField(max_length=20, choices=Background, blank=True)
    campus = models.CharField(max_length=40, blank=True)
    campus_otherwise = models.CharField("if that does not open", max_length=10, choices=Otherwise, blank=True)
    zone = models.CharField("time zone", max_length=60, blank=True)
    grid = models.CharField("weekly hours", max_length=336, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    send_at_deadline = models.BooleanField("if it is complete at the deadline, it is sent as it stands", default=False)

    started_at = models.DateTimeField()
    saved_at = models.DateTimeField(help_text="When the last save arrived.")
    version = models.PositiveIntegerField(default=0, help_text="Counts saves, so that two tabs notice each other.")
    number = models.CharField("receipt number", max_length=12, null=True, unique=True)  # noqa: DJ001 - unique if given
    submitted_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    invite = models.ForeignKey(LateInvite, models.PROTECT, null=True, blank=True, related_name="applications")
    late_until = models.DateTimeField(null=True, blank=True, help_text="Until when a late invite lets it be sent.")

    extra_reads = models.PositiveSmallIntegerField("readings asked for beyond the usual", default=0)
    proposal = models.CharField(max_length=10, choices=Proposal, blank=True, default="")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.ForeignKey(RejectionReason, models.PROTECT, null=True, blank=True, related_name="applications")
    rank = models.PositiveIntegerField("rank on the waitlist", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    confirm_by = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        permissions = [("review_application", "Can read and score applications")]
        constraints = [
            models.UniqueConstraint(fields=["round", "applicant"], name="one_application_per_round"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False, number__isnull=False),
                name="submitted_application_has_a_date_and_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["admitted", "accepted", "declined"]) | Q(confirm_by__isnull=False),
                name="offer_has_an_end",
            ),
        ]
        indexes = [models.Index(fields=["round", "status"], name="application_by_status")]
        ordering = ["round", "submitted_at", "pk"]

    def __str__(self) -> str:
        return f"Application {self.number or 'in draft'}"

    def takes(self, received_at: datetime) -> bool:
        """Whether what arrived at that instant still counts: the round's deadline or that of a late invite, and the
        grace after it (reads the round). What verbs ask."""
        is_late = self.late_until is not None and received_at < self.late_until + self.round.grace
        return self.round.takes(received_at) or (is_late and self.round.has_opened(received_at))

    @property
    def closes_at(self) -> datetime:
        """This person's own deadline: the round's, or that of their late invite (reads the round)."""
        return max(self.round.closes_at, self.late_until or self.round.closes_at)

    def has_lapsed(self, at: datetime) -> bool:
        """Offered a seat that nobody took in time. Computed, never stored (reads the round)."""
        is_offer = self.status == Application.Status.ADMITTED and self.confirm_by is not None
        return is_offer and not self.can_answer(at)

    def can_answer(self, received_at: datetime) -> bool:
        """Whether what arrived then is in time to answer the offer, or to change the answer (reads the round)."""
        return self.confirm_by is not None and received_at < self.confirm_by + self.round.grace


class ApplicationMove(Move):
    subject = models.ForeignKey(Application, models.PROTECT, related_name="moves")


class Answer(models.Model):
    """What a person wrote to one extra question."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="one_answer_per_question")]
        ordering = ["application", "question__position", "pk"]

    def __str__(self) -> str:
        return f"{self.question}: {self.text[:40]}"


class Revision(models.Model):
    """An application as it was sent in, each time. Append-only."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="one_revision_per_number")]
        ordering = ["application", "number"]

    def __str__(self) -> str:
        return f"{self.application}, version {self.number}"

    @property
    def digest_in_groups(self) -> str:
        """Eight by eight, so that it can be read aloud and breaks on a phone."""
        return " ".join(self.digest[first : first + 8] for first in range(0, len(self.digest), 8))
