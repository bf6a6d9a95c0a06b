"""Seats: as many as a section takes, and what moving keeps."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction

from cohorts.models import Attendance, Enrollment, Mark, Meeting, Seat, Section
from cohorts.roster import expected
from cohorts.workflow import meeting as meetings
from cohorts.workflow import seating
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import hold_meeting, make_enrollment, make_seat, make_section, ta_of
from tests.factories.people import make_lead

one_writer = pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="SQLite lets one writer in at a time, so two threads cannot race there: the lock shows only on PostgreSQL",
)


@pytest.mark.django_db
def test_a_full_section_takes_nobody_more():
    section = make_section(maximum=1)
    make_seat(make_enrollment(section.cohort), section)

    with pytest.raises(Refused, match="full"):
        make_seat(make_enrollment(section.cohort), section)

    assert section.seats.current().count() == 1


@pytest.mark.django_db
def test_a_seat_given_by_hand_counts_the_guests_of_every_meeting_to_come():
    section = make_section(maximum=2)
    other = make_section(section.cohort, weekday=3)
    member, guest, late = (make_enrollment(section.cohort) for _ in range(3))
    make_seat(member, section)
    make_seat(guest, other)
    third = section.meetings.for_sheet().get(week__number=3)
    lead, at = make_lead(), section.cohort.starts_at
    seating.invite_guest(third, guest, by=lead, at=at)

    with pytest.raises(Refused, match="Week 3 is full with its guests: 2 people"):
        seating.seat_by_hand(late, section, by=lead, at=at)
    assert not late.seats.exists()

    seat = seating.seat_by_hand(late, section, by=lead, at=third.starts_at)
    assert seat.section == section


@pytest.mark.django_db
def test_a_seat_given_twice_is_one_seat_and_one_mail():
    section = make_section(maximum=1)
    enrollment = make_enrollment(section.cohort)

    first, again = make_seat(enrollment, section), make_seat(enrollment, section)

    assert first == again
    assert Message.objects.filter(person=enrollment.person, topic="placement").count() == 1


@pytest.mark.django_db
def test_moving_frees_the_old_seat_and_keeps_past_attendance():
    old = make_section(maximum=1)
    new = make_section(old.cohort, weekday=3)
    enrollment = make_enrollment(old.cohort)
    make_seat(enrollment, old)
    meeting = old.meetings.all()[0]
    hold_meeting(meeting, {enrollment: Mark.LATE})

    make_seat(enrollment, new, at=meeting.ends_at + timedelta(days=1))

    assert Seat.objects.current().get(enrollment=enrollment).section == new
    assert seating.has_room(old)
    assert Attendance.objects.get(enrollment=enrollment).mark == Mark.LATE
    assert Meeting.objects.of(enrollment)[0] == meeting
    assert Meeting.objects.of(enrollment).filter(section=old).count() == 1


@pytest.mark.django_db
def test_who_is_refused_a_full_section_keeps_the_seat_they_have():
    full = make_section(maximum=1)
    home = make_section(full.cohort, weekday=3)
    enrollment = make_enrollment(full.cohort)
    make_seat(make_enrollment(full.cohort), full)
    make_seat(enrollment, home)

    with pytest.raises(Refused):
        make_seat(enrollment, full)

    assert Seat.objects.current().get(enrollment=enrollment).section == home


@pytest.mark.django_db
def test_nobody_sits_in_the_section_they_teach():
    section = make_section()
    enrollment = make_enrollment(section.cohort, ta_of(section))

    with pytest.raises(Refused, match="their own attendance"):
        make_seat(enrollment, section)


@pytest.mark.django_db
def test_another_cohort_and_people_who_left_get_no_seat():
    section = make_section()
    stranger, gone = make_enrollment(), make_enrollment(section.cohort)
    Enrollment.objects.filter(pk=gone.pk).update(status="dropped", left_at=section.cohort.starts_at)

    for enrollment in (stranger, gone):
        with pytest.raises(Refused):
            make_seat(enrollment, section)


@pytest.mark.django_db
def test_a_guest_comes_to_one_meeting_only():
    home = make_section()
    other = make_section(home.cohort, weekday=3)
    enrollment = make_enrollment(home.cohort)
    make_seat(enrollment, home)
    meeting = other.meetings.all()[0]

    seating.invite_guest(meeting, enrollment, by=ta_of(other), at=home.cohort.starts_at)

    assert set(Meeting.objects.of(enrollment).filter(section=other)) == {meeting}


@pytest.mark.django_db
def test_who_is_expected_anyway_or_runs_the_meeting_is_no_guest():
    section = make_section()
    seated = make_enrollment(section.cohort)
    make_seat(seated, section)
    teacher = make_enrollment(section.cohort, ta_of(section))

    for enrollment in (seated, teacher, make_enrollment()):
        with pytest.raises(Refused):
            seating.invite_guest(section.meetings.all()[0], enrollment, by=make_lead(), at=section.cohort.starts_at)


TURNS = [0, *[pytest.param(turn, marks=pytest.mark.prove) for turn in range(1, 200)]]


def race(seat: Callable[[Enrollment, Section], object]) -> int:
    """One person has the last seat in a transaction still open while another thread asks `seat` for it; the first
    goes on once the other has finished or waits for a lock. Returns how many sit there in the end."""
    section = make_section(maximum=1)
    first, second = (make_enrollment(section.cohort) for _ in range(2))

    def ask() -> None:
        with suppress(Refused):
            seat(second, section)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            make_seat(first, section)
            answer = pool.submit(ask)
            while not answer.done() and not somebody_waits():
                pass
        answer.result()
    return section.seats.current().count()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@one_writer
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("turn", TURNS)
def test_of_two_people_who_ask_for_the_last_seat_at_once_one_gets_it(turn: int):
    assert race(make_seat) == 1


@one_writer
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_without_the_lock_the_same_race_seats_both():
    """The control: what the test above would see if nobody locked the section."""

    def unlocked(enrollment: Enrollment, section: Section) -> None:
        if not seating.has_room(section):
            raise Refused("Full")
        Seat.objects.create(enrollment=enrollment, section=section, from_at=enrollment.enrolled_at)

    assert race(unlocked) == 2


@pytest.mark.django_db
def test_a_guest_added_by_hand_has_a_place_is_told_and_can_be_taken_off_again():
    home = make_section()
    other = make_section(home.cohort, weekday=3, maximum=1)
    guest, second = make_enrollment(home.cohort), make_enrollment(home.cohort)
    meeting, ta, at = other.meetings.for_sheet()[0], ta_of(other), home.cohort.starts_at
    seating.invite_guest(meeting, guest, by=ta, at=at)

    with pytest.raises(Refused, match="places"):
        seating.invite_guest(meeting, second, by=ta, at=at)
    seating.take_off(meeting, guest, by=ta, at=at)
    seating.invite_guest(meeting, second, by=ta, at=at)
    seating.invite_guest(meeting, guest, by=ta, at=meeting.ends_at)

    told = Message.objects.filter(person=guest.person).order_by("pk").values_list("subject", flat=True)
    assert list(told) == [f"You are a guest at {meeting}", f"You are not expected at {meeting}"]
    assert {one.pk for one in expected([meeting])[meeting.pk]} == {guest.pk, second.pk}


@pytest.mark.django_db
def test_a_guest_with_a_mark_or_a_switch_stays_on_the_sheet():
    home = make_section()
    other = make_section(home.cohort, weekday=3)
    marked, switched = make_enrollment(home.cohort), make_enrollment(home.cohort)
    make_seat(switched, home)
    meeting, own, ta = other.meetings.for_sheet()[0], home.meetings.for_sheet()[0], ta_of(other)
    seating.invite_guest(meeting, marked, by=ta, at=meeting.starts_at)
    seating.visit(meeting, switched, instead_of=own, at=home.cohort.starts_at)
    meetings.record(meeting, marked, Mark.PRESENT, version=0, by=ta, at=meeting.ends_at)

    for guest, why in ((marked, "has a mark"), (switched, "switch"), (make_enrollment(home.cohort), "no guest")):
        with pytest.raises(Refused, match=why):
            seating.take_off(meeting, guest, by=ta, at=meeting.ends_at)
