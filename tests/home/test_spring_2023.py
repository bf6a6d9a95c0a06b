"""Spring 2023 as it was, across three clock changes: page, mail and calendar say the same time, and the right one.

The times were written down by hand from the wall clocks of six places. New York changed on 12 March, London on
26 March, Sydney on 2 April; Lagos and Bengaluru never do. Where the day differs from New York's Wednesday, it says so.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cohorts import emails
from cohorts.models import Enrollment, Meeting
from cohorts.workflow import clock_change, feed
from mlsafety_course.outbox.models import Message
from tests.factories.cohorts import make_cohort, make_enrollment, make_seat, make_section
from tests.factories.curriculum import make_scheduled_cohort
from tests.factories.people import make_person
from tests.home.calendars import read

pytestmark = pytest.mark.django_db

WEDNESDAYS = [
    "Wed 22 Feb",
    "Wed 1 Mar",
    "Wed 8 Mar",
    "Wed 15 Mar",
    "Wed 29 Mar",
    "Wed 5 Apr",
    "Wed 12 Apr",
    "Wed 19 Apr",
]
THURSDAYS = [
    "Thu 23 Feb",
    "Thu 2 Mar",
    "Thu 9 Mar",
    "Thu 16 Mar",
    "Thu 30 Mar",
    "Thu 6 Apr",
    "Thu 13 Apr",
    "Thu 20 Apr",
]
EVENING = {  # Wednesdays at 18:00 in New York
    "America/New_York": (WEDNESDAYS, "18:00 18:00 18:00 18:00 18:00 18:00 18:00 18:00"),
    "Europe/London": (WEDNESDAYS, "23:00 23:00 23:00 22:00 23:00 23:00 23:00 23:00"),
    "Asia/Kolkata": (THURSDAYS, "04:30 04:30 04:30 03:30 03:30 03:30 03:30 03:30"),
    "Australia/Sydney": (THURSDAYS, "10:00 10:00 10:00 09:00 09:00 08:00 08:00 08:00"),
    "Africa/Lagos": (THURSDAYS[:3] + WEDNESDAYS[3:], "00:00 00:00 00:00 23:00 23:00 23:00 23:00 23:00"),
    "America/Los_Angeles": (WEDNESDAYS, "15:00 15:00 15:00 15:00 15:00 15:00 15:00 15:00"),
}
MORNING = {  # Wednesdays at 09:30 in New York
    "America/New_York": (WEDNESDAYS, "09:30 09:30 09:30 09:30 09:30 09:30 09:30 09:30"),
    "Europe/London": (WEDNESDAYS, "14:30 14:30 14:30 13:30 14:30 14:30 14:30 14:30"),
    "Asia/Kolkata": (WEDNESDAYS, "20:00 20:00 20:00 19:00 19:00 19:00 19:00 19:00"),
    "Australia/Sydney": (THURSDAYS[:5] + WEDNESDAYS[5:], "01:30 01:30 01:30 00:30 00:30 23:30 23:30 23:30"),
    "Africa/Lagos": (WEDNESDAYS, "15:30 15:30 15:30 14:30 14:30 14:30 14:30 14:30"),
    "America/Los_Angeles": (WEDNESDAYS, "06:30 06:30 06:30 06:30 06:30 06:30 06:30 06:30"),
}
SECTIONS = {time(18): EVENING, time(9, 30): MORNING}
EVERYWHERE = [(clock, zone) for clock, table in SECTIONS.items() for zone in table]


@dataclass
class Seated:
    """Somebody in one of the two sections, its eight meetings, and when they are by that person's clocks."""

    enrollment: Enrollment
    meetings: list[Meeting]
    golden: list[str]

    @property
    def person(self) -> User:
        return self.enrollment.person


@pytest.fixture(params=EVERYWHERE, ids=lambda at: f"{at[0]:%H:%M} {at[1]}")
def seated(request: pytest.FixtureRequest) -> Seated:
    clock, zone = request.param
    days, times = SECTIONS[clock][zone]
    cohort = make_scheduled_cohort(make_cohort())
    section = make_section(cohort, clock=clock)
    enrollment = make_enrollment(cohort, make_person(f"Somebody in {zone}", zone=zone))
    make_seat(enrollment, section)
    golden = [f"{day} {at}" for day, at in zip(days, times.split(), strict=True)]
    return Seated(enrollment, list(section.meetings.select_related("section", "week")), golden)


def in_words(golden: str) -> str:
    """As pages and mails print it in full: "Wednesday 22 February 2023, 18:00"."""
    at = datetime.strptime(f"{golden} 2023", "%a %d %b %H:%M %Y")  # noqa: DTZ007 - a wall clock
    assert at.strftime("%a") == golden[:3], "the table names a wrong day"
    return f"{at:%A} {at.day} {at:%B} {at.year}, {at:%H:%M}"


def test_the_calendar_says_when_each_meeting_is(client: Client, seated: Seated):
    token = feed.make(seated.person, at=seated.meetings[0].starts_at)

    events = read(client.get(reverse("calendar", args=[token])).content)

    own = [events[f"meeting-{meeting.public_id}"] for meeting in seated.meetings]
    here = ZoneInfo(seated.person.zone)
    assert [f"{event.starts_at.astimezone(here):%a %-d %b %H:%M}" for event in own] == seated.golden
    assert {str(event.component.dtend.value - event.starts_at) for event in own} == {"1:00:00"}


def test_the_week_page_says_when_each_meeting_is(client: Client, seated: Seated):
    client.force_login(seated.person)

    for meeting, golden in zip(seated.meetings, seated.golden, strict=True):
        with time_machine.travel(meeting.starts_at - timedelta(hours=20), tick=False):
            page = client.get(reverse("course")).content.decode()
        assert in_words(golden) in page


def test_the_page_of_the_section_says_when_each_meeting_is(client: Client, seated: Seated):
    client.force_login(seated.person)

    with time_machine.travel(seated.meetings[0].starts_at - timedelta(days=3), tick=False):
        page = client.get(reverse("cohorts:own_section")).content.decode()

    shown = re.findall(r'<time datetime="[^"]+">(\w+) (\d+) (\w+), <b>([\d:]+)</b></time>', page)
    assert [f"{day[:3]} {number} {month[:3]} {clock}" for day, number, month, clock in shown] == seated.golden


def test_a_week_ahead_page_and_mail_say_every_change_of_the_clocks_with_both_times(client: Client, seated: Seated):
    client.force_login(seated.person)
    pairs = list(zip(seated.golden, seated.golden[1:], seated.meetings[1:], strict=False))
    differs = [meeting for before, after, meeting in pairs if before[:3] + before[-5:] != after[:3] + after[-5:]]

    for meeting in seated.meetings:
        clock_change.tell_due(at=meeting.starts_at - timedelta(days=6))

    mails = Message.objects.filter(key__startswith="clock:", person=seated.person).order_by("pk")
    told = [meeting for meeting in seated.meetings if any(str(meeting.public_id) in mail.key for mail in mails)]
    assert told == differs
    for meeting, mail in zip(told, mails, strict=True):
        place = seated.meetings.index(meeting)
        assert seated.golden[place][-5:] in mail.text
        assert seated.golden[place - 1][-5:] in mail.text


def test_a_mail_about_a_meeting_says_when_it_is(seated: Seated):
    for meeting, golden in zip(seated.meetings, seated.golden, strict=True):
        letter = emails.meeting_cancelled(meeting, seated.person, "The TA is ill.")
        assert in_words(golden) in letter.text
