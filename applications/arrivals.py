"""How many applications of a round were sent in, day by day on the clocks of its deadline."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone, tzinfo

from django.db.models import Count
from django.db.models.functions import TruncDate

from applications.models import Application, Round
from mlsafety_course import timekit
from mlsafety_course.charts import Line, Series

MINUTE = timedelta(minutes=1)  # a deadline is half-open: its day is that of the minute before
DAY = timedelta(days=1)


def line(round_: Round, at: datetime) -> Line:
    """From the day the round opens to the day it closes, or to the last arrival; days after `at` have no number."""
    counts = by_day(round_)
    zone = timekit.zone(round_.deadline_zone)
    opens, closes = round_.opens_at.astimezone(zone).date(), (round_.closes_at - MINUTE).astimezone(zone).date()
    days = _days(min([opens, *counts]), max([closes, *counts]))
    today = at.astimezone(zone).date()
    return Line(
        key="arrivals",
        title="Sent in per day",
        labels=[f"{day.day} {day:%b}" for day in days],
        series=[Series("Sent in", [counts.get(day, 0) if day <= today else None for day in days])],
        mark=days.index(closes),
        mark_label=f"closes {closes.day} {closes:%b}",
    )


def by_day(round_: Round) -> Mapping[date, int]:
    """Counted by the database, in one query. A day counts what was sent in last on it, withdrawn or not."""
    sent = Application.objects.filter(round=round_, submitted_at__isnull=False).exclude(status="draft")
    day = TruncDate("submitted_at", tzinfo=nameless(timekit.zone(round_.deadline_zone)))
    return dict(sent.annotate(day=day).order_by("day").values_list("day").annotate(n=Count("pk")))


def nameless(zone: tzinfo) -> tzinfo:
    """Anywhere on Earth by its offset: no database knows its name."""
    return timezone(timekit.AOE.utcoffset(None)) if zone is timekit.AOE else zone


def _days(first: date, last: date) -> list[date]:
    return [first + number * DAY for number in range((last - first).days + 1)]
