"""What TAs and participants do on their own pages."""

from datetime import timedelta

import time_machine
from django.urls import reverse

from cohorts.models import Enrollment, Staffing
from mlsafety_course import timekit


def test_declining_is_one_click(client, house):
    client.force_login(house.people["invited"])

    client.post(house.url("agree"), {"answer": "decline"})

    assert Staffing.objects.get(person=house.people["invited"]).status == "declined"
    assert client.post(house.url("agree"), {"answer": "decline"}).status_code == 409


def test_hours_are_kept_and_shown_again(client, house):
    client.force_login(house.people["participant"])

    answer = client.post(house.url("hours"), {"grid": [0, 335], "zone": "Asia/Tokyo"}, follow=True)

    kept = house.cohort.availabilities.get(person=house.people["participant"])
    assert timekit.unpack(kept.grid) == {0, 335}
    assert answer.context["form"].selected == {0, 335}


def test_no_hours_at_all_are_asked_for_again(client, house):
    client.force_login(house.people["participant"])

    answer = client.post(house.url("hours"), {"zone": "Asia/Tokyo"})

    assert answer.status_code == 422
    assert "Mark at least one half-hour" in answer.text


def test_dropping_out_and_coming_back(client, house):
    client.force_login(house.people["participant"])

    client.post(house.url("leave"), {"reason": "Ill"})
    assert Enrollment.objects.get(pk=house.enrollment.pk).status == "dropped"
    assert "You can come back until" in client.get(house.url("leave")).text
    assert client.post(house.url("leave"), {"reason": "Ill"}).status_code == 409

    client.post(reverse("cohorts:come_back"))
    assert Enrollment.objects.get(pk=house.enrollment.pk).status == "active"
    assert client.post(reverse("cohorts:come_back")).status_code == 409


def test_giving_the_place_back_before_the_start(client, house):
    client.force_login(house.people["participant"])

    with time_machine.travel(house.cohort.starts_at - timedelta(hours=1), tick=False):
        assert "give your place back" in client.get(house.url("leave")).text
        client.post(house.url("leave"))

    assert Enrollment.objects.get(pk=house.enrollment.pk).status == "cancelled"
