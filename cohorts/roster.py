"""Who is expected at which meeting."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from cohorts.models import Enrollment, Guest, Meeting, Seat

Roster = dict[int, list[Enrollment]]


def expected(meetings: Collection[Meeting]) -> Roster:
    """For each meeting (by key) whom it expects, by name: the seats held when it starts, and its guests.

    Two queries, however many meetings.
    """
    rosters: dict[int, dict[int, Enrollment]] = {meeting.pk: {} for meeting in meetings}
    seats = _seats_by_section(meetings)
    for meeting in meetings:
        for seat in seats[meeting.section_id]:
            if holds(seat, meeting.starts_at):
                rosters[meeting.pk][seat.enrollment_id] = seat.enrollment
    guests = Guest.objects.filter(meeting__in=[*rosters]).select_related("enrollment__person", "enrollment__cohort")
    for guest in guests:
        rosters[guest.meeting_id][guest.enrollment_id] = guest.enrollment
    return {meeting: sorted(people.values(), key=_by_name) for meeting, people in rosters.items()}


def holds(seat: Seat, instant: datetime) -> bool:
    """Whether the seat is held at that instant."""
    return seat.from_at <= instant and (seat.to_at is None or instant < seat.to_at)


def _seats_by_section(meetings: Collection[Meeting]) -> defaultdict[int, list[Seat]]:
    found: defaultdict[int, list[Seat]] = defaultdict(list)
    seats = Seat.objects.filter(section__in={meeting.section_id for meeting in meetings})
    for seat in seats.select_related("enrollment__person", "enrollment__cohort"):
        found[seat.section_id].append(seat)
    return found


def _by_name(enrollment: Enrollment) -> tuple[str, int]:
    return enrollment.person.name.casefold(), enrollment.pk
