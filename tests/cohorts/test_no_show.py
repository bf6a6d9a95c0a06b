"""Who missed the first meeting without a word: from when on, until when, and what counts as a word."""

from datetime import timedelta

import pytest

from cohorts.models import Enrollment, Mark, Meeting
from cohorts.no_show import no_shows
from cohorts.workflow import attendance_request, switching
from cohorts.workflow import enrollment as enrollments
from cohorts.workflow import meeting as meetings
from mlsafety_course import timekit
from tests.factories.cohorts import hold_meeting, make_enrollment, make_seat, make_section, ta_of

pytestmark = pytest.mark.django_db
MOMENT = timedelta(seconds=1)


class First:
    """The first meeting of a section: Ann came, Ben was absent."""

    def __init__(self, mark: Mark = Mark.ABSENT) -> None:
        self.section = make_section()
        self.cohort = self.section.cohort
        self.ann, self.ben = (make_enrollment(self.cohort, name=name) for name in ("Ann", "Ben"))
        for one in (self.ann, self.ben):
            make_seat(one, self.section)
        self.meeting = self.section.meetings.select_related("section__cohort", "week").order_by("starts_at")[0]
        self.mark = mark
        self.at = self.meeting.ends_at + timedelta(hours=72)

    def hold(self) -> None:
        hold_meeting(self.meeting, {self.ben: self.mark})

    def silent(self, at=None) -> list[Enrollment]:
        return [row.enrollment for row in no_shows(self.cohort, at or self.at)]


def test_absent_and_silent_for_72_hours_is_on_the_list():
    first = First()
    first.hold()

    assert first.silent(first.at - MOMENT) == []
    assert first.silent() == [first.ben]


def test_what_is_not_signed_off_puts_nobody_on_the_list():
    first = First()
    meetings.record(first.meeting, first.ben, Mark.ABSENT, version=0, by=ta_of(first.section), at=first.meeting.ends_at)

    assert first.silent() == []


def test_who_was_excused_or_late_is_not_on_the_list():
    for mark in (Mark.EXCUSED, Mark.LATE):
        first = First(mark)
        first.hold()

        assert first.silent() == []


def test_a_notice_of_absence_is_a_word():
    first = First()
    attendance_request.tell_absence(
        first.meeting, first.ben, "Fever", by=first.ben.person, at=first.meeting.starts_at - MOMENT
    )
    first.hold()

    assert first.silent() == []


def test_a_wish_to_switch_is_a_word():
    first = First()
    other = make_section(first.cohort, weekday=4)
    first.hold()
    switching.ask_for_good(first.ben, other, by=first.ben.person, at=first.meeting.ends_at)

    assert first.silent() == []


def test_who_has_left_or_came_to_the_second_meeting_is_not_on_the_list():
    first = First()
    first.hold()
    second = Meeting.objects.for_sheet().filter(section=first.section).order_by("starts_at")[1]
    meetings.record(second, first.ben, Mark.PRESENT, version=0, by=ta_of(first.section), at=second.starts_at)
    assert first.silent() == []

    gone = First()
    gone.hold()
    enrollments.drop(gone.ben, "", by=gone.ben.person, at=gone.at)
    assert gone.silent() == []


def test_once_the_third_week_begins_a_free_seat_helps_nobody():
    first = First()
    first.hold()
    third = timekit.start_of_day(first.cohort.weeks.get(number=3).starts_on, first.cohort.zone)

    assert first.silent(third - MOMENT) == [first.ben]
    assert first.silent(third) == []


def test_many_people_cost_as_many_queries_as_few(django_assert_num_queries):
    first = First()
    for _ in range(4):
        make_seat(make_enrollment(first.cohort), first.section)
    first.hold()

    with django_assert_num_queries(7):
        no_shows(first.cohort, first.at)
