"""One's own attendance in words, and what waits for a lead."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cohorts.models import AttendanceRequest, Mark
from cohorts.workflow import attendance_request
from curriculum.policy import Policy
from curriculum.progress import WeekStatus
from mlsafety_course.home import attention
from mlsafety_course.home.own_attendance import own_attendance
from mlsafety_course.home.week_meaning import meanings
from tests.factories.cohorts import hold_meeting
from tests.factories.curriculum import make_participant
from tests.factories.people import make_lead

RULE = Policy(version=1, max_misses=1, free_excused=1)


def test_each_week_says_what_it_means():
    weeks = dict(enumerate([*WeekStatus, WeekStatus.EXCUSED], start=1))

    assert list(meanings(weeks, RULE).values()) == [
        "counts as attended",
        "excused: 1 of 1 free",
        "called off: counts against nobody",
        "missed: at most 1 may be missed",
        "not recorded yet: counts against nobody",
        "excused, beyond the 1 that are free: counts as missed",
    ]


def test_without_a_rule_it_says_only_what_is_recorded():
    weeks = {1: WeekStatus.EXCUSED, 2: WeekStatus.MISSED}

    assert meanings(weeks, None) == {1: "excused", 2: "missed"}


@pytest.fixture
def participant(db: None):
    """Ann, absent in week 1, present in week 2."""
    enrollment = make_participant(name="Ann")
    first, second = enrollment.seats.get().section.meetings.select_related("section", "week")[:2]
    hold_meeting(first, {enrollment: Mark.ABSENT})
    hold_meeting(second)
    return enrollment


def meeting_of(participant, number: int):
    return participant.seats.get().section.meetings.for_sheet()[number - 1]


def test_a_coming_meeting_says_where_clocks_make_it_another_hour_and_one_that_is_over_does_not(participant):
    section = participant.seats.get().section
    last = section.meetings.latest("starts_at")

    def changed(at, zone: str) -> list[tuple[int, str]]:
        weeks = own_attendance(participant, at, zone).weeks
        return [(week.number, line.change) for week in weeks for line in week.lines if line.change]

    first = section.meetings.earliest("starts_at").starts_at
    ahead = changed(first, "Europe/London")
    assert "(London time): clocks change in New York on 12 March." in ahead[0][1]
    assert changed(first, section.zone) == []
    assert changed(last.starts_at, "Europe/London") == []


def test_what_can_be_asked_depends_on_the_clock(participant):
    first = meeting_of(participant, 1)
    signed = first.signed_off_at

    def can(at) -> list[tuple[bool, bool]]:
        return [
            (line.can_tell, line.can_correct)
            for one in own_attendance(participant, at, "UTC").weeks
            for line in one.lines
        ]

    assert can(signed)[0] == (True, True)
    assert can(first.ends_at + timedelta(hours=48))[0] == (False, True)
    assert can(signed + timedelta(days=7))[0] == (False, False)
    assert can(signed + timedelta(days=8))[2] == (True, False)


@pytest.mark.django_db
def test_absence_is_told_answered_and_shown(client: Client, participant):
    third = meeting_of(participant, 3)
    client.force_login(participant.person)
    with time_machine.travel(third.starts_at - timedelta(days=3), tick=False):
        empty = client.post(reverse("cohorts:absence", args=[third.public_id]), {"reason": ""})
        client.post(reverse("cohorts:absence", args=[third.public_id]), {"reason": "I have an exam."})
        waiting = client.get(reverse("attendance")).content.decode()
        asked = AttendanceRequest.objects.get()
        client.post(reverse("cohorts:take_back_request", args=[asked.public_id]))
        after = client.get(reverse("attendance")).content.decode()

    assert empty.status_code == 422
    assert "You told of an absence" in waiting
    assert "Take it back" in waiting
    assert "Taken back" in after
    assert AttendanceRequest.objects.get().status == "withdrawn"


def test_the_ta_answers_from_home_and_from_the_sheet_in_one_click(client: Client, participant):
    third = meeting_of(participant, 3)
    at = third.starts_at - timedelta(days=3)
    asked = attendance_request.tell_absence(third, participant, "I have an exam.", by=participant.person, at=at)
    ta = participant.seats.get().section.teachings.get().ta
    client.force_login(ta)
    with time_machine.travel(third.starts_at + timedelta(minutes=5), tick=False):
        home, sheet = (client.get(page).content.decode() for page in (reverse("teaching"), third_page(third)))
        answer = client.post(reverse("cohorts:grant_request", args=[asked.public_id]))

    address = reverse("cohorts:grant_request", args=[asked.public_id])
    assert home.count(address) >= 1
    assert f'form="grant-{asked.public_id}"' in sheet
    assert answer["Location"] == reverse("teaching")
    assert participant.attendances.get(meeting=third).mark == "excused"


def third_page(meeting) -> str:
    return reverse("cohorts:meeting", args=[meeting.public_id])


def test_nobody_elses_request_is_taken_back_or_answered(client: Client, participant):
    third = meeting_of(participant, 3)
    at = third.starts_at - timedelta(days=3)
    asked = attendance_request.tell_absence(third, participant, "Exam.", by=participant.person, at=at)
    client.force_login(make_participant(participant.cohort, name="Ben").person)

    with time_machine.travel(at, tick=False):
        answers = [
            client.post(reverse(f"cohorts:{name}", args=[asked.public_id]), {"answer": "No."}).status_code
            for name in ("take_back_request", "grant_request", "decline_request")
        ]

    assert answers == [404, 404, 404]


def test_a_request_that_waits_three_days_is_a_leads(client: Client, participant):
    third = meeting_of(participant, 3)
    at = third.starts_at - timedelta(days=5)
    attendance_request.tell_absence(third, participant, "Exam.", by=participant.person, at=at)
    lead = make_lead()

    early = [item.sentence for item in attention.items(lead, at + timedelta(days=3))]
    late = [item.sentence for item in attention.items(lead, at + timedelta(days=3, hours=1))]
    client.force_login(lead)
    with time_machine.travel(at + timedelta(days=3, hours=1), tick=False):
        page = client.get(reverse("waiting_attendance")).content.decode()

    sentence = "1 request about attendance waits more than 3 days for an answer (the oldest came 3 days ago)"
    assert sentence not in early
    assert sentence in late
    assert "Ann cannot come" in page


def test_an_unsigned_sheet_leads_to_the_meeting_itself(client: Client, participant):
    third = meeting_of(participant, 3)
    client.force_login(make_lead())

    with time_machine.travel(third.starts_at + timedelta(hours=49), tick=False):
        item = next(
            one
            for one in attention.items(make_lead(), third.starts_at + timedelta(hours=49))
            if "signed off" in one.sentence
        )
        page = client.get(item.url).content.decode()

    assert third_page(third) in page
