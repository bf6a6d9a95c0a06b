"""Chromium, one clock for server and pages, and people whose pages may not complain."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings as ours
from django.test import Client
from playwright.sync_api import Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer
from pytest_playwright.pytest_playwright import CreateContextCallback

from accounts.models import User
from dev.test import CHROMIUM_FLAGS, chromium
from tests.browser.readers import demo, readers
from tests.browser.walker import DESK, STARTS_AT, Album, Clock, Complaints, Walker

__all__ = ["demo", "readers"]  # fixtures
ROOT = Path(__file__).resolve().parents[2]
Enter = Callable[..., Walker]
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium. Without one the test is left out, and with CI=true it fails."""
    path = chromium()
    if not path and os.environ.get("CI") == "true":
        pytest.fail("Chromium is not installed: apt-get install chromium")
    if not path:
        pytest.skip("Chromium is not installed")
    return {"executable_path": path, "chromium_sandbox": False, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Contexts get the live server's address; pytest-base-url's fixture is of a kind that pytest deprecates."""


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Begins in January 2023; `set` moves it."""
    with time_machine.travel(STARTS_AT) as traveller:
        yield Clock(traveller)


@pytest.fixture
def complaints(live_server: LiveServer, settings: Settings) -> Iterator[Complaints]:
    """Heard on any page of the test; one is enough to fail it."""
    settings.BASE_URL = live_server.url
    heard = Complaints(urlsplit(live_server.url).netloc)
    yield heard
    assert heard.heard == []


@pytest.fixture
def album(request: pytest.FixtureRequest) -> Album:
    """Where the test's pictures go: var/screenshots/, in a folder named after its file."""
    return Album(ROOT / "var" / "screenshots" / request.path.stem.removeprefix("test_"))


@pytest.fixture
def enter(
    new_context: CreateContextCallback, live_server: LiveServer, clock: Clock, complaints: Complaints, album: Album
) -> Enter:
    """A person comes to the site, in a browser of their own."""

    def come(hands: type[Walker] = Walker) -> Walker:
        context = new_context(
            base_url=live_server.url, viewport=DESK, locale="en-GB", timezone_id="America/New_York",
            reduced_motion="reduce",
        )  # fmt: skip
        complaints.listen(context)
        clock.govern(context)
        return hands(context.new_page(), album)

    return come


@pytest.fixture
def open_as(new_context: CreateContextCallback, live_server: LiveServer, clock: Clock, complaints: Complaints) -> Open:
    """A page as this person sees it, on a desk unless told otherwise."""

    def come(person: User, path: str, **options: Any) -> Page:
        client = Client()
        client.force_login(person)
        session = client.cookies[ours.SESSION_COOKIE_NAME].value
        context = new_context(base_url=live_server.url, **{"viewport": DESK, "reduced_motion": "reduce", **options})
        complaints.listen(context)
        clock.govern(context)
        context.add_cookies([{"name": ours.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    return come
