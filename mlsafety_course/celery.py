"""The Celery application. A message is a hint; the database is the record. Why each option: docs/reliability.md."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlsafety_course.settings")

TICKING = ("mlsafety_course.outbox", "applications", "cohorts", "curriculum", "stipends", "mlsafety_course.home")
REDIS_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    "max_retries": 1,
}


def transport_options(broker_url: str) -> dict[str, Any]:
    """What the kind of broker needs: folders for the file broker, patience for Redis."""
    if broker_url.startswith("filesystem"):
        folders = {"data_folder_in": "broker", "data_folder_out": "broker", "control_folder": "broker-control"}
        return {name: str(settings.VAR_DIR / folder) for name, folder in folders.items()}
    return REDIS_OPTIONS if broker_url.startswith(("redis", "unix")) else {}


def schedule(tick_seconds: float) -> dict[str, Any]:
    """The clock: each app's tick, dropped if no worker took it in time, and a nightly clean-up."""
    ticks = {
        name: {"task": f"{name}.tasks.tick", "schedule": tick_seconds, "options": {"expires": tick_seconds * 2}}
        for name in TICKING
    }
    nightly = {
        "sessions": {"task": "accounts.tasks.clear_sessions", "schedule": crontab(hour="4", minute="0")},
        "books": {"task": "stipends.tasks.nightly", "schedule": crontab(hour="3", minute="0")},
        "uploads": {"task": "curriculum.tasks.sweep_uploads", "schedule": crontab(hour="5", minute="0")},
    }
    return ticks | nightly


app = Celery("mlsafety_course")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_transport_options=transport_options(settings.CELERY_BROKER_URL),
    broker_connection_retry_on_startup=True,
    beat_schedule=schedule(settings.TICK_SECONDS),
    timezone="UTC",
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_soft_time_limit=45,
    task_time_limit=60,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=200,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_soft_shutdown_timeout=10,
    worker_hijack_root_logger=False,
)
app.autodiscover_tasks()
