"""Names the app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "mlsafety_course.outbox"
