"""What a person may say about themself for statistics alone, apart from their application."""

from __future__ import annotations

from django.db import models

from applications.models.application import Application


class Demographics(models.Model):
    """Optional, never shown beside an application, read only as counts of groups of five and more."""

    class Gender(models.TextChoices):
        WOMAN = "woman", "Woman"
        MAN = "man", "Man"
        OTHER = "other", "Non-binary or another"

    class Region(models.TextChoices):
        AFRICA = "africa", "Africa"
        EAST_ASIA = "east_asia", "East and South-East Asia"
        SOUTH_ASIA = "south_asia", "South and Central Asia"
        EUROPE = "europe", "Europe"
        LATIN_AMERICA = "latin_america", "Latin America and the Caribbean"
        MIDDLE_EAST = "middle_east", "Middle East"
        NORTH_AMERICA = "north_america", "North America"
        OCEANIA = "oceania", "Oceania"

    class First(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"

    application = models.OneToOneField(Application, models.PROTECT, related_name="demographics")
    gender = models.CharField(max_length=20, choices=Gender, blank=True)
    region = models.CharField("where you grew up", max_length=20, choices=Region, blank=True)
    first_in_family = models.CharField("first in the family at a university", max_length=5, choices=First, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["application"]
        verbose_name_plural = "demographics"

    def __str__(self) -> str:
        return "Answers for statistics"
