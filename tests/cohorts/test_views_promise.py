"""Promised places on the page of the later cohort, as leads press them."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cohorts.models import Cohort, Enrollment
from tests.cohorts.test_promise import make_autumn, make_next_spring, put_off
from tests.factories.cohorts import BEFORE_START, give_hours
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def act(name: str, cohort: Cohort, *places: Enrollment) -> str:
    return reverse(f"cohorts:{name}", args=[cohort.slug, *(place.public_id for place in places)])


def page(client: Client, cohort: Cohort) -> str:
    return client.get(act("cohort", cohort)).content.decode()


@time_machine.travel(BEFORE_START, tick=False)
def test_one_press_enrolls_one_person_and_takes_them_off_the_list():
    autumn, lead = make_autumn(), of(make_lead())
    place = put_off(autumn)
    give_hours(place)
    before = page(lead, autumn)

    answer = lead.post(act("enroll_promised", autumn, place), follow=True).content.decode()
    again = lead.post(act("enroll_promised", autumn, place))

    assert act("enroll_promised", autumn, place) in before
    assert "is enrolled as promised, and told by mail" in answer
    assert "Promised a place" not in answer
    assert again.status_code == 302
    assert autumn.enrollments.active().get().person == place.person
    hours = of(place.person).get(reverse("cohorts:hours"))
    assert hours.context["cohort"] == autumn
    assert hours.context["form"].selected


@time_machine.travel(BEFORE_START, tick=False)
def test_one_press_enrolls_all_for_whom_it_is_due():
    autumn, following, lead = make_autumn(), make_next_spring(), of(make_lead())
    places = [put_off(following), put_off(following)]
    later = put_off()

    shown = page(lead, following)
    lead.post(act("enroll_all_promised", following))
    lead.post(act("enroll_all_promised", following))

    assert "Due in another cohort" in shown
    assert {one.person for one in following.enrollments.all()} == {place.person for place in places}
    assert later.person.full_name in page(lead, autumn)


@time_machine.travel(BEFORE_START, tick=False)
def test_without_a_reason_nobody_loses_a_promise():
    autumn, lead = make_autumn(), of(make_lead())
    place = put_off(autumn)

    unsaid = lead.post(act("waive_promise", autumn, place), {"reason": " "}, follow=True).content.decode()
    said = lead.post(act("waive_promise", autumn, place), {"reason": "A new job"}, follow=True).content.decode()

    assert "Say why" in unsaid
    assert "Promised a place" in unsaid
    assert "No place is kept" in said
    assert "Promised a place" not in said


@pytest.mark.parametrize("name", ["enroll_promised", "waive_promise", "enroll_all_promised"])
def test_only_leads_decide_about_promises(name: str):
    autumn = make_autumn()
    place = put_off(autumn)
    url = act(name, autumn, *([] if name == "enroll_all_promised" else [place]))

    for person in (make_person(), place.person):
        assert of(person).post(url, {"reason": "A reason"}).status_code == 403

    assert Enrollment.objects.get(pk=place.pk).status == "deferred"
    assert not autumn.enrollments.exists()


@time_machine.travel(BEFORE_START, tick=False)
def test_a_lead_neither_sees_nor_decides_about_their_own_promise():
    autumn, lead = make_autumn(), make_lead()
    place = put_off(autumn)
    Enrollment.objects.filter(pk=place.pk).update(person=lead)

    answers = [
        of(lead).post(act(name, autumn, place), {"reason": "x"}) for name in ("enroll_promised", "waive_promise")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Promised a place" not in page(of(lead), autumn)


def test_after_the_end_of_the_cohort_the_page_says_so_and_enrolls_nobody():
    autumn, lead = make_autumn(), of(make_lead())
    place = put_off(autumn)

    with time_machine.travel("2024-01-08", tick=False):
        shown = page(lead, autumn)
        answer = lead.post(act("enroll_promised", autumn, place))

    assert "This cohort is over" in shown
    assert act("enroll_promised", autumn, place) not in shown
    assert answer.status_code == 409
