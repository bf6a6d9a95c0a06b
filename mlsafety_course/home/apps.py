"""Names the app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "mlsafety_course.home"
