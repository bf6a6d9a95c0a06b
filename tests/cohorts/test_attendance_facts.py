"""What was recorded of a person's weeks."""

from datetime import timedelta

import pytest

from cohorts.attendance_facts import MeetingFacts, week_facts
from cohorts.models import Mark
from cohorts.workflow import enrollment as enrollments
from cohorts.workflow import meeting as meetings
from cohorts.workflow import seating
from curriculum.progress import MeetingFacts as Judged
from curriculum.progress import week_status
from mlsafety_course import timekit
from tests.factories.cohorts import hold_meeting, make_enrollment, make_seat, make_section, ta_of
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


def end_of(section, number):
    week = section.cohort.weeks.get(number=number)
    return timekit.end_of_day(week.ends_on, section.cohort.zone)


def seated(section, **more):
    enrollment = make_enrollment(section.cohort)
    make_seat(enrollment, section, **more)
    return enrollment


def facts_of(enrollment, at):
    return {week.number: week for week in week_facts([enrollment], at)[enrollment.pk]}


def test_marks_of_ones_own_meetings_are_found_week_by_week():
    section = make_section()
    enrollment = seated(section)
    hold_meeting(section.meetings.all()[0], {enrollment: Mark.LATE})

    weeks = facts_of(enrollment, end_of(section, 1))

    assert weeks[1].meetings == [MeetingFacts("held", "late", is_own=True)]
    assert weeks[2].meetings == [MeetingFacts("planned", None, is_own=True)]
    assert not any(week.was_away for week in weeks.values())
    assert list(weeks) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_make_up_counts_for_its_week_beside_the_missed_meeting():
    section = make_section()
    other = make_section(section.cohort, weekday=4)
    enrollment = seated(section)
    hold_meeting(section.meetings.all()[0], {enrollment: Mark.ABSENT})
    make_up = other.meetings.all()[0]
    seating.invite_guest(make_up, enrollment, by=ta_of(other), at=make_up.starts_at)
    hold_meeting(make_up)

    week = facts_of(enrollment, end_of(section, 1))[1]

    assert set(week.meetings) == {
        MeetingFacts("held", "absent", is_own=True),
        MeetingFacts("held", "present", is_own=False),
    }


def test_a_moved_person_takes_their_marks_along():
    section = make_section()
    other = make_section(section.cohort, weekday=3)
    enrollment = seated(section)
    hold_meeting(section.meetings.all()[0])
    make_seat(enrollment, other, at=end_of(section, 1))

    weeks = facts_of(enrollment, end_of(section, 1))

    assert weeks[1].meetings == [MeetingFacts("held", "present", is_own=True)]
    assert weeks[2].meetings == [MeetingFacts("planned", None, is_own=True)]


def test_who_got_the_first_seat_after_a_week_was_away_in_it():
    section = make_section()
    enrollment = seated(section, at=end_of(section, 1))

    weeks = facts_of(enrollment, end_of(section, 2))

    assert (weeks[1].was_away, weeks[2].was_away) == (True, False)


def test_a_week_without_a_seat_counts_only_once_it_is_over():
    section = make_section()
    enrollment = make_enrollment(section.cohort)
    end = end_of(section, 1)

    assert not facts_of(enrollment, end - timedelta(seconds=1))[1].was_away
    assert facts_of(enrollment, end)[1].was_away


def test_who_dropped_out_was_away_until_they_came_back():
    section = make_section()
    enrollment = seated(section)
    enrollments.drop(enrollment, "", by=enrollment.person, at=end_of(section, 1) + timedelta(days=4))
    enrollments.return_(enrollment, "", by=enrollment.person, at=end_of(section, 2) + timedelta(hours=1))

    weeks = facts_of(enrollment, end_of(section, 3))

    assert [weeks[number].was_away for number in (1, 2, 3)] == [False, True, False]


def test_who_was_moved_past_every_meeting_of_a_week_has_it_as_cancelled_not_missed():
    section = make_section(weekday=4)
    other = make_section(section.cohort, weekday=1)
    enrollment = seated(section)
    make_seat(
        enrollment,
        other,
        at=section.cohort.weeks.get(number=2).meetings.get(section=section).starts_at - timedelta(days=1),
    )

    weeks = facts_of(enrollment, end_of(section, 2))

    assert weeks[2].meetings == [MeetingFacts("cancelled", None, is_own=True)]
    assert not weeks[2].was_away


def test_a_cancelled_meeting_is_told_as_cancelled():
    section = make_section()
    enrollment = seated(section)
    meetings.cancel(section.meetings.all()[0], "Storm", by=make_lead(), at=section.cohort.starts_at)

    assert facts_of(enrollment, end_of(section, 1))[1].meetings == [MeetingFacts("cancelled", None, is_own=True)]


@pytest.mark.parametrize("was_off", [False, True])
@pytest.mark.parametrize(
    ("mark", "came_to"), [(None, "open"), (Mark.PRESENT, "attended"), (Mark.ABSENT, "missed")], ids=str
)
def test_a_meeting_in_place_of_the_one_called_off_is_what_the_week_comes_to(was_off, mark, came_to):
    section = make_section()
    enrollment = seated(section)
    own, at = section.meetings.for_sheet()[0], section.cohort.starts_at
    if was_off:
        meetings.cancel(own, "Storm", by=make_lead(), at=at)
    new = meetings.reschedule(own, own.starts_at + timedelta(days=1), "Storm", by=make_lead(), at=at)
    if mark:
        hold_meeting(new, {enrollment: mark})

    week = facts_of(enrollment, end_of(section, 1))[1]

    assert [meeting.status for meeting in week.meetings] == ["cancelled", "held" if mark else "planned"]
    assert week_status([Judged(one.status, one.mark, one.is_own) for one in week.meetings]) == came_to


def test_a_past_week_that_was_called_off_is_open_until_the_meeting_in_its_place_and_stays_so_for_who_came_later():
    section = make_section()
    enrollment, own = seated(section), section.meetings.for_sheet()[0]
    meetings.cancel(own, "Storm", by=make_lead(), at=section.cohort.starts_at)
    later = end_of(section, 2)
    newcomer = seated(section, at=later)

    meetings.reschedule(own, later + timedelta(days=1), "A make-up", by=make_lead(), at=later)

    statuses = [[one.status for one in facts_of(one, later)[1].meetings] for one in (enrollment, newcomer)]
    assert statuses == [["cancelled", "planned"], []]


@pytest.mark.parametrize("people", [3, 12])
def test_many_people_cost_as_many_queries_as_few(people: int, django_assert_num_queries):
    section = make_section(maximum=30)
    everybody = [seated(section) for _ in range(people)]
    hold_meeting(section.meetings.all()[0])

    at = end_of(section, 1)

    with django_assert_num_queries(4):
        facts = week_facts(everybody, at)

    assert len(facts) == people


def test_who_was_excused_from_a_meeting_that_was_called_off_needed_no_excuse():
    section = make_section()
    enrollment = seated(section)
    meeting = section.meetings.for_sheet()[0]
    before = meeting.starts_at - timedelta(days=1)
    meetings.record(meeting, enrollment, Mark.EXCUSED, version=0, by=ta_of(section), at=before)

    meetings.cancel(meeting, "Ill", by=make_lead(), at=before)

    assert facts_of(enrollment, end_of(section, 1))[1].meetings == [MeetingFacts("cancelled", None, is_own=True)]
