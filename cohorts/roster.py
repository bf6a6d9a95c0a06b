"""Who is expected at which meeting."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from django.db.models import Q

from cohorts.models import Enrollment, Guest, Meeting, Seat

Roster = dict[int, list[Enrollment]]


def expected(meetings: Collection[Meeting]) -> Roster:
    """For each meeting (by key) whom it expects, by name: the seats held when it starts but for those who go to another
    meeting instead, and its guests.

    Two queries, however many meetings.
    """
    rosters: dict[int, dict[int, Enrollment]] = {meeting.pk: {} for meeting in meetings}
    guests, away = _guests(rosters)
    seats = _seats_by_section(meetings)
    for meeting in meetings:
        for seat in seats[meeting.section_id]:
            if holds(seat, meeting.starts_at) and (meeting.pk, seat.enrollment_id) not in away:
                rosters[meeting.pk][seat.enrollment_id] = seat.enrollment
    for guest in guests:
        rosters[guest.meeting_id][guest.enrollment_id] = guest.enrollment
    return {meeting: sorted(people.values(), key=_by_name) for meeting, people in rosters.items()}


def _guests(meetings: Collection[int]) -> tuple[list[Guest], set[tuple[int | None, int]]]:
    """Who visits these meetings, and as (meeting, enrollment) who goes elsewhere instead of one of them."""
    here = Q(meeting__in=[*meetings])
    live = Guest.objects.live().filter(here | Q(instead_of__in=[*meetings]))
    found = list(live.select_related("enrollment__person", "enrollment__cohort"))
    away = {(guest.instead_of_id, guest.enrollment_id) for guest in found}
    return [guest for guest in found if guest.meeting_id in meetings], away


class Held(Protocol):
    """A seat, stored or only read."""

    @property
    def from_at(self) -> datetime: ...
    @property
    def to_at(self) -> datetime | None: ...


def holds(seat: Held, instant: datetime) -> bool:
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
