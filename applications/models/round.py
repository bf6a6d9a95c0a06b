"""A call for applications to a cohort: its dates, its questions, its reasons for saying no."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from cohorts.models import Cohort


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self, at: datetime) -> RoundQuerySet:
        """Taking applications now, the first to close first."""
        return self.filter(opens_at__lte=at, closes_at__gt=at).order_by("closes_at", "pk")

    def current(self, at: datetime) -> Round | None:
        """The round the public page is about: the next to close, else the next to open, else none."""
        coming = self.filter(opens_at__gt=at).order_by("opens_at", "pk")
        return self.select_related("cohort").open(at).first() or coming.select_related("cohort").first()

    def led_by(self, user: User) -> RoundQuerySet:
        """Those whose decisions this person may work on: none to which they sent an application of their own."""
        return self.exclude(applications__applicant=user, applications__submitted_at__isnull=False)


class Round(models.Model):
    """Open is [opens_at, closes_at), and `grace_seconds` longer for what was already on its way, unannounced."""

    slug = models.SlugField(unique=True)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="rounds")
    title = models.CharField(max_length=100)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    deadline_zone = models.CharField(max_length=60, default="AoE", help_text="IANA name, or AoE for Anywhere on Earth.")
    grace_seconds = models.PositiveIntegerField(default=600)
    decisions_by = models.DateField(help_text="The day by which everybody hears.")
    confirm_by = models.DateTimeField(help_text="Until when an offer can be accepted.")
    capacity = models.PositiveIntegerField()
    readers_each = models.PositiveSmallIntegerField("readers per application", default=2)

    objects = RoundQuerySet.as_manager()

    class Meta:
        permissions = [("release_decisions", "Can propose and release decisions of a round")]
        constraints = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="round_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(closes_at__lt=F("confirm_by")), name="round_confirms_after_it_closes"),
        ]
        ordering = ["-closes_at", "pk"]

    def __str__(self) -> str:
        return self.title

    def has_opened(self, at: datetime) -> bool:
        return at >= self.opens_at

    def has_closed(self, at: datetime) -> bool:
        """Half-open: the closing instant itself is late. What pages say."""
        return at >= self.closes_at

    @property
    def grace(self) -> timedelta:
        return timedelta(seconds=self.grace_seconds)

    def takes(self, received_at: datetime) -> bool:
        """Whether what arrived at that instant still counts. What verbs ask."""
        return self.opens_at <= received_at < self.closes_at + self.grace

    def is_in_review(self, at: datetime) -> bool:
        """Reading starts when nothing can arrive any more."""
        return at >= self.closes_at + self.grace


class Question(models.Model):
    """An extra question of a round."""

    class Kind(models.TextChoices):
        TEXT = "text", "One line"
        LONG = "long", "Several lines"
        CHOICE = "choice", "One of several"

    round = models.ForeignKey(Round, models.PROTECT, related_name="questions")
    key = models.SlugField()
    kind = models.CharField(max_length=10, choices=Kind)
    label = models.CharField(max_length=300)
    help = models.CharField(max_length=300, blank=True)
    choices = models.JSONField(default=list, blank=True)
    required = models.BooleanField(default=False)
    max_words = models.PositiveSmallIntegerField(default=150)
    identifies = models.BooleanField("says who the person is: hidden from readers", default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "key"], name="one_question_per_key")]
        ordering = ["round", "position", "pk"]

    def __str__(self) -> str:
        return self.label


class RejectionReason(models.Model):
    """A reason for saying no, as one honest sentence with a next step."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="reasons")
    code = models.SlugField()
    label = models.CharField(max_length=100)
    sentence = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="one_reason_per_code")]
        ordering = ["round", "code"]

    def __str__(self) -> str:
        return self.label
