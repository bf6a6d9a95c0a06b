"""A call for applications to a cohort: its dates, its questions, its reasons for saying no."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from applications import reads, rubric
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

    def with_counts(self) -> RoundQuerySet:
        """Each with its cohort and how many applications were `sent`, are `undecided` and are `decided`."""
        sent = Q(applications__submitted_at__isnull=False)
        undecided, decided = Q(applications__status="submitted"), Q(applications__decided_at__isnull=False)
        filters = {"sent": sent, "undecided": undecided, "decided": decided}
        counts = {name: models.Count("applications", filter=condition) for name, condition in filters.items()}
        return self.select_related("cohort").annotate(**counts)


class Round(models.Model):
    """Open is [opens_at, closes_at), and `grace_seconds` longer for what was already on its way, unannounced."""

    class Reading(models.TextChoices):
        EACH = "each", "Every application gets all its readers at once"
        TWO_STEP = "two_step", "One reader first; more where that leaves it unclear"

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
    reading = models.CharField("how it is read", max_length=10, choices=Reading, default=Reading.EACH)
    is_blind = models.BooleanField("hide from readers who it is", default=True)
    expected_yield = models.PositiveSmallIntegerField(
        "share of offers expected to be accepted, in percent", default=75, validators=[MaxValueValidator(100)]
    )
    intro = models.TextField("said first on the round's page", blank=True)
    receipt_note = models.TextField("added to the receipt", blank=True)
    offer_note = models.TextField("added to the offer", blank=True)

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

    @property
    def rule(self) -> reads.Rule:
        """How many readings its applications need."""
        return reads.Rule(self.readers_each, self.reading == Round.Reading.TWO_STEP)

    def is_in_review(self, at: datetime) -> bool:
        """Reading starts when nothing can arrive any more."""
        return at >= self.closes_at + self.grace


class Question(models.Model):
    """An extra question of a round."""

    class Kind(models.TextChoices):
        TEXT = "text", "One line"
        LONG = "long", "Several lines"
        CHOICE = "choice", "One of several"

    class Audience(models.TextChoices):
        READERS = "readers", "Readers and course leads"
        LEADS = "leads", "Course leads"

    MOST_IN_A_LINE = 500  # characters in an answer of one line

    round = models.ForeignKey(Round, models.PROTECT, related_name="questions")
    key = models.SlugField()
    kind = models.CharField(max_length=10, choices=Kind)
    label = models.CharField(max_length=300)
    help = models.CharField(max_length=300, blank=True)
    choices = models.JSONField(default=list, blank=True)
    required = models.BooleanField(default=False)
    max_words = models.PositiveSmallIntegerField(default=150)
    audience = models.CharField("who sees the answer", max_length=10, choices=Audience, default=Audience.READERS)
    identifies = models.BooleanField("says who the person is: hidden from readers", default=False)
    is_personal = models.BooleanField("personal: left out of exports", default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "key"], name="one_question_per_key")]
        ordering = ["round", "position", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def is_hidden_from_readers(self) -> bool:
        return self.identifies or self.audience == Question.Audience.LEADS


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


class Criterion(models.Model):
    """One of the four scores in this round's own words; without a row the words are those of `rubric`."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="criteria")
    name = models.CharField(max_length=20, choices=[(criterion.name, criterion.label) for criterion in rubric.CRITERIA])
    label = models.CharField(max_length=80)
    question = models.CharField(max_length=300)
    anchors = models.JSONField(help_text="Four sentences, for the scores from 1 to 4.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="one_wording_per_criterion")]
        ordering = ["round", "pk"]

    def __str__(self) -> str:
        return self.label


class ReaderAway(models.Model):
    """This reviewer does not read in this round, or no longer."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="away")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    away_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "reader"], name="one_absence_per_reader")]
        ordering = ["round", "away_at", "pk"]

    def __str__(self) -> str:
        return f"{self.reader} does not read in {self.round}"
