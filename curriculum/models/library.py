"""The course's own material, loaded from `curriculum/data/curriculum.yaml` and shared by all cohorts."""

from __future__ import annotations

from django.db import models


class Course(models.Model):
    """The one course of this site: names, hours, prerequisites."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    organiser = models.CharField(max_length=100)
    instructor = models.CharField(max_length=100)
    site_url = models.URLField("the course's public site")
    format = models.CharField(max_length=200)
    hours = models.JSONField(help_text="Hours per week: total, lectures, readings, written assignments, discussion.")
    prerequisites = models.JSONField()
    study_options = models.JSONField(help_text="Where to learn a prerequisite: title and address.")
    lecture_minutes = models.PositiveSmallIntegerField("minutes planned per lecture (our estimate)")
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        permissions = [("edit_curriculum", "Can edit the course's material and public texts")]

    def __str__(self) -> str:
        return self.name

    @property
    def week_hours(self) -> int:
        """What a week takes in all."""
        return int(self.hours.get("total", 5))

    @property
    def discussion_minutes(self) -> int:
        """What the meeting of a week takes at least."""
        return 60 * int(self.hours.get("discussion", {}).get("min", 1))


class Passage(models.Model):
    """A piece of public text that staff write in Markdown: about the course, questions and answers."""

    class Place(models.TextChoices):
        ABOUT = "about", "About the course"
        ELIGIBILITY = "eligibility", "Who it is for"
        WEEK = "week", "What a week looks like"
        COMPARISON = "comparison", "Which course suits me"
        PEOPLE = "people", "Who runs it"
        QUESTION = "question", "Question and answer"

    slug = models.SlugField(unique=True)
    place = models.CharField(max_length=20, choices=Place)
    title = models.CharField(max_length=200)
    body = models.TextField(help_text="Markdown.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "position", "slug"]

    def __str__(self) -> str:
        return self.title


class Unit(models.Model):
    """One of the eight units. The title may change between runs; the slug stays."""

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=200)
    topic = models.SlugField()
    topic_heading = models.CharField(max_length=200)
    description = models.TextField()
    week = models.PositiveSmallIntegerField(help_text="Teaching week by default.")
    discussion_prompt = models.TextField(blank=True, help_text="Markdown.")
    ta_notes = models.TextField("notes for TAs", blank=True, help_text="Markdown. TAs and staff only.")
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title


class LectureQuerySet(models.QuerySet["Lecture"]):
    def asked(self) -> LectureQuerySet:
        """What can count towards completion: neither optional nor still to come."""
        return self.filter(optional=False).exclude(availability=Lecture.Availability.FORTHCOMING)


class Lecture(models.Model):
    """A recorded lecture, with the number the course gives it."""

    class Availability(models.TextChoices):
        AVAILABLE = "available", "Available"
        SLIDES_ONLY = "slides_only", "Slides only"
        FORTHCOMING = "forthcoming", "Forthcoming"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lectures")
    number = models.PositiveSmallIntegerField(unique=True)
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    optional = models.BooleanField(default=False)
    video_url = models.URLField(blank=True)
    video_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    slides_url = models.URLField(blank=True)
    notes_url = models.URLField(blank=True)
    availability = models.CharField(max_length=20, choices=Availability, default=Availability.AVAILABLE)
    extra = models.JSONField(default=dict, blank=True)

    objects = LectureQuerySet.as_manager()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def counts(self) -> bool:
        """Whether the library asks for it: the same as `asked()`."""
        return not self.optional and self.availability != Lecture.Availability.FORTHCOMING


class Reading(models.Model):
    """A paper or page to read, for one lecture or for the whole unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="readings")
    lecture = models.ForeignKey(Lecture, models.PROTECT, null=True, blank=True, related_name="readings")
    slug = models.SlugField(max_length=100)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    authors = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500)
    kind = models.CharField(max_length=20)
    required = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(help_text="Our estimate.")
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "slug"], name="one_reading_per_unit_and_slug")]
        ordering = ["unit", "position"]

    def __str__(self) -> str:
        return self.title


class Assignment(models.Model):
    """A question sheet or notebook of the library; a cohort's copy with dates is a Homework."""

    class Kind(models.TextChoices):
        WRITTEN = "written", "Written"
        CODING = "coding", "Coding"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    slug = models.SlugField(unique=True)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    required = models.BooleanField(default=False)
    url = models.URLField(blank=True)
    description = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(help_text="Our estimate.")
    question_count = models.PositiveSmallIntegerField(null=True, blank=True)
    marking_key = models.TextField(blank=True, help_text="Markdown. TAs and staff only.")
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["unit", "position"]

    def __str__(self) -> str:
        return self.title
