"""The rule, its exceptions, the award and the certificate."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import fields

from django.conf import settings
from django.db import models
from django.db.models import Q

from cohorts.models import Cohort, Enrollment, Week
from curriculum.models.homework import Homework
from curriculum.policy import Policy, policy_in_words
from mlsafety_course import codes


class CompletionPolicyQuerySet(models.QuerySet["CompletionPolicy"]):
    def in_force(self, cohort: Cohort) -> CompletionPolicy | None:
        """The newest published version."""
        return self.filter(cohort=cohort, published_at__isnull=False).order_by("-version").first()

    def in_words(self, cohort: Cohort) -> list[str]:
        """The rule in force: one sentence, then in full. Empty while none is published (three queries)."""
        policy = self.in_force(cohort)
        return policy.in_words() if policy else []

    def in_force_by_cohort(self, cohorts: Collection[int]) -> dict[int, CompletionPolicy]:
        """The same for many cohorts (by key), in one query."""
        rows = self.filter(cohort__in=cohorts, published_at__isnull=False).order_by("version")
        return {row.cohort_id: row for row in rows}


class CompletionPolicy(models.Model):
    """A cohort's published rule, in counts. A version never changes once it is published."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="policies")
    version = models.PositiveSmallIntegerField()
    max_misses = models.PositiveSmallIntegerField("most weeks missed", default=1)
    free_excused = models.PositiveSmallIntegerField("excused weeks that do not count", default=1)
    min_attended = models.PositiveSmallIntegerField("fewest weeks attended", default=5)
    max_unpassed = models.PositiveSmallIntegerField("most required homework not passed", default=1)
    survey_required = models.BooleanField("exit survey required", default=True)
    max_unticked = models.PositiveSmallIntegerField("most lectures not ticked", null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = CompletionPolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "completion policies"
        constraints = [models.UniqueConstraint(fields=["cohort", "version"], name="one_policy_per_version")]
        ordering = ["cohort", "-version"]

    def __str__(self) -> str:
        return f"Completion rule of {self.cohort}, version {self.version}"

    @property
    def rule(self) -> Policy:
        """The plain counts that the pure rules judge by."""
        names = [field.name for field in fields(Policy)]
        return Policy(**{name: getattr(self, name) for name in names})

    def in_words(self) -> list[str]:
        """The rule in one sentence, then in full, for the weeks and required homework of its cohort (two queries)."""
        weeks = Week.objects.teaching().filter(cohort=self.cohort_id).count()
        return policy_in_words(self.rule, weeks, Homework.objects.required().filter(cohort=self.cohort_id).count())


class CompletionException(models.Model):
    """A human's word over the rule: its reason and its author stay."""

    class Kind(models.TextChoices):
        WAIVE = "waive", "Waive one requirement"
        GRANT = "grant", "Grant completion"
        DENY = "deny", "Deny completion"

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="completion_exceptions")
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField("requirement", max_length=20, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        permissions = [("make_exception", "Can waive requirements of completion")]
        ordering = ["enrollment", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.enrollment.person}"


class CompletionQuerySet(models.QuerySet["Completion"]):
    def without_stipend(self) -> CompletionQuerySet:
        """What stipends pulls; a lost message heals at the next tick. Not what was taken back."""
        return self.filter(stipend__isnull=True, revocation__isnull=True).order_by("awarded_at", "pk")


class Completion(models.Model):
    """Made once, with the policy and the evidence that made it. Never deleted."""

    enrollment = models.OneToOneField(Enrollment, models.PROTECT, related_name="completion")
    policy = models.ForeignKey(CompletionPolicy, models.PROTECT, related_name="completions")
    evidence = models.JSONField()
    awarded_at = models.DateTimeField()

    objects = CompletionQuerySet.as_manager()

    class Meta:
        ordering = ["awarded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.enrollment.person} completed {self.enrollment.cohort}"


def certificate_code() -> str:
    """Twelve characters: 60 bits."""
    return codes.drawn(12)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def with_completion(self) -> CertificateQuerySet:
        return self.select_related(
            "completion__enrollment__cohort", "completion__enrollment__person", "completion__policy"
        )


class Certificate(models.Model):
    """What a completed participant can show, and anybody can check by its code."""

    completion = models.OneToOneField(Completion, models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=12, unique=True, default=certificate_code)
    name = models.CharField("name as printed", max_length=200)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.TextField(blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_reason=""), name="revoked_certificate_has_a_reason"
            )
        ]
        ordering = ["-issued_at", "pk"]

    def __str__(self) -> str:
        return f"Certificate of {self.name}"


class SurveyReceipt(models.Model):
    """That a person handed in the exit survey. What they said is kept apart, without name or instant."""

    enrollment = models.OneToOneField(Enrollment, models.PROTECT, related_name="survey_receipt")

    class Meta:
        ordering = ["enrollment"]

    def __str__(self) -> str:
        return f"Survey of {self.enrollment.person}"


class SurveyAnswer(models.Model):
    """One unsigned answer; shown from five answers up. Its random key keeps no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="survey_answers")
    question = models.CharField(max_length=60)
    answer = models.TextField()

    class Meta:
        ordering = ["question", "id"]

    def __str__(self) -> str:
        return self.question
