"""A calendar as iCalendar (RFC 5545), with the rules of every time zone it uses."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vDuration

from mlsafety_course import timekit
from mlsafety_course.home.feed.entry import Entry

REFRESH = timedelta(hours=1)
MARGIN = timedelta(days=400)  # rules of a zone reach this far on both sides, so that no reader has to guess


def calendar(name: str, entries: Sequence[Entry], at: datetime) -> bytes:
    """The entries in the order of their times. `at` is when it is written."""
    written = Calendar()
    written.add("prodid", "-//ML Safety course//calendar//EN")
    written.add("version", "2.0")
    written.add("method", "PUBLISH")
    written.add("x-wr-calname", name)
    written.add("x-published-ttl", vDuration(REFRESH))
    written.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    for entry in sorted(entries, key=lambda entry: (entry.starts_at, entry.uid)):
        written.add_component(_event(entry, at))
    if entries:
        first = min(entry.starts_at for entry in entries) - MARGIN
        last = max(entry.ends_at for entry in entries) + MARGIN
        written.add_missing_timezones(first.date(), last.date())
    return bytes(written.to_ical())


def _event(entry: Entry, at: datetime) -> Event:
    event, here = Event(), timekit.zone(entry.zone)
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(here))
    if entry.minutes:
        event.add("dtend", entry.ends_at.astimezone(here))
    event.add("summary", f"Cancelled: {entry.summary}" if entry.is_cancelled else entry.summary)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if entry.minutes and not entry.is_cancelled else "TRANSPARENT")
    for key, text in {"description": entry.description, "location": entry.location, "url": entry.link}.items():
        if text:
            event.add(key, text)
    return event
