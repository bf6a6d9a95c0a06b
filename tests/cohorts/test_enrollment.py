"""Coming into a cohort, leaving it and coming back."""

from datetime import date, timedelta

import pytest

from cohorts.models import Availability, Enrollment, Seat
from cohorts.workflow import enrollment as workflow
from cohorts.workflow import seating
from mlsafety_course import timekit
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import give_hours, make_cohort, make_enrollment, make_seat, make_section, ta_of
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db


def test_enrolling_twice_gives_one_place():
    enrollment = make_enrollment()

    again = workflow.enroll(enrollment.cohort, enrollment.person, by=enrollment.person, at=enrollment.enrolled_at)

    assert again == enrollment
    assert enrollment.moves.count() == 1


def test_who_cancelled_before_the_start_may_come_again_to_the_same_place():
    enrollment = make_enrollment()
    at = enrollment.enrolled_at + timedelta(hours=1)
    workflow.cancel(enrollment, "A clash", by=enrollment.person, at=at)

    again = workflow.enroll(enrollment.cohort, enrollment.person, by=enrollment.person, at=at)

    assert again.pk == enrollment.pk
    assert again.status == Enrollment.Status.ACTIVE
    assert again.left_at is None


def test_who_dropped_out_is_not_enrolled_again_by_the_same_road():
    enrollment = make_enrollment()
    workflow.drop(enrollment, "", by=enrollment.person, at=enrollment.cohort.starts_at)

    with pytest.raises(Refused):
        workflow.enroll(enrollment.cohort, enrollment.person, by=enrollment.person, at=enrollment.cohort.starts_at)


def test_hours_given_again_replace_the_old_ones():
    enrollment = make_enrollment()
    give_hours(enrollment, frozenset({1, 2}))

    give_hours(enrollment, frozenset({3}), "Asia/Tokyo")

    kept = Availability.objects.get(cohort=enrollment.cohort, person=enrollment.person)
    assert timekit.unpack(kept.grid) == {3}
    assert kept.zone == "Asia/Tokyo"


def test_cancelling_before_the_start_frees_the_seat():
    section = make_section()
    enrollment = make_enrollment(section.cohort)
    make_seat(enrollment, section)

    workflow.leave(enrollment, "", by=enrollment.person, at=section.cohort.starts_at - timedelta(seconds=1))

    assert enrollment.status == Enrollment.Status.CANCELLED
    assert not Seat.objects.current().filter(enrollment=enrollment).exists()


def test_leaving_from_the_first_instant_on_is_dropping_out():
    enrollment = make_enrollment()

    workflow.leave(enrollment, "Too much work", by=enrollment.person, at=enrollment.cohort.starts_at)

    assert enrollment.status == Enrollment.Status.DROPPED
    assert enrollment.moves.get(target="dropped").reason == "Too much work"


@pytest.mark.parametrize(("way", "days"), [(workflow.cancel, 1), (workflow.drop, -1)])
def test_each_way_of_leaving_has_its_time(way, days: int):
    enrollment = make_enrollment()

    with pytest.raises(Refused):
        way(enrollment, "", by=enrollment.person, at=enrollment.cohort.starts_at + timedelta(days=days))


def test_coming_back_in_time_gives_the_old_seat_again():
    section = make_section()
    enrollment = make_enrollment(section.cohort)
    make_seat(enrollment, section)
    at = section.cohort.starts_at + timedelta(days=1)
    workflow.drop(enrollment, "", by=enrollment.person, at=at)

    seat = workflow.return_(enrollment, "", by=enrollment.person, at=at + timedelta(days=7, seconds=-1))

    assert seat is not None
    assert seat.section == section
    assert enrollment.status == Enrollment.Status.ACTIVE


def test_coming_back_to_a_full_section_gives_the_place_without_the_seat():
    section = make_section(maximum=1)
    enrollment, other = make_enrollment(section.cohort), make_enrollment(section.cohort)
    make_seat(enrollment, section)
    at = section.cohort.starts_at + timedelta(days=1)
    workflow.drop(enrollment, "", by=enrollment.person, at=at)
    make_seat(other, section, at=at)

    seat = workflow.return_(enrollment, "", by=enrollment.person, at=at + timedelta(days=1))

    assert seat is None
    assert enrollment.status == Enrollment.Status.ACTIVE


def test_coming_back_while_a_guest_has_the_place_at_a_meeting_gives_the_place_without_the_seat():
    section = make_section(maximum=1)
    other = make_section(section.cohort, weekday=3)
    enrollment, guest = make_enrollment(section.cohort), make_enrollment(section.cohort)
    make_seat(enrollment, section)
    make_seat(guest, other)
    at = section.cohort.starts_at + timedelta(days=1)
    workflow.drop(enrollment, "", by=enrollment.person, at=at)
    seating.invite_guest(section.meetings.for_sheet().get(week__number=2), guest, by=make_lead(), at=at)

    seat = workflow.return_(enrollment, "", by=enrollment.person, at=at + timedelta(days=1))

    assert seat is None


def test_after_seven_days_the_way_back_is_closed():
    enrollment = make_enrollment()
    at = enrollment.cohort.starts_at
    workflow.drop(enrollment, "", by=enrollment.person, at=at)

    with pytest.raises(Refused, match="seven days"):
        workflow.return_(enrollment, "", by=enrollment.person, at=at + timedelta(days=7))


def test_the_current_enrollment_is_in_the_cohort_that_starts_last():
    person = make_person()
    make_enrollment(make_cohort(date(2023, 9, 4), date(2023, 10, 27), []), person)
    make_enrollment(make_cohort(), person)

    current = Enrollment.objects.current_of(person)

    assert current is not None
    assert current.cohort.starts_on == date(2023, 9, 4)


def test_without_seat_lists_active_people_who_sit_nowhere_now():
    section = make_section()
    seated, moved_out, never, gone = (make_enrollment(section.cohort) for _ in range(4))
    make_seat(seated, section)
    make_seat(moved_out, section)
    Seat.objects.filter(enrollment=moved_out).update(to_at=section.cohort.starts_at)
    workflow.cancel(gone, "", by=gone.person, at=gone.enrolled_at)

    assert set(Enrollment.objects.without_seat()) == {moved_out, never}


def test_leaving_by_oneself_is_confirmed_in_writing_and_the_ta_is_told():
    section = make_section()
    enrollment = make_enrollment(section.cohort, name="Ann")
    make_seat(enrollment, section)

    workflow.leave(enrollment, "Too much work", by=enrollment.person, at=section.cohort.starts_at)

    mail = Message.objects.get(person=enrollment.person, topic="enrollment")
    assert "Too much work" in mail.text
    assert "come back by one click until" in mail.text.replace("\n", " ")
    assert Message.objects.filter(person=ta_of(section), subject="Ann has left your section").count() == 1


def test_a_lead_who_cancels_or_drops_tells_the_person_why():
    for days, way in ((-1, workflow.cancel), (1, workflow.drop)):
        enrollment = make_enrollment()
        at = enrollment.cohort.starts_at + timedelta(days=days)

        way(enrollment, "As you asked on the phone", by=make_lead(), at=at)

        [mail] = Message.objects.filter(person=enrollment.person, topic="enrollment")
        assert "As you asked on the phone" in mail.text


def test_deferring_frees_the_seat_and_promises_a_place():
    section = make_section()
    enrollment = make_enrollment(section.cohort)
    make_seat(enrollment, section)
    later = make_cohort(date(2023, 9, 4), date(2023, 10, 27), [])

    workflow.defer(enrollment, "A new job", to=later, by=make_lead(), at=section.cohort.starts_at)

    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.deferred_to) == ("deferred", later)
    assert not Seat.objects.current().filter(enrollment=enrollment).exists()
    [mail] = Message.objects.filter(person=enrollment.person, topic="enrollment")
    assert f"a place in {later} is promised to you" in mail.text.replace("\n", " ")


def test_nobody_is_put_off_to_a_cohort_that_does_not_start_later():
    enrollment = make_enrollment()

    with pytest.raises(Refused, match="later cohort"):
        workflow.defer(enrollment, "", to=make_cohort(), by=make_lead(), at=enrollment.enrolled_at)

    assert enrollment.status == "active"
