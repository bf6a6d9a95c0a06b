"""Answering an offer, and the last seat."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from applications.models import Application
from applications.workflow import offers, seats, waitlist
from cohorts.models import Availability, Enrollment
from cohorts.workflow import enrollment as enrollments
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.applications import (
    ANSWERING,
    CONFIRM_BY,
    accept,
    make_admitted_application,
    make_round,
    make_submitted_application,
    make_waitlisted_application,
)
from tests.factories.cohorts import EVENINGS
from tests.factories.people import make_lead, make_person
from tests.racing import meet_after_counting, needs_row_locks

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)


def fresh(application: Application) -> Application:
    return Application.objects.select_related("round__cohort", "applicant").get(pk=application.pk)


def test_accepting_makes_the_enrollment_and_keeps_the_hours():
    application = make_admitted_application()

    enrollment = accept(application)

    assert (enrollment.person, enrollment.cohort) == (application.applicant, application.round.cohort)
    assert enrollment.background == "masters"
    assert Availability.objects.get().zone == "Europe/London"
    assert fresh(application).status == "accepted"
    assert Message.objects.filter(topic="application-accepted").count() == 1


def test_accepting_twice_changes_the_hours_and_nothing_else():
    application = make_admitted_application()
    accept(application)

    offers.accept(fresh(application), frozenset({1, 2}), "Asia/Kolkata", by=application.applicant, at=ANSWERING)

    assert Availability.objects.get().zone == "Asia/Kolkata"
    assert Enrollment.objects.count() == 1
    assert Message.objects.filter(topic="application-accepted").count() == 1


def test_an_answer_counts_until_the_end_of_the_grace():
    round_ = make_round()
    in_time, late = make_admitted_application(round_), make_admitted_application(round_)

    accept(in_time, at=CONFIRM_BY + round_.grace - INSTANT)

    with pytest.raises(Refused):
        accept(late, at=CONFIRM_BY + round_.grace)
    assert not Enrollment.objects.filter(person=late.applicant).exists()


def test_one_may_change_ones_mind_while_a_seat_is_free():
    application = make_admitted_application()
    accept(application)
    offers.decline(fresh(application), by=application.applicant, at=ANSWERING)
    assert Enrollment.objects.get().status == "cancelled"

    accept(fresh(application))

    assert Enrollment.objects.get().status == "active"
    assert fresh(application).status == "accepted"


def test_who_declined_comes_back_to_a_full_round_in_vain():
    round_ = make_round(capacity=1)
    first = make_admitted_application(round_)
    offers.decline(first, by=first.applicant, at=ANSWERING)
    make_admitted_application(round_)

    with pytest.raises(Refused, match="taken"):
        accept(fresh(first))
    assert fresh(first).status == "declined"


def test_nobody_answers_for_somebody_else():
    application = make_admitted_application()

    with pytest.raises(Refused):
        offers.accept(application, EVENINGS, "UTC", by=make_person(), at=ANSWERING)
    with pytest.raises(Refused):
        offers.decline(application, by=make_person(), at=ANSWERING)


def test_there_is_nothing_to_accept_without_an_offer():
    application = make_submitted_application()

    with pytest.raises(Refused):
        accept(application)
    assert not Enrollment.objects.exists()


def test_the_slower_of_two_answers_is_refused():
    application = make_admitted_application()
    slower = fresh(application)
    offers.decline(application, by=application.applicant, at=ANSWERING)

    with pytest.raises(Refused):
        accept(slower)
    assert not Enrollment.objects.exists()


def two_who_declined() -> list[Application]:
    """Both come back for the one seat that is left."""
    round_ = make_round(capacity=2)
    pair = [make_admitted_application(round_), make_admitted_application(round_)]
    for application in pair:
        offers.decline(application, by=application.applicant, at=ANSWERING)
    accept(make_admitted_application(round_))
    return [fresh(application) for application in pair]


def run_together(applications: list[Application]) -> list[str]:
    """Accept for each in a thread of its own; what each was told, sorted."""
    told: list[str] = []

    def answer(application: Application) -> None:
        try:
            accept(application)
            told.append("accepted")
        except Refused:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[application]) for application in applications]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(told)


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_the_last_seat_goes_to_one_of_two(monkeypatch: pytest.MonkeyPatch):
    pair = two_who_declined()
    meet_after_counting(monkeypatch, patience=1)

    assert run_together(pair) == ["accepted", "refused"]
    assert seats.Seats(2, 2) == seats.count(pair[0].round, ANSWERING)


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_control_without_the_round_lock_both_get_the_last_seat(monkeypatch: pytest.MonkeyPatch):
    pair = two_who_declined()
    meet_after_counting(monkeypatch, patience=20)
    monkeypatch.setattr(seats, "lock", lambda round_: round_)

    assert run_together(pair) == ["accepted", "accepted"]


def test_a_place_given_back_on_the_course_page_is_free_for_somebody_else():
    application = make_admitted_application()
    enrollment = accept(application)
    enrollments.leave(enrollment, "A new job", by=enrollment.person, at=ANSWERING)

    assert seats.count(application.round, ANSWERING).taken == 0


def test_who_gave_the_place_back_can_still_decline_or_take_it_again_while_it_is_free():
    application = make_admitted_application()
    enrollment = accept(application)
    enrollments.leave(enrollment, "A new job", by=enrollment.person, at=ANSWERING)

    accept(application)
    enrollment.refresh_from_db()
    assert enrollment.status == "active"
    enrollments.leave(enrollment, "A new job after all", by=enrollment.person, at=ANSWERING)
    offers.decline(application, by=application.applicant, at=ANSWERING)

    assert Application.objects.get(pk=application.pk).status == "declined"


def test_who_gave_the_last_place_back_cannot_take_it_from_the_next():
    round_ = make_round(capacity=1)
    first = make_admitted_application(round_)
    enrollment = accept(first)
    second = make_waitlisted_application(round_)
    enrollments.leave(enrollment, "A new job", by=enrollment.person, at=ANSWERING)
    waitlist.promote(second, by=make_lead(), at=ANSWERING)

    with pytest.raises(Refused, match="All places are taken"):
        accept(first)
