"""A person is moved, meetings are called off and moved, weeks are swapped, at random: the past stays as it was."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohorts.attendance_facts import week_facts
from cohorts.models import Attendance, AttendanceChange, Mark, Meeting, MeetingMove, Seat, Switch, SwitchMove
from cohorts.roster import expected
from cohorts.workflow import meeting as meetings
from cohorts.workflow import seating, switching
from curriculum.facts import facts_of
from curriculum.progress import WeekStatus
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import make_cohort, make_enrollment, make_section, ta_of
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MARKS = [Mark.PRESENT, Mark.ABSENT, Mark.LATE, Mark.EXCUSED]
KINDS = ["wait", "hold", "move", "move", "cancel", "reschedule", "shift", "switch", "take_back"]
ACTS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(0, 9)), max_size=30)
UNHURRIED: dict[str, Any] = {"suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}
Past = tuple[dict[int, tuple[str, str]], dict[int, WeekStatus], int]


class Course:
    """Three sections on three days, and one person in the first of them; the clock only goes on."""

    def __init__(self) -> None:
        cohort = make_cohort()
        self.sections = [make_section(cohort, weekday=day, name=f"Section {day}") for day in (1, 2, 4)]
        self.enrollment = make_enrollment(cohort)
        self.lead, self.cohort, self.clock = make_lead(), cohort, cohort.starts_at
        seating.seat(self.enrollment, self.sections[0], by=self.lead, at=self.clock - DAY)

    def act(self, kind: str, which: int, how: int) -> None:
        section = self.sections[which % 3]
        meeting = self.next_of(section, how % 2)
        acts: dict[str, Callable[[], object]] = {
            "wait": lambda: self.wait((1 + which) * DAY / 2),
            "hold": lambda: self.hold_all(how),
            "move": lambda: seating.seat(self.enrollment, section, by=self.lead, at=self.clock),
            "cancel": lambda: meeting and meetings.cancel(meeting, "Storm", by=self.lead, at=self.clock),
            "reschedule": lambda: (
                meeting
                and meetings.reschedule(
                    meeting, meeting.starts_at + how * DAY + timedelta(hours=3), "Ill", by=self.lead, at=self.clock
                )
            ),
            "shift": lambda: (
                meeting
                and meetings.move(
                    meeting, meeting.starts_at + (how - 1) * DAY + timedelta(hours=1), by=self.lead, at=self.clock
                )
            ),
            "switch": lambda: self.switch(meeting),
            "take_back": self.take_back,
        }
        acts[kind]()

    def wait(self, span: timedelta) -> None:
        self.clock += span

    def next_of(self, section: Any, skip: int) -> Meeting | None:
        """The next that is planned, be it over or to come, or the one after."""
        planned = Meeting.objects.for_sheet().filter(section=section, status="planned")
        found = planned.filter(starts_at__gt=self.clock - 8 * DAY).order_by("starts_at")[skip : skip + 1]
        return found[0] if found else None

    def hold_all(self, how: int) -> None:
        """Every meeting that is over is marked, and signed off."""
        planned = Meeting.objects.for_sheet().filter(section__in=self.sections, status="planned")
        for meeting in planned.over(self.clock):
            ta = ta_of(meeting.section)
            for number, one in enumerate(expected([meeting])[meeting.pk]):
                mark = MARKS[(how + number + (meeting.week.number or 0)) % 4]
                row = Attendance.objects.filter(meeting=meeting, enrollment=one).first()
                if row is None:
                    meetings.record(meeting, one, mark, version=0, by=ta, at=self.clock)
            meetings.sign_off(meeting, by=ta, at=self.clock)

    def switch(self, meeting: Meeting | None) -> None:
        if meeting is None:
            return
        person = self.enrollment.person
        for waiting in Switch.objects.waiting().filter(enrollment=self.enrollment):
            switching.withdraw(waiting, by=person, at=self.clock)
        switch = switching.ask_once(self.enrollment, meeting, by=person, at=self.clock)
        switching.approve(switch, by=self.lead, at=self.clock)

    def take_back(self) -> None:
        for switch in Switch.objects.ahead(self.clock).filter(enrollment=self.enrollment):
            switching.take_back(switch, by=self.enrollment.person, at=self.clock)

    def past(self) -> Past:
        """Every mark; what the weeks that have ended came to, where that is settled; and how long the histories are."""
        marks = {row.pk: (row.mark, row.note) for row in Attendance.objects.filter(enrollment=self.enrollment)}
        weeks = facts_of([self.enrollment], self.clock)[self.enrollment.pk].weeks
        ended = {week.number: week for week in self.cohort.weeks.all() if week.has_ended(self.clock)}
        settled = {number: weeks[number] for number in ended if number and weeks[number] != WeekStatus.OPEN}
        return marks, settled, history_length()


def history_length() -> int:
    return sum(model.objects.count() for model in (AttendanceChange, MeetingMove, SwitchMove, Seat))


def same_past(before: Past, after: Past) -> None:
    marks, settled, history = before
    assert {key: after[0].get(key) for key in marks} == marks, "a mark has changed"
    assert {number: after[1].get(number) for number in settled} == settled, "a week that was settled has changed"
    assert after[2] >= history, "history has become shorter"


def walk(acts: list[tuple[str, int, int]]) -> None:
    course = Course()
    before = course.past()
    for act in [*acts, ("move", 1, 0), ("wait", 9, 0), ("hold", 0, 0), ("move", 2, 0), ("wait", 9, 0), ("move", 0, 0)]:
        with suppress(Refused), transaction.atomic():
            course.act(*act)
        after = course.past()
        same_past(before, after)
        before = after


def undone(act: Callable[[], None]) -> None:
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


@settings(max_examples=6, **UNHURRIED)
@given(acts=ACTS)
def test_no_order_of_moves_and_changes_touches_the_past(acts: list[tuple[str, int, int]]):
    undone(lambda: walk(acts))


@pytest.mark.prove
@settings(max_examples=300, **UNHURRIED)
@given(acts=ACTS)
def test_hundreds_of_orders_of_moves_and_changes_do_not_touch_the_past(acts: list[tuple[str, int, int]]):
    undone(lambda: walk(acts))


def test_control_a_move_that_rewrote_the_past_would_be_seen():
    """What the walk above would say if moving touched a mark."""
    course = Course()
    course.wait(3 * DAY)
    course.hold_all(1)
    course.wait(5 * DAY)
    before = course.past()
    assert before[0]

    for row in Attendance.objects.filter(enrollment=course.enrollment):
        Attendance.objects.filter(pk=row.pk).update(mark=Mark.LATE if row.mark != Mark.LATE else Mark.ABSENT)

    with pytest.raises(AssertionError, match="a mark has changed"):
        same_past(before, course.past())


def test_a_make_up_of_a_past_week_that_is_held_later_asks_nothing_of_who_came_later():
    course = Course()
    own, other = (Meeting.objects.for_sheet().get(section=one, week__number=1) for one in course.sections[:2])
    at = course.cohort.starts_at
    meetings.cancel(own, "Storm", by=course.lead, at=at)
    meetings.move(other, other.starts_at + 15 * DAY, by=course.lead, at=at)
    course.clock = at + 8 * DAY
    assert course.past()[1] == {1: WeekStatus.VOID}

    seating.seat(course.enrollment, course.sections[1], by=course.lead, at=course.clock)

    assert course.past()[1] == {1: WeekStatus.VOID}
    assert not week_facts([course.enrollment], course.clock)[course.enrollment.pk][0].was_away
