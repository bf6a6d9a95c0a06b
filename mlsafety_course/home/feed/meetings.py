"""The meetings in a person's calendar: as participant, as guest, as TA, as substitute.

What was in the calendar once and no longer concerns the person stays in it as cancelled, so that every program takes
it off: the weeks after a move, one's own meeting while visiting another, a section that was handed over, a meeting at
which somebody else stands in by now.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from cohorts.models import Cover, Enrollment, Guest, Meeting, Seat, Section, Teaching
from cohorts.roster import holds
from mlsafety_course import timekit
from mlsafety_course.home.feed.entry import Entry
from mlsafety_course.outbox import letters


@dataclass
class _Own:
    """What ties one person to meetings."""

    person: User
    seats: list[Seat] = field(default_factory=list)
    guests: list[Guest] = field(default_factory=list)
    teachings: list[Teaching] = field(default_factory=list)
    stood_in: set[int] = field(default_factory=set)

    @property
    def sections(self) -> set[int]:
        return {seat.section_id for seat in self.seats} | {teaching.section_id for teaching in self._mine}

    @property
    def _mine(self) -> list[Teaching]:
        return [teaching for teaching in self.teachings if teaching.ta_id == self.person.pk]

    def seats_before(self, meeting: Meeting) -> list[Seat]:
        """In the meeting's section, from before it began: it has been in this calendar."""
        mine = (seat for seat in self.seats if seat.section_id == meeting.section_id)
        return [seat for seat in mine if seat.from_at <= meeting.starts_at]

    def visits(self, meeting: Meeting) -> list[Guest]:
        return [guest for guest in self.guests if guest.meeting_id == meeting.pk]

    def switches_away(self, meeting: Meeting) -> list[Guest]:
        return [guest for guest in self.guests if guest.instead_of_id == meeting.pk]

    def teaching_before(self, meeting: Meeting, day: date) -> list[Teaching]:
        mine = (teaching for teaching in self._mine if teaching.section_id == meeting.section_id)
        return [teaching for teaching in mine if teaching.from_on <= day]

    def concerns(self, meeting: Meeting, day: date) -> bool:
        """Whether the person is expected there, or runs it."""
        if meeting.substitute_id == self.person.pk or any(guest.ended_at is None for guest in self.visits(meeting)):
            return True
        if any(holds(seat, meeting.starts_at) for seat in self.seats_before(meeting)):
            return all(guest.ended_at for guest in self.switches_away(meeting))
        is_led = any(row.to_on is None or row.to_on >= day for row in self.teaching_before(meeting, day))
        return is_led and meeting.substitute_id is None

    def was_told(self, meeting: Meeting, day: date) -> bool:
        """Whether the meeting has been in this calendar at all."""
        ties = [self.seats_before(meeting), self.visits(meeting), self.teaching_before(meeting, day)]
        return any(ties) or meeting.pk in self.stood_in or meeting.substitute_id == self.person.pk

    def changes(self, meeting: Meeting) -> int:
        """How often the person came to be expected at the meeting, or no longer: it never goes down."""
        seats = sum(1 + (seat.to_at is not None) for seat in self.seats_before(meeting))
        guests = sum(1 + guest.sequence for guest in [*self.visits(meeting), *self.switches_away(meeting)])
        return seats + guests


def meeting_entries(person: User, enrollments: Iterable[Enrollment]) -> list[Entry]:
    """Of every section that has opened. Five queries, however many meetings."""
    keys = [enrollment.pk for enrollment in enrollments]
    own = _Own(person)
    own.seats = list(Seat.objects.filter(enrollment__in=keys).order_by("from_at", "pk"))
    own.guests = list(Guest.objects.filter(enrollment__in=keys).order_by("pk"))
    own.teachings = list(Teaching.objects.filter(ta=person).order_by("from_on", "pk"))
    meetings = _meetings(own)
    sections = {meeting.section_id for meeting in meetings}
    leading = list(Teaching.objects.filter(section__in=sections, role=Teaching.Role.LEAD).select_related("ta"))
    return [entry for meeting in meetings for entry in _entry(own, meeting, leading)]


def _meetings(own: _Own) -> list[Meeting]:
    """All that may be theirs; it notes at which they have ever been found to stand in."""
    visited = [guest.meeting_id for guest in own.guests]
    taken = Cover.objects.filter(taken_by=own.person)
    mine = (
        Q(section__in=own.sections) | Q(pk__in=visited) | Q(substitute=own.person) | Q(pk__in=taken.values("meeting"))
    )
    told = Meeting.objects.filter(mine).exclude(section__status=Section.Status.PLANNED)
    noted = told.annotate(stood_in=Exists(taken.filter(meeting=OuterRef("pk"))))
    found = list(noted.select_related("section__cohort", "week", "substitute").order_by("starts_at", "pk"))
    own.stood_in = {meeting.pk for meeting in found if meeting.stood_in}  # type: ignore[attr-defined]
    return found


def _entry(own: _Own, meeting: Meeting, leading: Iterable[Teaching]) -> list[Entry]:
    section = meeting.section
    day = section.cohort.day_of(meeting.starts_at)
    if not own.was_told(meeting, day):
        return []
    ta = meeting.substitute or _leader(meeting, day, leading)
    led = f" It is led by {ta.name}." if ta and ta != own.person else ""
    return [
        Entry(
            uid=f"meeting-{meeting.public_id}",
            sequence=meeting.sequence + own.changes(meeting),
            starts_at=meeting.starts_at,
            minutes=meeting.minutes,
            zone=section.zone,
            summary=f"{section}: {str(meeting.week).lower()}",
            description=f"{section.cohort}, {meeting.week}.{led} {_how_to_join(section)}".strip(),
            location=section.room or section.join_url,
            link=letters.link("course") if own.seats else letters.link("cohorts:meeting", meeting.public_id),
            is_cancelled=meeting.status == Meeting.Status.CANCELLED or not own.concerns(meeting, day),
        )
    ]


def _how_to_join(section: Section) -> str:
    if section.join_url:
        return f"Join: {section.join_url}"
    return f"Room: {section.room}" if section.room else f"It meets {timekit.zone_label(section.zone)}."


def _leader(meeting: Meeting, day: date, leading: Iterable[Teaching]) -> User | None:
    found = [
        row.ta
        for row in leading
        if row.section_id == meeting.section_id and row.from_on <= day and (row.to_on is None or row.to_on >= day)
    ]
    return found[-1] if found else None
