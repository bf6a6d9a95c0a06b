"""A run of the course and its calendar weeks."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Count, F, Q

from mlsafety_course import timekit


class CohortQuerySet(models.QuerySet["Cohort"]):
    def with_people_counted(self) -> CohortQuerySet:
        """Newest first, each with `people`: how many are active in it."""
        active = Q(enrollments__status="active")
        return self.annotate(people=Count("enrollments", filter=active)).order_by("-starts_on", "-pk")


class Cohort(models.Model):
    """One run: dates in its own zone, five closings that move one by one, and the first award date."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=100)
    zone = models.CharField("time zone", max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    submissions_close_at = models.DateTimeField()
    grading_closes_at = models.DateTimeField()
    survey_closes_at = models.DateTimeField()
    appeals_close_at = models.DateTimeField()
    details_close_at = models.DateTimeField("stipend details close at")
    awards_from = models.DateTimeField(help_text="Nothing is awarded before; usually just after the last meeting.")
    sections_answer_by = models.DateTimeField(
        "until when people may say that their section does not suit them", null=True, blank=True
    )
    chat_url = models.URLField(blank=True)
    drive_url = models.URLField(blank=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        permissions = [("lead_cohort", "Can set up cohorts, place people and read every record of a cohort")]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lt=F("ends_on")), name="cohort_ends_after_it_starts"),
        ]
        ordering = ["-starts_on", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def starts_at(self) -> datetime:
        """The first instant of the first day."""
        return timekit.start_of_day(self.starts_on, self.zone)

    def has_started(self, at: datetime) -> bool:
        return at >= self.starts_at

    def has_ended(self, at: datetime) -> bool:
        """Whether the last day is over by the cohort's clocks."""
        return at >= timekit.end_of_day(self.ends_on, self.zone)

    def day_of(self, at: datetime) -> date:
        """The day it is then by the cohort's clocks."""
        return at.astimezone(timekit.zone(self.zone)).date()


class WeekQuerySet(models.QuerySet["Week"]):
    def teaching(self) -> WeekQuerySet:
        """Without breaks: the weeks that have a number."""
        return self.filter(is_break=False)


class Week(models.Model):
    """A calendar week of a cohort; breaks have no number."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="weeks")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    is_break = models.BooleanField(default=False)

    objects = WeekQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "starts_on"], name="one_week_per_first_day"),
            models.UniqueConstraint(fields=["cohort", "number"], name="one_week_per_number"),
            models.CheckConstraint(
                condition=Q(is_break=True, number__isnull=True) | Q(is_break=False, number__isnull=False),
                name="teaching_week_has_a_number",
            ),
        ]
        ordering = ["cohort", "starts_on"]

    def __str__(self) -> str:
        return "Break week" if self.is_break else f"Week {self.number}"

    def has_ended(self, at: datetime) -> bool:
        """Whether the week's last day is over in the cohort's zone (reads the cohort)."""
        return at >= timekit.end_of_day(self.ends_on, self.cohort.zone)
