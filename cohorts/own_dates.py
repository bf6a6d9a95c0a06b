"""The meetings of a section as one person finds them: in their own zone, with the dates that differ said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cohorts.clock_notes import changes_of
from cohorts.models import Meeting, Section
from mlsafety_course import timekit


@dataclass(frozen=True)
class OwnDate:
    """One meeting by the person's clocks. `change`: the sentence about clocks, where they make it another hour."""

    meeting: Meeting
    day: str
    clock: str
    change: str

    @property
    def when(self) -> str:
        return f"{self.day}, {self.clock}"


def coming(section: Section, at: datetime) -> list[Meeting]:
    """The section's planned meetings still to come, by time, with section and week (one query)."""
    planned = section.meetings.filter(status=Meeting.Status.PLANNED, starts_at__gt=at)
    return list(planned.select_related("section", "week").order_by("starts_at", "pk"))


def own_dates(meetings: Iterable[Meeting], zone: str) -> list[OwnDate]:
    """By time, for meetings with section and week."""
    ordered = sorted(meetings, key=lambda meeting: (meeting.starts_at, meeting.pk))
    changes = changes_of(ordered, zone)
    return [_own(meeting, str(changes.get(meeting.pk, "")), zone) for meeting in ordered]


def _own(meeting: Meeting, change: str, zone: str) -> OwnDate:
    begins = meeting.starts_at.astimezone(timekit.zone(zone))
    day = f"{begins:%A} {begins.day} {begins:%B}"
    return OwnDate(meeting, day, f"{begins:%H:%M}", change)


def weekly(meetings: Iterable[Meeting], zone: str) -> str:
    """ "Thursdays at 20:00" by the person's clocks: as the first of them is."""
    first = min(meetings, key=lambda meeting: meeting.starts_at).starts_at.astimezone(timekit.zone(zone))
    return f"{first:%A}s at {first:%H:%M}"
