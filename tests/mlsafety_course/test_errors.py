"""Each page for what went wrong says what happened, what is kept and what to do next, with a way on."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse

from mlsafety_course.middleware import lost_race
from mlsafety_course.transitions import Refused
from tests.factories.people import make_person

PARTS = ["What happened", "What is kept", "What to do next"]


def parts(page: str) -> list[str]:
    return re.findall(r"<dt>([^<]+)</dt>", page)


def ways_on(page: str) -> list[str]:
    """Where the buttons of the page lead."""
    return re.findall(r'<a class="btn btn-(?:primary|secondary)" href="([^"]*)"', page)


@pytest.mark.django_db
def test_a_page_that_is_not_there_offers_a_visitor_to_sign_in(client: Client):
    answer = client.get("/nowhere/")
    page = answer.content.decode()

    assert answer.status_code == 404
    assert parts(page) == PARTS
    assert ways_on(page) == [reverse("account_login"), reverse("home")]
    assert "course@example.com" in page


@pytest.mark.django_db
def test_who_may_not_is_told_with_which_account_they_asked(client: Client):
    person = make_person()
    client.force_login(person)

    answer = client.get(reverse("staff"))

    page = answer.content.decode()
    assert answer.status_code == 403
    assert parts(page) == PARTS
    assert ways_on(page) == [reverse("after_login"), reverse("home")]
    assert person.email in page


@pytest.mark.django_db
def test_a_form_without_its_proof_is_told_that_nothing_was_saved():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_person())

    answer = client.post(reverse("accounts:profile"), {"full_name": "Somebody Else"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert parts(page) == PARTS
    assert "Your page was open for too long" in page
    assert "What you sent just now was not saved." in page
    assert ways_on(page) == [reverse("accounts:profile"), reverse("home")]


@pytest.mark.django_db
def test_a_lost_race_leads_back_to_the_page_it_came_from(rf: RequestFactory):
    request = rf.get("/", headers={"Referer": "http://testserver/apply/"})

    answer = lost_race(lambda request: HttpResponse()).process_exception(request, Refused("The seat is taken."))

    assert answer is not None
    page = answer.content.decode()
    assert answer.status_code == 409
    assert parts(page) == PARTS
    assert ways_on(page) == ["http://testserver/apply/", reverse("home")]


@pytest.mark.django_db
def test_who_tries_too_often_is_told_to_wait(client: Client):
    for _ in range(30):
        client.post(reverse("account_login"), {})

    answer = client.post(reverse("account_login"), {})

    page = answer.content.decode()
    assert answer.status_code == 429
    assert parts(page) == PARTS
    assert ways_on(page) == [reverse("account_login"), reverse("home")]


def test_an_address_that_cannot_be_read_is_told_on_a_page_of_ours(client: Client):
    answer = client.get("/?page=%00")

    page = answer.content.decode()
    assert answer.status_code == 400
    assert parts(page) == PARTS
    assert ways_on(page) == ["/"]


@login_not_required
def failing(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("planted")


urlpatterns = [path("fails/", failing)]


@pytest.mark.urls("tests.mlsafety_course.test_errors")
def test_our_own_failure_is_told_without_the_database():
    answer = Client(raise_request_exception=False).get("/fails/")

    page = answer.content.decode()
    assert answer.status_code == 500
    assert parts(page) == PARTS
    assert ways_on(page) == ["/"]


@pytest.mark.parametrize("name", ["400.html", "413.html", "500.html"])
def test_a_page_of_last_resort_knows_nothing_of_request_and_reader(name: str):
    source = (settings.BASE_DIR / "templates" / name).read_text("utf-8")

    assert re.findall(r"{{.*?}}|{% (?:url|if|include)", source) == []
