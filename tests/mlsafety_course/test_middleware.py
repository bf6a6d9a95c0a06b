"""Arrival, zone and the page for a lost race."""

from datetime import UTC, datetime
from typing import cast

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from accounts.requests import UserRequest
from mlsafety_course.middleware import lost_race, received_at
from mlsafety_course.transitions import Refused


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def stamp(request: HttpRequest) -> datetime:
    received_at(answer)(request)
    return cast("UserRequest", request).received_at


@time_machine.travel(datetime(2023, 1, 30, 12, tzinfo=UTC), tick=False)
def test_arrival_is_stamped_by_our_clock_where_no_proxy_is_trusted():
    request = RequestFactory().post("/", headers={"X-Request-Start": "t=1"})

    assert stamp(request) == datetime(2023, 1, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(("header", "second"), [("t=1675079999.5", 59), ("1675079998", 58)])
def test_a_trusted_proxy_says_when_the_request_began(settings: Settings, header: str, second: int):
    settings.TRUSTED_REQUEST_START_HEADER = "X-Request-Start"
    request = RequestFactory().post("/", headers={"X-Request-Start": header})

    assert stamp(request).replace(microsecond=0) == datetime(2023, 1, 30, 11, 59, second, tzinfo=UTC)


@time_machine.travel(datetime(2023, 1, 30, 12, tzinfo=UTC), tick=False)
def test_a_header_that_is_no_time_is_passed_over(settings: Settings):
    settings.TRUSTED_REQUEST_START_HEADER = "X-Request-Start"
    request = RequestFactory().post("/", headers={"X-Request-Start": "soon"})

    assert stamp(request) == datetime(2023, 1, 30, 12, tzinfo=UTC)


def test_only_refusals_become_the_409_page():
    guard = lost_race(answer)

    assert guard.process_exception(RequestFactory().get("/"), ValueError()) is None


@pytest.mark.django_db
def test_a_refusal_is_told_in_its_own_words(rf: RequestFactory):
    request = rf.get("/")

    response = lost_race(answer).process_exception(request, Refused("The last seat has just been taken."))

    assert response is not None
    assert response.status_code == 409
    assert "The last seat has just been taken." in response.content.decode()


@pytest.mark.parametrize("address", ["/verify/%00/", "/?page=%00"])
def test_an_address_with_a_nul_character_is_refused_before_any_database_sees_it(client: Client, address: str):
    assert client.get(address).status_code == 400
