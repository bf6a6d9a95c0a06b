"""Browsers of people who are signed in already, and one demo that stands still at one instant."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer
from pytest_playwright.pytest_playwright import CreateContextCallback

from accounts.models import User
from mlsafety_course.home.demo.build import build
from tests.browser.book import make_superuser
from tests.browser.places import NOW
from tests.browser.walker import Complaints
from tests.factories.curriculum import load_course_once
from tests.guards.asking import signed_in

Scheme = Literal["light", "dark"]


class Readers:
    """One browser a person, all of one size and colour scheme, on the demo's instant."""

    def __init__(self, server: LiveServer, new_context: CreateContextCallback, complaints: Complaints) -> None:
        self.server, self.new_context, self.complaints = server, new_context, complaints
        self.at: datetime = NOW
        self._open: dict[tuple[str, int, str], BrowserContext] = {}

    def browser(self, email: str, width: int = 1280, scheme: Scheme = "light", **options: Any) -> BrowserContext:
        """The browser of this person (the empty address is a visitor), signed in and proved."""
        key = (email, width, scheme)
        if key not in self._open:
            context = self.new_context(
                base_url=self.server.url,
                viewport={"width": width, "height": 844 if width < 1000 else 900},
                color_scheme=scheme,
                locale="en-GB",
                timezone_id="America/New_York",
                reduced_motion="reduce",
                **options,
            )
            self.complaints.listen(context)
            context.clock.set_fixed_time(self.at)
            if email:
                cookie = signed_in(User.objects.get(email=email), proved=True)
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.server.url}])
            self._open[key] = context
        return self._open[key]

    def travel(self, at: datetime) -> None:
        """From now on it is `at` in new browsers; whoever was signed in comes anew."""
        self.at = at
        self.close()

    def close(self) -> None:
        """All browsers; the next ones are signed in anew."""
        for context in self._open.values():
            context.close()
        self._open.clear()


@pytest.fixture
def demo(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[datetime]:
    """The demo and a superuser, as of NOW, where the server's clock stands still. Ids and numbers come out alike each
    time, so that pictures and snapshots can be compared."""
    with time_machine.travel(NOW, tick=False):
        with monkeypatch.context() as patched:
            drawn = random.Random(1)
            patched.setattr(os, "urandom", drawn.randbytes)
            patched.setattr(random, "_urandom", drawn.randbytes)
            load_course_once()
            build(NOW)
            make_superuser()
        yield NOW


@pytest.fixture
def readers(live_server: LiveServer, new_context: CreateContextCallback, settings: Any) -> Iterator[Readers]:
    settings.BASE_URL = live_server.url
    found = Readers(live_server, new_context, Complaints(urlsplit(live_server.url).netloc))
    yield found
    found.close()
