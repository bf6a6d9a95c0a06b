"""The personal calendar: whose it is, what stands in it, and that programs notice every change."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cohorts.models import CalendarFeed, Cohort, Enrollment, Gathering, Guest, Meeting, Section
from cohorts.workflow import covering
from cohorts.workflow import enrollment as enrollments
from cohorts.workflow import feed as workflow
from cohorts.workflow import meeting as meetings
from cohorts.workflow import section as sections
from curriculum.workflow import schedule
from tests.factories.cohorts import (
    give_hours,
    make_cohort,
    make_enrollment,
    make_seat,
    make_section,
    make_ta,
    ta_of,
)
from tests.factories.curriculum import make_scheduled_cohort
from tests.factories.people import make_lead, make_person
from tests.home.calendars import Read, read

pytestmark = pytest.mark.django_db
FIRST_DAY = datetime(2023, 2, 20, 15, tzinfo=UTC)


class Place(NamedTuple):
    cohort: Cohort
    section: Section
    enrollment: Enrollment
    meetings: list[Meeting]


@pytest.fixture
def place() -> Place:
    cohort = make_scheduled_cohort(make_cohort())
    section = make_section(cohort, room="Room 7")
    enrollment = make_enrollment(cohort, name="Ann Ahmed")
    give_hours(enrollment)
    make_seat(enrollment, section)
    return Place(cohort, section, enrollment, list(section.meetings.select_related("section", "week")))


def fetched(person: User, at: datetime = FIRST_DAY) -> dict[str, Read]:
    """What a calendar program reads that has just been given a new address."""
    with time_machine.travel(at, tick=False):
        token = workflow.make(person, at=at)
        answer = Client().get(reverse("calendar", args=[token]))
    assert answer.status_code == 200
    return read(answer.content)


def of_meeting(meeting: Meeting) -> str:
    return f"meeting-{meeting.public_id}"


def test_the_address_is_shown_once_and_only_its_fingerprint_is_kept(client: Client, place: Place):
    client.force_login(place.enrollment.person)
    client.post(reverse("make_feed"))

    first, second = (client.get(reverse("feed")).content.decode() for _ in range(2))

    feed = CalendarFeed.objects.get()
    token = first.partition("/calendar/")[2].partition(".ics")[0]
    assert workflow.fingerprint(token) == feed.token_hash
    assert token not in second
    assert token not in str(list(CalendarFeed.objects.values()))


def test_a_new_address_ends_the_old_and_an_ended_one_answers_no_more(client: Client, place: Place):
    person = place.enrollment.person
    old = workflow.make(person, at=FIRST_DAY)
    new = workflow.make(person, at=FIRST_DAY)

    assert client.get(reverse("calendar", args=[old])).status_code == 404
    assert client.get(reverse("calendar", args=[new])).status_code == 200

    workflow.end(person, at=FIRST_DAY)

    assert client.get(reverse("calendar", args=[new])).status_code == 404


def test_a_closed_account_has_no_calendar(client: Client, place: Place):
    person = place.enrollment.person
    token = workflow.make(person, at=FIRST_DAY)
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert client.get(reverse("calendar", args=[token])).status_code == 404


def test_nobody_but_participants_and_tas_is_offered_a_calendar(client: Client):
    client.force_login(make_person())

    assert client.get(reverse("feed")).status_code == 404
    assert client.post(reverse("make_feed")).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_a_participant_sees_meetings_openings_homework_and_gatherings(place: Place):
    hours = Gathering.objects.create(
        cohort=place.cohort, kind="office_hours", title="Office hours", starts_at=FIRST_DAY + timedelta(days=3),
        zone="Europe/London", planned_by=make_lead(),
    )  # fmt: skip

    found = fetched(place.enrollment.person)

    assert {of_meeting(meeting) for meeting in place.meetings} <= found.keys()
    assert len(place.meetings) == 8
    assert f"gathering-{hours.public_id}" in found
    assert [event.summary for event in found.values() if event.uid.startswith("unit-robustness")] == [
        "Unit 3 opens: Robustness"
    ]
    assert len([uid for uid in found if uid.startswith("homework-")]) == place.cohort.homeworks.count()
    assert all(event.is_on for event in found.values())


def test_homework_is_due_at_its_last_minute_in_the_readers_zone(place: Place):
    homework = place.cohort.homeworks.order_by("due_at")[0]

    event = fetched(place.enrollment.person)[f"homework-{homework.public_id}"]

    assert event.starts_at.astimezone(UTC) == homework.due_at - timedelta(minutes=1)


def test_what_a_locked_unit_guards_is_not_in_the_calendar(client: Client, place: Place):
    token = workflow.make(place.enrollment.person, at=FIRST_DAY)

    content = client.get(reverse("calendar", args=[token])).content.decode().replace("\r\n ", "")

    titles = place.cohort.homeworks.filter(opens_at__gt=FIRST_DAY).values_list("assignment__title", flat=True)
    assert len(titles) > 5
    assert not [title for title in titles if title in content]


def test_a_moved_meeting_keeps_its_uid_and_counts_up(place: Place):
    first = place.meetings[0]
    before = fetched(place.enrollment.person)[of_meeting(first)]

    meetings.move(first, first.starts_at + timedelta(hours=2), by=make_lead(), at=FIRST_DAY)

    after = fetched(place.enrollment.person)[of_meeting(first)]
    assert after.sequence > before.sequence
    assert after.starts_at - before.starts_at == timedelta(hours=2)


def test_a_cancelled_meeting_stays_as_cancelled(place: Place):
    before = fetched(place.enrollment.person)[of_meeting(place.meetings[0])]

    meetings.cancel(place.meetings[0], "The TA is ill.", by=make_lead(), at=FIRST_DAY)

    after = fetched(place.enrollment.person)[of_meeting(place.meetings[0])]
    assert (before.status, after.status) == ("CONFIRMED", "CANCELLED")
    assert after.sequence > before.sequence


def test_moving_to_another_section_takes_the_weeks_to_come_off_and_keeps_the_past(place: Place):
    other = make_section(place.cohort, name="Other")
    third_week = datetime(2023, 3, 9, 12, tzinfo=UTC)
    before = fetched(place.enrollment.person)

    make_seat(place.enrollment, other, at=third_week)

    after = fetched(place.enrollment.person)
    assert [after[of_meeting(meeting)].is_on for meeting in place.meetings] == [True] * 3 + [False] * 5
    theirs = other.meetings.order_by("starts_at")
    assert [of_meeting(meeting) in after for meeting in theirs] == [False] * 3 + [True] * 5
    assert all(
        after[of_meeting(meeting)].sequence > before[of_meeting(meeting)].sequence for meeting in place.meetings[3:]
    )


def test_coming_back_counts_up_once_more(place: Place):
    other, last = make_section(place.cohort, name="Other"), of_meeting(place.meetings[-1])
    sequences = [fetched(place.enrollment.person)[last].sequence]
    for section, day in ((other, 9), (place.section, 10), (other, 11)):
        make_seat(place.enrollment, section, at=datetime(2023, 3, day, 12, tzinfo=UTC))
        sequences.append(fetched(place.enrollment.person)[last].sequence)

    assert sequences == sorted(set(sequences))


def test_a_guest_week_shows_the_visited_meeting_and_not_ones_own(place: Place):
    other = make_section(place.cohort, name="Other")
    own, visited = place.meetings[2], other.meetings.order_by("starts_at")[2]
    before = fetched(place.enrollment.person)
    guest = Guest.objects.create(
        meeting=visited, enrollment=place.enrollment, instead_of=own, invited_at=FIRST_DAY, sequence=1
    )

    during = fetched(place.enrollment.person)
    guest.ended_at, guest.sequence = FIRST_DAY, 2
    guest.save()
    after = fetched(place.enrollment.person)

    assert of_meeting(visited) not in before
    assert (during[of_meeting(visited)].is_on, during[of_meeting(own)].is_on) == (True, False)
    assert (after[of_meeting(visited)].is_on, after[of_meeting(own)].is_on) == (False, True)
    assert before[of_meeting(own)].sequence < during[of_meeting(own)].sequence < after[of_meeting(own)].sequence


def test_whoever_leaves_keeps_the_past_and_loses_the_rest(place: Place):
    left = datetime(2023, 3, 9, 12, tzinfo=UTC)

    enrollments.drop(place.enrollment, "No time.", by=place.enrollment.person, at=left)

    found = fetched(place.enrollment.person)
    assert [found[of_meeting(meeting)].is_on for meeting in place.meetings] == [True] * 3 + [False] * 5
    assert not [
        event for event in found.values() if event.uid.startswith(("unit", "homework")) and event.is_on
        and event.starts_at > left
    ]  # fmt: skip


def test_a_ta_sees_the_meetings_they_lead_and_a_substitute_the_one_they_take(place: Place):
    ta, substitute = ta_of(place.section), make_ta(place.cohort)

    meetings.appoint_substitute(place.meetings[1], substitute, by=make_lead(), at=FIRST_DAY)

    theirs, taken = fetched(ta), fetched(substitute)
    assert [theirs[of_meeting(meeting)].is_on for meeting in place.meetings] == [True, False] + [True] * 6
    assert [event.uid for event in taken.values()] == [of_meeting(place.meetings[1])]


def test_every_change_of_substitute_counts_up_in_everybodys_calendar(place: Place):
    ta, first, second = ta_of(place.section), make_ta(place.cohort), make_ta(place.cohort)
    uid, everybody = of_meeting(place.meetings[1]), (ta, first, second, place.enrollment.person)
    seen = []

    for hour, substitute in enumerate((first, second, first)):
        at = FIRST_DAY + timedelta(hours=hour)
        meetings.appoint_substitute(place.meetings[1], substitute, by=make_lead(), at=at)
        seen.append([fetched(person) for person in everybody])

    is_on = [[found[uid].is_on if uid in found else None for found in calendars] for calendars in seen]
    assert is_on == [[False, True, None, True], [False, False, True, True], [False, True, False, True]]
    for whose in (0, 1, 3):
        once, twice, again = (calendars[whose][uid].sequence for calendars in seen)
        assert once < twice < again


def test_who_accepted_a_meeting_and_was_replaced_finds_it_cancelled(place: Place):
    ta, meeting = ta_of(place.section), place.meetings[1]
    accepted, other = make_ta(place.cohort), make_ta(place.cohort)
    before = fetched(ta)[of_meeting(meeting)]
    cover = covering.ask(meeting, "Ill", answer_by=FIRST_DAY + timedelta(days=1), by=ta, at=FIRST_DAY)
    covering.accept(cover, by=accepted, at=FIRST_DAY)
    during, theirs = fetched(ta)[of_meeting(meeting)], fetched(accepted)[of_meeting(meeting)]

    meetings.appoint_substitute(meeting, other, by=make_lead(), at=FIRST_DAY)

    after = fetched(accepted)[of_meeting(meeting)]
    assert (before.is_on, during.is_on, theirs.is_on, after.is_on) == (True, False, True, False)
    assert before.sequence < during.sequence
    assert theirs.sequence < after.sequence


def test_a_handed_over_section_leaves_the_calendar_of_the_old_ta_from_that_day(place: Place):
    old, new = ta_of(place.section), make_ta(place.cohort)

    before = fetched(old)

    sections.hand_over(place.section, new, from_on=FIRST_DAY.date() + timedelta(days=7), by=make_lead(), at=FIRST_DAY)

    after = fetched(old)
    uids = [of_meeting(meeting) for meeting in place.meetings]
    assert [after[uid].is_on for uid in uids] == [True] + [False] * 7
    assert [after[uid].sequence - before[uid].sequence for uid in uids] == [0] + [1] * 7
    assert [of_meeting(meeting) in fetched(new) for meeting in place.meetings] == [False] + [True] * 7


def test_a_planned_section_is_nobodys_calendar_yet():
    cohort, lead = make_cohort(), make_lead()
    ta = make_ta(cohort)
    sections.plan(
        cohort, ta=ta, by=lead, at=FIRST_DAY, name="A", weekday=2, clock=FIRST_DAY.time(), minutes=60, zone="UTC"
    )

    assert fetched(ta) == {}


def test_a_moved_unit_counts_up_with_its_homework_and_nothing_else_does(place: Place):
    release = place.cohort.releases.select_related("unit").order_by("opens_at")[2]
    homework = place.cohort.homeworks.filter(assignment__unit=release.unit)
    moved = {f"unit-{release.unit.slug}-{place.cohort.slug}", *(f"homework-{row.public_id}" for row in homework)}
    before = fetched(place.enrollment.person)

    schedule.move(place.cohort, {release: release.opens_at + timedelta(days=1)}, {}, by=make_lead(), at=FIRST_DAY)

    after = fetched(place.enrollment.person)
    assert {uid for uid in before if after[uid].sequence == before[uid].sequence + 1} == moved
    assert {uid for uid in before if after[uid].sequence != before[uid].sequence} == moved


def test_the_calendar_takes_as_many_queries_for_a_full_course_as_for_one_meeting(
    client: Client, place: Place, django_assert_max_num_queries
):
    for number in range(6):
        section = make_section(place.cohort, name=f"More {number}")
        Guest.objects.create(meeting=section.meetings.all()[0], enrollment=place.enrollment, invited_at=FIRST_DAY)
    token = workflow.make(place.enrollment.person, at=FIRST_DAY)

    with django_assert_max_num_queries(13):
        client.get(reverse("calendar", args=[token]))
