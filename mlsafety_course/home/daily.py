"""Writing the TAs' daily mails, each once."""

from datetime import datetime

from django.core.cache import cache

from cohorts.workflow import digest as workflow
from mlsafety_course.home import emails
from mlsafety_course.home.digest import digest
from mlsafety_course.outbox import post

A_DAY = 24 * 60 * 60


def write_due(*, at: datetime) -> int:
    """Write each TA's mail whose hour has come, if there is something to say. Returns how many; safe to repeat.

    That there was nothing to say is remembered for the day, so that the next tick need not look again. What comes after
    the hour is told tomorrow, so forgetting it costs some queries and nothing else.
    """
    return sum(_write(due, at) for due in workflow.due(at) if cache.get(_quiet(due)) is None)


def _quiet(due: workflow.Due) -> str:
    return f"quiet:{due.key}:{due.at:%H}"


def _write(due: workflow.Due, at: datetime) -> bool:
    told = digest(due)
    if told.in_short:
        post.write(emails.digest(due, told), at=at)
    else:
        cache.set(_quiet(due), True, A_DAY)
    return bool(told.in_short)
