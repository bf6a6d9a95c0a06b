"""Who is expected at a meeting."""

from datetime import timedelta

import pytest

from cohorts.roster import expected
from cohorts.workflow import seating
from tests.factories.cohorts import make_enrollment, make_seat, make_section
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


def test_people_who_sit_there_when_it_starts_and_guests_are_expected_by_name():
    section = make_section()
    other = make_section(section.cohort, weekday=3)
    zoe, ann, guest = (make_enrollment(section.cohort, name=name) for name in ["Zoe", "Ann", "Moe"])
    make_seat(zoe, section)
    make_seat(ann, section)
    make_seat(guest, other)
    meeting = section.meetings.all()[0]
    seating.invite_guest(meeting, guest, by=make_lead(), at=section.cohort.starts_at)

    assert expected([meeting])[meeting.pk] == [ann, guest, zoe]


def test_a_seat_counts_from_its_first_instant_and_no_more_from_its_last():
    section = make_section()
    first, second = section.meetings.all()[:2]
    enrollment = make_enrollment(section.cohort)
    make_seat(enrollment, section, at=first.starts_at)
    other = make_section(section.cohort, weekday=3)
    make_seat(enrollment, other, at=second.starts_at)

    people = expected([first, second])

    assert people[first.pk] == [enrollment]
    assert people[second.pk] == []


def test_many_meetings_cost_two_queries(django_assert_num_queries):
    section = make_section()
    for _ in range(3):
        make_seat(make_enrollment(section.cohort), section)
    meetings = list(section.meetings.all())

    with django_assert_num_queries(2):
        people = expected(meetings)

    assert {len(found) for found in people.values()} == {3}


def test_who_leaves_before_the_meeting_is_not_expected():
    section = make_section()
    enrollment = make_enrollment(section.cohort)
    meeting = section.meetings.all()[0]
    seat = make_seat(enrollment, section)
    seat.to_at = meeting.starts_at - timedelta(seconds=1)
    seat.save()

    assert expected([meeting])[meeting.pk] == []
