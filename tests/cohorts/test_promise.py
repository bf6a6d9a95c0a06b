"""A place promised in a later cohort: who waits for it, taking it up, and not wanting it any more."""

from datetime import date, timedelta

import pytest

from cohorts.models import Availability, Cohort, Enrollment
from cohorts.models.enrollment import cohort_due
from cohorts.workflow import enrollment as enrollments
from cohorts.workflow import promise as workflow
from mlsafety_course import timekit
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import BEFORE_START, give_hours, make_cohort, make_enrollment
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db
HOURS = frozenset({3, 4, 5})


def make_autumn() -> Cohort:
    return make_cohort(date(2023, 9, 4), date(2023, 11, 3), ())


def make_next_spring() -> Cohort:
    return make_cohort(date(2024, 2, 19), date(2024, 4, 19), ())


def put_off(to: Cohort | None = None, cohort: Cohort | None = None, days: int = -7) -> Enrollment:
    """Somebody whose place is put off, so many days after the first day of their cohort."""
    enrollment = make_enrollment(cohort)
    at = enrollment.cohort.starts_at + timedelta(days=days)
    enrollments.defer(enrollment, "A new job", to=to, by=make_lead(), at=at)
    return enrollment


def promised_in(cohort: Cohort) -> set[Enrollment]:
    return set(Enrollment.objects.put_off_to(cohort, BEFORE_START.date()).promised())


def due_in(cohort: Cohort, today: date) -> set[Enrollment]:
    return set(Enrollment.objects.promised().annotate(due_in=cohort_due(today)).filter(due_in=cohort.pk))


def test_a_cohort_lists_who_was_put_off_to_it_and_who_was_put_off_to_none_yet():
    autumn, following = make_autumn(), make_next_spring()
    spring = make_cohort()
    named, elsewhere, unnamed = (put_off(to, spring) for to in (autumn, following, None))
    make_enrollment(spring)

    found = promised_in(autumn)

    assert found == {named, unnamed}
    assert promised_in(following) == {elsewhere, unnamed}
    assert promised_in(spring) == set()


def test_a_promise_without_a_cohort_is_due_in_the_next_one_that_is_not_over():
    unnamed = put_off()
    assert not due_in(unnamed.cohort, BEFORE_START.date())
    autumn, following = make_autumn(), make_next_spring()

    early, late = date(2023, 8, 1), date(2024, 1, 8)

    assert (due_in(autumn, early), due_in(following, early)) == ({unnamed}, set())
    assert (due_in(autumn, late), due_in(following, late)) == (set(), {unnamed})


def test_whoever_came_into_a_later_cohort_by_another_road_is_promised_nothing_more():
    autumn, following = make_autumn(), make_next_spring()
    named, unnamed = put_off(following), put_off()

    for one in (named, unnamed):
        make_enrollment(autumn, one.person)

    assert promised_in(following) == {named}


def test_a_lead_enrolls_the_person_with_their_hours_and_one_mail():
    autumn, lead = make_autumn(), make_lead()
    place = put_off(autumn)
    give_hours(place, HOURS, "Asia/Tokyo")

    enrollment = workflow.take_up(place, autumn, by=lead, at=BEFORE_START)

    assert (enrollment.person, enrollment.cohort, enrollment.status) == (place.person, autumn, "active")
    free = Availability.objects.get(cohort=autumn, person=place.person)
    assert (free.zone, timekit.unpack(free.grid)) == ("Asia/Tokyo", HOURS)
    move = enrollment.moves.get()
    assert (move.by, move.reason) == (lead, f"Promised when the place in {place.cohort} was put off.")
    mail = Message.objects.get(person=place.person, subject=f"You are in: {autumn}")
    assert "Monday 4 September 2023" in mail.text
    assert "/course/hours/" in mail.text
    assert "/course/leave/" in mail.text
    assert promised_in(autumn) == set()


def test_taking_it_up_twice_is_taking_it_up_once():
    autumn, place = make_autumn(), put_off()
    first = workflow.take_up(place, autumn, by=make_lead(), at=BEFORE_START)

    again = workflow.take_up(place, autumn, by=make_lead(), at=BEFORE_START + timedelta(minutes=1))

    assert again == first
    assert first.moves.count() == 1
    assert Message.objects.filter(subject=f"You are in: {autumn}").count() == 1


def test_a_promise_taken_up_in_one_cohort_is_refused_in_another():
    autumn, following, place = make_autumn(), make_next_spring(), put_off()
    workflow.take_up(place, autumn, by=make_lead(), at=BEFORE_START)

    with pytest.raises(Refused, match="is promised to"):
        workflow.take_up(place, following, by=make_lead(), at=BEFORE_START)

    assert not following.enrollments.exists()


def test_hours_given_for_the_later_cohort_already_are_kept():
    autumn = make_autumn()
    place = put_off(autumn)
    give_hours(place, HOURS)
    person = place.person
    enrollments.give_hours(autumn, person, frozenset({9}), "UTC", by=person, at=BEFORE_START)

    workflow.take_up(place, autumn, by=make_lead(), at=BEFORE_START)

    assert timekit.unpack(Availability.objects.get(cohort=autumn).grid) == {9}


def test_without_hours_the_mail_asks_for_them():
    autumn, place = make_autumn(), put_off()

    workflow.take_up(place, autumn, by=make_lead(), at=BEFORE_START)

    assert "We do not know your hours yet" in Message.objects.get(subject=f"You are in: {autumn}").text
    assert not Availability.objects.exists()


def test_whoever_gave_the_promised_place_back_is_not_enrolled_again():
    autumn = make_autumn()
    place = put_off(autumn)
    enrollment = workflow.take_up(place, autumn, by=make_lead(), at=BEFORE_START)
    enrollments.leave(enrollment, "No time", by=enrollment.person, at=BEFORE_START)

    with pytest.raises(Refused):
        workflow.take_up(place, autumn, by=make_lead(), at=BEFORE_START)

    assert promised_in(autumn) == set()


def test_nobody_is_enrolled_in_a_cohort_that_is_over():
    autumn = make_autumn()
    place = put_off(autumn)
    over = timekit.end_of_day(autumn.ends_on, autumn.zone)

    with pytest.raises(Refused, match="is over"):
        workflow.take_up(place, autumn, by=make_lead(), at=over)
    with pytest.raises(Refused, match="is over"):
        workflow.take_up_all(autumn, by=make_lead(), at=over)

    assert not autumn.enrollments.exists()


@pytest.mark.parametrize("act", ["take_up", "waive"])
def test_a_lead_does_not_decide_about_their_own_promise(act: str):
    autumn = make_autumn()
    place = put_off(autumn)
    sent = {"take_up": autumn, "waive": "A reason"}[act]

    with pytest.raises(Refused, match="Another lead"):
        getattr(workflow, act)(place, sent, by=place.person, at=BEFORE_START)

    assert promised_in(autumn) == {place}


def test_all_are_enrolled_for_whom_this_cohort_is_the_one_but_not_whoever_does_it():
    autumn, following = make_autumn(), make_next_spring()
    named, unnamed, own = put_off(following), put_off(), put_off(following)

    found = workflow.take_up_all(following, by=own.person, at=BEFORE_START)
    again = workflow.take_up_all(following, by=own.person, at=BEFORE_START)

    assert [one.person for one in found] == [named.person]
    assert again == []
    assert promised_in(following) == {unnamed, own}
    assert due_in(autumn, BEFORE_START.date()) == {unnamed}


@pytest.mark.parametrize(("days", "status"), [(-1, "cancelled"), (1, "dropped")])
def test_who_does_not_want_it_any_more_leaves_the_list_with_a_reason(days: int, status: str):
    autumn, lead = make_autumn(), make_lead()
    place = put_off(autumn, days=days)

    workflow.waive(place, "They moved abroad", by=lead, at=BEFORE_START)

    kept = Enrollment.objects.get(pk=place.pk)
    assert (kept.status, kept.deferred_to) == (status, None)
    assert kept.moves.latest("pk").reason == "They moved abroad"
    assert promised_in(autumn) == set()
    assert "They moved abroad" in Message.objects.get(subject="Your promised place is given up").text


def test_what_was_taken_up_or_given_up_is_not_given_up_again():
    autumn = make_autumn()
    enrolled, waived = put_off(autumn), put_off(autumn)
    workflow.take_up(enrolled, autumn, by=make_lead(), at=BEFORE_START)
    workflow.waive(waived, "No time", by=make_lead(), at=BEFORE_START)

    for place in (enrolled, waived):
        with pytest.raises(Refused, match="no promised place any more"):
            workflow.waive(place, "No time", by=make_lead(), at=BEFORE_START)
    with pytest.raises(Refused):
        workflow.take_up(waived, autumn, by=make_lead(), at=BEFORE_START)


def test_a_promise_whose_cohort_went_by_is_due_in_the_next_one():
    autumn, following = make_autumn(), make_next_spring()
    forgotten = put_off(autumn)
    after = autumn.ends_on + timedelta(days=10)
    at = timekit.start_of_day(after, autumn.zone)
    before = due_in(autumn, BEFORE_START.date())

    found = workflow.take_up(forgotten, following, by=make_lead(), at=at)

    assert before == {forgotten}
    assert (found.cohort, found.status) == (following, "active")
    assert not Enrollment.objects.promised().exists()
    assert list(Enrollment.objects.come_by_promise()) == [found]
