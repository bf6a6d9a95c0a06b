"""The attendance sheet of a meeting as a page shows it: who is on it, who told what, and what can be done now."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import User
from cohorts.forms.sheet import Beside, Line, SheetForm
from cohorts.models import Attendance, AttendanceRequest, Guest, Meeting
from cohorts.roster import expected
from cohorts.workflow.attendance import EARLY
from cohorts.workflow.sheet import Saved


@dataclass(frozen=True)
class Sheet:
    """`away` are the seats elsewhere of members who go to another meeting this week instead."""

    meeting: Meeting
    lines: list[Line]
    away: list[Guest]
    has_started: bool
    is_over: bool
    is_open_for_all: bool
    refused: Collection[Saved]

    @property
    def unmarked(self) -> list[str]:
        return [line.person.name for line in self.lines if not line.mark]

    @property
    def asked(self) -> list[AttendanceRequest]:
        """What waits for an answer of whoever reads the page."""
        return [line.asked for line in self.lines if line.asked]


def sheet_of(meeting: Meeting, reader: User, at: datetime, refused: Collection[Saved] = ()) -> Sheet:
    """Six queries, however many people."""
    people = expected([meeting])[meeting.pk]
    known = {row.enrollment_id: row for row in Attendance.objects.filter(meeting=meeting)}
    form = SheetForm(people=people, reader=reader)
    elsewhere = Guest.objects.instead().filter(instead_of=meeting)
    return Sheet(
        meeting=meeting,
        lines=form.lines(known, beside(meeting), refused),
        away=list(elsewhere.select_related("enrollment__person", "meeting__section").order_by("pk")),
        has_started=at >= meeting.starts_at,
        is_over=at >= meeting.ends_at,
        is_open_for_all=at >= meeting.starts_at - EARLY,
        refused=refused,
    )


def beside(meeting: Meeting) -> dict[int, Beside]:
    """By enrollment: that they are guests, and what they told or ask about this meeting (two queries)."""
    found: dict[int, Beside] = {}
    for guest in meeting.guests.live().select_related("instead_of__section"):
        home = f" from {guest.instead_of.section}" if guest.instead_of else ""
        found[guest.enrollment_id] = Beside(hint=f"Guest{home}")
    told = AttendanceRequest.objects.with_people().filter(meeting=meeting, status__in=["asked", "granted"])
    for asked in told.order_by("asked_at", "pk"):
        before = found.get(asked.enrollment_id, Beside())
        is_waiting = asked.status == AttendanceRequest.Status.ASKED
        found[asked.enrollment_id] = replace(
            before, told=f"{asked.wish_said}: “{asked.reason}”", asked=asked if is_waiting else before.asked
        )
    return found
