"""A stranger before the first account: the deadline by their own clock, and an address left for the next round."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from pytest_playwright.pytest_playwright import CreateContextCallback

from applications.models import Interest
from tests.browser.walker import PHONE, Clock, Complaints
from tests.factories.applications import CLOSES, WRITING, make_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def stranger(new_context: CreateContextCallback, live_server: LiveServer, clock: Clock, complaints: Complaints) -> Page:
    """Comes from Tokyo for the first time, on a phone."""
    context = new_context(base_url=live_server.url, viewport=PHONE, timezone_id="Asia/Tokyo", reduced_motion="reduce")
    complaints.listen(context)
    clock.govern(context)
    return context.new_page()


def test_on_the_first_visit_the_deadline_stands_by_the_clock_of_the_device_and_then_in_the_page(
    stranger: Page, clock: Clock
):
    clock.set(WRITING)
    path, own = reverse("round", args=[make_round().slug]), stranger.locator("[data-own-clock]")

    stranger.goto(path)
    expect(own).to_have_text(re.compile("Monday 30 January 2023, 20:59 Tokyo time"))
    expect(stranger.locator("[data-countdown]").first).to_have_text("9 days 18 hours left")

    stranger.goto(path)
    expect(own).to_be_hidden()
    expect(stranger.locator(".deadline-own").first).to_have_text("Monday 30 January 2023, 20:59 Tokyo time")


def test_an_address_is_left_and_confirmed_by_hand(stranger: Page, clock: Clock):
    clock.set(CLOSES)
    stranger.goto(reverse("round", args=[make_round().slug]))

    stranger.get_by_label("Your e-mail address").fill("tomo@example.com")
    stranger.get_by_role("button", name="Tell me when").click()
    expect(stranger.locator("main, .message").filter(has_text="Look into that mailbox").first).to_be_visible()
    asked = Interest.objects.get(email="tomo@example.com")
    stranger.goto(reverse("applications:confirm_interest", args=[asked.token]))
    stranger.get_by_role("button", name="Yes, tell me").click()

    expect(stranger.get_by_role("heading", level=1)).to_have_text("You are on the list")
