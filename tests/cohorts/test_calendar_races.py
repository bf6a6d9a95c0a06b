"""A calendar that shifts, and a meeting that is planned anew, while somebody else changes the same meeting."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from cohorts.models import Cohort, Guest, Meeting
from cohorts.workflow import calendar, seating
from cohorts.workflow import meeting as meetings
from tests.factories.cohorts import make_cohort, make_enrollment, make_seat, make_section
from tests.factories.people import make_lead
from tests.racing import Act, at_once, in_between, needs_row_locks

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), needs_row_locks]
IN_WEEK_3 = datetime(2023, 3, 7, 12, tzinfo=UTC)
WEEK_4 = date(2023, 3, 13)
THURSDAY = datetime(2023, 3, 16, 22, tzinfo=UTC)
A_WEEK_LATER = datetime(2023, 3, 22, 22, tzinfo=UTC)
SHORT, LONG = 2, 20  # seconds one stands still for another: whom a lock holds, and whom nothing holds


class Spring:
    """The spring of 2023 in its third week: two sections, somebody of the second, and the first's meeting of week 4."""

    def __init__(self) -> None:
        self.section = make_section(make_cohort())
        self.guest = make_enrollment(self.section.cohort)
        make_seat(self.guest, make_section(self.section.cohort, weekday=3))
        self.lead, self.other = make_lead(), make_lead()

    @property
    def meeting(self) -> Meeting:
        return Meeting.objects.for_sheet().get(section=self.section, week__number=4, replaces=None)

    def shifting(self) -> Act:
        return partial(calendar.shift, self.section.cohort, WEEK_4, 7, by=self.lead, at=IN_WEEK_3)

    def moving(self) -> Act:
        return partial(meetings.move, self.meeting, THURSDAY, by=self.other, at=IN_WEEK_3)

    def rescheduling(self) -> Act:
        return partial(meetings.reschedule, self.meeting, THURSDAY, "Ill", by=self.other, at=IN_WEEK_3)

    def letting_in(self) -> Act:
        return partial(seating.invite_guest, self.meeting, self.guest, by=self.lead, at=IN_WEEK_3)


def test_a_meeting_moved_while_the_calendar_shifts_stays_moved(monkeypatch: pytest.MonkeyPatch):
    spring = Spring()
    shift, move = spring.shifting(), spring.moving()
    meanwhile = in_between(monkeypatch, calendar, "planned_shift", SHORT)

    at_once(shift, meanwhile(move))

    assert spring.meeting.starts_at == THURSDAY


def test_control_without_the_lock_the_shift_loses_that_a_meeting_was_moved(monkeypatch: pytest.MonkeyPatch):
    spring = Spring()
    shift, move = spring.shifting(), spring.moving()
    monkeypatch.setattr(calendar, "locked", lambda cohort: Cohort.objects.get(pk=cohort.pk))
    meanwhile = in_between(monkeypatch, calendar, "planned_shift", LONG)

    at_once(shift, meanwhile(move))

    assert spring.meeting.starts_at == A_WEEK_LATER


def test_a_guest_let_in_while_the_meeting_is_planned_anew_comes_to_the_new_one(monkeypatch: pytest.MonkeyPatch):
    spring = Spring()
    let_in, reschedule = spring.letting_in(), spring.rescheduling()
    meanwhile = in_between(monkeypatch, seating, "refuse_guest", SHORT)

    at_once(let_in, meanwhile(reschedule))

    assert Guest.objects.live().get().meeting == Meeting.objects.get(replaces=spring.meeting)


def test_control_without_the_lock_a_guest_is_left_at_the_meeting_that_is_called_off(monkeypatch: pytest.MonkeyPatch):
    spring = Spring()
    let_in, reschedule = spring.letting_in(), spring.rescheduling()
    monkeypatch.setattr(seating, "lock_meetings", lambda one: {one.pk: Meeting.objects.for_sheet().get(pk=one.pk)})
    meanwhile = in_between(monkeypatch, seating, "refuse_guest", LONG)

    at_once(let_in, meanwhile(reschedule))

    assert Guest.objects.live().get().meeting == spring.meeting
    assert spring.meeting.status == Meeting.Status.CANCELLED


def test_a_guest_who_comes_while_the_meeting_is_being_planned_anew_waits_and_is_refused(
    monkeypatch: pytest.MonkeyPatch,
):
    """Both lock the section first: in another order each would wait for the other."""
    spring = Spring()
    let_in, reschedule = spring.letting_in(), spring.rescheduling()
    meanwhile = in_between(monkeypatch, meetings, "concerned", SHORT)

    [_, answer] = at_once(reschedule, meanwhile(let_in))

    assert "is cancelled, so nobody can be added to it" in answer
