"""Arrival, compression, privacy and the page for a lost race."""

import gzip
from datetime import UTC, datetime
from io import BytesIO
from typing import cast

import pytest
import time_machine
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from accounts.requests import UserRequest
from mlsafety_course.middleware import compressed, lost_race, received_at
from mlsafety_course.transitions import Refused
from tests.factories.people import PASSWORD, make_person


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


@pytest.fixture
def gzipped() -> Client:
    """A browser's client: it takes gzip."""
    return Client(headers={"Accept-Encoding": "gzip, deflate, br"})


@pytest.mark.django_db
def test_a_page_travels_compressed_to_a_browser_that_can_read_it(client: Client, gzipped: Client):
    plain, pressed = client.get("/privacy/"), gzipped.get("/privacy/")

    assert not plain.has_header("Content-Encoding")
    assert pressed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in pressed.headers["Vary"]
    assert gzip.decompress(pressed.content).count(b"<h2") == plain.content.count(b"<h2")
    assert len(pressed.content) * 2 < len(plain.content)


def test_the_length_of_one_and_the_same_page_differs_from_answer_to_answer():
    handler = compressed(lambda request: HttpResponse("a secret " * 100))
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})

    lengths = {len(handler(request).content) for _ in range(30)}

    assert len(lengths) > 5


def test_other_sites_cannot_have_signed_in_pages_fetched(settings: Settings):
    assert (settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE) == ("Lax", "Lax")


@pytest.mark.parametrize(
    "secret",
    [
        HttpResponse("recovery codes " * 100, headers={"Cache-Control": "private, no-store"}),
        FileResponse(BytesIO(b"%PDF " * 100), content_type="application/pdf"),
    ],
    ids=["not to be stored", "a file"],
)
def test_what_is_secret_or_a_file_stays_as_it_is(secret: HttpResponse):
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})

    response = compressed(lambda _: secret)(request)

    assert not response.has_header("Content-Encoding")


@pytest.mark.django_db
def test_what_a_signed_in_person_gets_is_kept_by_no_shared_cache(client: Client):
    before = client.get("/privacy/")
    client.force_login(make_person())

    after = client.get("/privacy/")

    assert not before.has_header("Cache-Control")
    assert set(after.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}


@pytest.mark.django_db
def test_a_page_that_must_not_be_stored_keeps_its_own_word(client: Client):
    client.force_login(make_person())

    assert "no-store" in client.get("/my-data/").headers["Cache-Control"]


@pytest.mark.django_db
def test_the_key_of_an_authenticator_app_is_neither_stored_nor_compressed(gzipped: Client):
    gzipped.force_login(make_person())
    gzipped.post("/accounts/reauthenticate/", {"password": PASSWORD})

    response = gzipped.get("/accounts/2fa/totp/activate/")

    assert b"secret" in response.content
    assert set(response.headers["Cache-Control"].split(", ")) == {"private", "no-store"}
    assert not response.has_header("Content-Encoding")
