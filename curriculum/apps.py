"""Names the app."""

from django.apps import AppConfig


class CurriculumConfig(AppConfig):
    name = "curriculum"
