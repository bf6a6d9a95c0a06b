"""The project: settings, wiring, the pages that mix apps, and mechanisms with no domain."""

from mlsafety_course.celery import app as celery_app

__all__ = ["celery_app"]
