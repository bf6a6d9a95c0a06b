"""What people are told about clock changes, for meetings as they are stored."""

from collections.abc import Iterable

from cohorts.clock_change import ClockChange, Kept, clock_changes
from cohorts.models import Enrollment, Meeting


def changes_of(meetings: Iterable[Meeting], zone: str) -> dict[int, ClockChange]:
    """By key of the meeting, for one person's meetings (section loaded), earlier ones included. No query.

    Called-off meetings are passed over: they were nobody's usual hour.
    """
    kept = [
        Kept(meeting.pk, meeting.section_id, meeting.starts_at, meeting.section.zone)
        for meeting in meetings
        if meeting.status != Meeting.Status.CANCELLED
    ]
    return {change.key: change for change in clock_changes(kept, zone)}


def own_changes(enrollment: Enrollment, zone: str) -> dict[int, ClockChange]:
    """For a participant, over the whole course (one query)."""
    return changes_of(Meeting.objects.of(enrollment).select_related("section"), zone)


def change_for_ta(meeting: Meeting, zone: str) -> ClockChange | None:
    """For whoever runs this meeting of a section (one query)."""
    series = Meeting.objects.filter(section=meeting.section_id, starts_at__lte=meeting.starts_at)
    return changes_of(series.select_related("section"), zone).get(meeting.pk)
