"""People who were promised a place in a later cohort wait under a lead's eyes until they are enrolled."""

from datetime import timedelta

import pytest

from accounts.models import User
from cohorts.workflow import promise
from mlsafety_course.home import attention
from mlsafety_course.items import Item
from tests.cohorts.test_promise import make_autumn, make_next_spring, put_off
from tests.factories.cohorts import BEFORE_START
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


def items(lead: User, at=BEFORE_START) -> dict[str, Item]:
    return {item.sentence: item for item in attention.items(lead, at) if "promised" in item.sentence}


def test_leads_are_told_who_is_promised_a_place_until_they_are_enrolled():
    autumn, following, lead = make_autumn(), make_next_spring(), make_lead()
    places = [put_off(autumn), put_off(), put_off(following)]

    found = items(lead)
    for place in places[:2]:
        promise.take_up(place, autumn, by=lead, at=BEFORE_START)

    waiting = f"1 person is promised a place in {following} and not enrolled yet"
    assert {*found} == {f"2 people are promised a place in {autumn} and not enrolled yet", waiting}
    assert found[waiting].url == f"/staff/cohorts/{following.slug}/#promised"
    assert {*items(lead)} == {waiting}


def test_without_a_later_cohort_there_is_nothing_to_do_yet():
    put_off()

    assert items(make_lead()) == {}


def test_it_is_urgent_once_the_course_is_near():
    autumn, lead = make_autumn(), make_lead()
    put_off(autumn)

    [early], [late] = items(lead).values(), items(lead, autumn.starts_at + timedelta(days=1)).values()

    assert (early.is_urgent, late.is_urgent) == (False, True)


def test_a_lead_is_not_sent_to_their_own_promise():
    place = put_off(make_autumn())

    assert items(place.person) == {}
