"""What another time of a meeting means for people, exactly."""

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.meeting_preview import MeetingPreview, preview
from cohorts.models import Meeting
from cohorts.workflow import enrollment as enrollments
from cohorts.workflow import meeting as meetings
from cohorts.workflow import seating
from tests.factories.cohorts import EVENINGS, give_hours, make_cohort, make_enrollment, make_seat, make_section, make_ta
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db

ZONES = {"Ann": "America/New_York", "Ben": "Europe/London", "Cid": "Africa/Lagos"}
AFTERNOON = datetime(2023, 3, 15, 18, tzinfo=UTC)  # 14:00 in New York, 18:00 in London, 19:00 in Lagos
EVENING = datetime(2023, 3, 16, 22, tzinfo=UTC)


def fourth_meeting() -> Meeting:
    """Wednesday 15 March, 18:00 New York: Ann and the TA free in New York's evenings, Ben in London's, Cid unknown."""
    cohort = make_cohort()
    section = make_section(cohort, make_ta(cohort, make_person("Tara", zone="America/New_York")))
    for name, zone in ZONES.items():
        enrollment = make_enrollment(cohort, make_person(name, zone=zone))
        make_seat(enrollment, section)
        if name != "Cid":
            give_hours(enrollment, EVENINGS, zone)
    return section.meetings.for_sheet().get(week__number=4)


def names(found: MeetingPreview) -> dict[str, list[str]]:
    return {
        "busy": [f"{row.person}: {row.local}" for row in found.busy],
        "unknown": [str(person) for person in found.unknown],
        "busy_tas": [f"{row.person}: {row.local}" for row in found.busy_tas],
        "unknown_tas": [str(person) for person in found.unknown_tas],
    }


def test_who_is_not_free_is_named_with_their_own_time():
    found = preview(fourth_meeting(), AFTERNOON, "UTC")

    assert names(found) == {
        "busy": ["Ann: Wed 15 Mar, 14:00, New York time"],
        "unknown": ["Cid"],
        "busy_tas": ["Tara: Wed 15 Mar, 14:00, New York time"],
        "unknown_tas": [],
    }
    assert not found.is_clear


def test_each_distinct_local_time_is_said_once_from_west_to_east():
    found = preview(fourth_meeting(), AFTERNOON, "UTC")

    assert [(row.local, [str(person) for person in row.people]) for row in found.times] == [
        ("Wed 15 Mar, 14:00, New York time", ["Ann", "Tara"]),
        ("Wed 15 Mar, 18:00, London time", ["Ben"]),
        ("Wed 15 Mar, 19:00, Lagos time", ["Cid"]),
    ]


@pytest.mark.parametrize(
    ("starts_at", "leaves_week", "is_early"),
    [
        (datetime(2023, 3, 13, 4, tzinfo=UTC), False, True),  # Monday 00:00 New York
        (datetime(2023, 3, 15, 3, 59, tzinfo=UTC), False, True),
        (datetime(2023, 3, 15, 4, tzinfo=UTC), False, False),  # 48 hours after the unit opens
        (datetime(2023, 3, 20, 3, 59, tzinfo=UTC), False, False),
        (datetime(2023, 3, 20, 4, tzinfo=UTC), True, False),
        (datetime(2023, 3, 13, 3, 59, tzinfo=UTC), True, True),
    ],
)
def test_the_edges_of_the_week_and_of_two_days_to_prepare(starts_at, leaves_week, is_early):
    found = preview(fourth_meeting(), starts_at, "UTC")

    assert (found.leaves_week, found.is_early) == (leaves_week, is_early)


def test_nothing_speaks_against_an_evening_that_suits_all():
    meeting = fourth_meeting()
    ben = meeting.section.seats.get(enrollment__person__full_name="Ben").enrollment
    give_hours(ben, EVENINGS, "America/New_York")

    found = preview(meeting, EVENING, "UTC")

    assert found.is_clear
    assert found.when.own == "Thursday 16 March 2023, 22:00 UTC"


def test_guests_and_substitutes_are_looked_at_and_who_has_left_is_not():
    meeting, before = fourth_meeting(), AFTERNOON - timedelta(days=5)
    guest = make_enrollment(meeting.section.cohort, make_person("Gil", zone="Europe/London"))
    seating.invite_guest(meeting, guest, by=make_lead(), at=before)
    stand_in = make_ta(meeting.section.cohort, make_person("Sam", zone="Europe/London"))
    meetings.appoint_substitute(meeting, stand_in, by=make_lead(), at=before)
    ann = meeting.section.seats.get(enrollment__person__full_name="Ann").enrollment
    enrollments.drop(ann, "Time", by=ann.person, at=before)

    found = names(preview(meeting, AFTERNOON, "UTC"))

    assert found["busy"] == []
    assert found["unknown"] == ["Cid", "Gil"]
    assert found["busy_tas"] == ["Sam: Wed 15 Mar, 18:00, London time"]


def test_looking_changes_nothing():
    meeting = fourth_meeting()

    preview(meeting, AFTERNOON, "UTC")

    assert meeting.starts_at == Meeting.objects.get(pk=meeting.pk).starts_at != AFTERNOON
