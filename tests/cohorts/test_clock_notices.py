"""Mails a week ahead of a meeting that is at another hour or day by one's own clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.clock_notes import change_for_ta, own_changes
from cohorts.models import Section
from cohorts.workflow import clock_change as workflow
from cohorts.workflow import meeting as meetings
from cohorts.workflow import seating
from mlsafety_course.outbox.models import Message
from tests.factories.cohorts import hold_meeting, make_cohort, make_enrollment, make_seat, make_section, make_ta
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db

WEEK_4 = datetime(2023, 3, 15, 22, tzinfo=UTC)
ZONES = {"Lin": "Europe/London", "Ben": "Asia/Kolkata", "Syd": "Australia/Sydney", "Lag": "Africa/Lagos"}
ZONES |= {"Los": "America/Los_Angeles", "Nye": "America/New_York"}


def evening_section() -> Section:
    """Wednesdays 18:00 New York, with people all over the world and a TA in London."""
    cohort = make_cohort()
    ta = make_ta(cohort, make_person("Tara", zone="Europe/London"))
    section = make_section(cohort, ta)
    for name, zone in ZONES.items():
        make_seat(make_enrollment(cohort, make_person(name, zone=zone)), section)
    return section


def told() -> list[str]:
    return sorted(Message.objects.filter(key__startswith="clock:").values_list("person__full_name", flat=True))


def test_everybody_whose_hour_changes_is_told_seven_days_ahead_and_once():
    evening_section()

    before = workflow.tell_due(at=WEEK_4 - timedelta(days=7, seconds=1))
    due = [workflow.tell_due(at=WEEK_4 - timedelta(days=7)) for _ in range(3)]

    assert (before, due) == (0, [5, 0, 0])
    assert told() == ["Ben", "Lag", "Lin", "Syd", "Tara"]


def test_the_mail_says_both_times_and_the_day():
    evening_section()

    workflow.tell_due(at=WEEK_4 - timedelta(days=3))

    mail = Message.objects.get(person__full_name="Lag", key__startswith="clock:")
    assert mail.subject.endswith("is on another day for you")
    assert "on Wednesday 15 March at 23:00 for you, not on Thursday 16 March at 00:00" in mail.text
    assert "Wednesday 15 March 2023, 23:00 Lagos time" in mail.text


def test_over_the_whole_spring_each_change_is_told_once():
    evening_section()

    for day in range(70):
        workflow.tell_due(at=datetime(2023, 2, 20, 12, tzinfo=UTC) + timedelta(days=day))

    assert told() == ["Ben", "Lag", "Lin", "Lin", "Syd", "Syd", "Tara", "Tara"]


def test_nobody_is_told_of_a_meeting_that_was_moved_called_off_or_visited_once():
    section = evening_section()
    guest = make_enrollment(section.cohort, make_person("Gil", zone="Africa/Lagos"))
    fourth = section.meetings.get(week__number=4)
    seating.invite_guest(fourth, guest, by=make_lead(), at=WEEK_4 - timedelta(days=8))
    meetings.cancel(fourth, "Rain", by=make_lead(), at=WEEK_4 - timedelta(days=8))

    workflow.tell_due(at=WEEK_4 - timedelta(days=6))

    assert told() == []


def test_who_joined_meanwhile_has_no_usual_hour_yet():
    section = evening_section()
    late = make_enrollment(section.cohort, make_person("Lara", zone="Africa/Lagos"))
    make_seat(late, section, at=WEEK_4 - timedelta(days=2))

    workflow.tell_due(at=WEEK_4 - timedelta(days=1))

    assert "Lara" not in told()


def test_a_section_that_is_not_open_tells_nobody():
    section = evening_section()
    Section.objects.filter(pk=section.pk).update(status="planned")

    assert workflow.tell_due(at=WEEK_4 - timedelta(days=1)) == 0


def test_the_pages_know_what_the_mail_says():
    section = evening_section()
    fourth = section.meetings.select_related("section").get(week__number=4)
    for meeting in section.meetings.filter(week__number__lt=4):
        hold_meeting(meeting)
    lagos = section.seats.get(enrollment__person__full_name="Lag").enrollment

    own, tas = own_changes(lagos, "Africa/Lagos"), change_for_ta(fourth, "Europe/London")

    workflow.tell_due(at=WEEK_4 - timedelta(days=1))
    mails = dict(Message.objects.filter(key__startswith="clock:").values_list("person__full_name", "text"))
    assert list(own) == [fourth.pk]
    assert str(own[fourth.pk]) in mails["Lag"]
    assert str(tas) in mails["Tara"]
