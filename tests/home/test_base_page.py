"""What every page brings: htmx, a third of a visitor's bytes, is for people who are signed in, and only they use it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
CHANGES_IN_PLACE = re.compile(r"\shx-(?:get|post|put|patch|delete)=")
FOR_VISITORS = ["home", "privacy", "account_login", "account_signup", "account_reset_password"]


@pytest.mark.parametrize("name", FOR_VISITORS)
def test_a_visitors_page_neither_brings_htmx_nor_needs_it(client: Client, name: str):
    page = client.get(reverse(name)).content.decode()

    assert "django_htmx/htmx" not in page
    assert not CHANGES_IN_PLACE.search(page)


def test_a_page_of_somebody_who_is_signed_in_brings_it(client: Client):
    client.force_login(make_person())

    assert "django_htmx/htmx" in client.get(reverse("privacy")).content.decode()


def test_a_search_engine_is_asked_to_leave_certificates_alone(client: Client):
    answer = client.get("/robots.txt")

    rules = b"".join(answer).decode()

    assert "Disallow: /verify/\n" in rules
    assert "Disallow: /\n" not in rules
