"""Without a cache no key page costs a phone more than 120 kB."""

from __future__ import annotations

import secrets
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, Response, Route
from pytest_django.live_server_helper import LiveServer
from whitenoise.compress import Compressor

from tests.browser.book import Book
from tests.browser.places import VISITOR
from tests.browser.readers import Readers

MOST = 120_000
PHONE = 390

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_no_key_page_is_too_heavy(demo: None, readers: Readers):
    found = []
    for page in [*Book().key_pages(), *(page for page in Book().pages() if page.name == "styleguide")]:
        parts = weigh(readers.browser(page.reader, PHONE, "light"), page.path)
        print(f"{sum(parts.values()) / 1000:6.1f} kB {page} (the page itself {parts[page.path] / 1000:.1f})")
        found.append(too_heavy(str(page), parts))

    assert "\n".join(filter(None, found)) == ""


def test_a_planted_heavy_file_is_found(live_server: LiveServer, readers: Readers):
    browser = readers.browser(VISITOR, PHONE, "light")
    browser.route("**/static/js/site.js", plant)

    parts = weigh(browser, reverse("account_login"))

    assert too_heavy("sign-in", parts).startswith("sign-in weighs ")
    assert "may weigh 120: /static/js/site.js 13" in too_heavy("sign-in", parts)


def test_a_page_that_is_not_compressed_is_weighed_as_it_is(live_server: LiveServer, readers: Readers):
    browser = readers.browser(VISITOR, PHONE, "light")
    address = reverse("privacy")

    small = weigh(browser, address)[address]
    browser.set_extra_http_headers({"Accept-Encoding": "identity"})
    large = weigh(browser, address)[address]

    assert small * 2 < large


def plant(route: Route) -> None:
    """Bytes that nothing compresses, as a comment that does no harm."""
    route.fulfill(content_type="text/javascript", body=f"//{secrets.token_hex(130_000)}")


def weigh(browser: BrowserContext, address: str) -> dict[str, int]:
    """Bytes of each body that the page brings, by path, as production sends it."""
    sheet: Page = browser.new_page()
    answers: list[Response] = []
    sheet.on("response", lambda answer: answers.append(answer))
    answer = sheet.goto(address)
    assert answer is not None
    assert answer.status == 200, f"{address} answered {answer.status}, so its weight says nothing"
    parts = {urlsplit(answer.url).path: sent(answer) for answer in answers if not answer.url.startswith("data:")}
    icon = sheet.locator("link[rel=icon]").get_attribute("href")  # which a browser loads and says nothing about
    if icon:
        parts[icon] = len(Compressor.compress_brotli(sheet.request.get(icon).body()))
    sheet.close()
    return parts


def sent(answer: Response) -> int:
    """A page has the size that the server says. Static files come bare here; WhiteNoise stores them compressed."""
    body, path = answer.body(), PurePosixPath(urlsplit(answer.url).path)
    if not path.is_relative_to("/static"):
        return int(answer.headers["content-length"])
    return len(Compressor.compress_brotli(body)) if Compressor().should_compress(path.name) else len(body)


def too_heavy(page: str, parts: dict[str, int]) -> str:
    """A sentence with the parts, the heaviest first, or nothing."""
    total = sum(parts.values())
    if total <= MOST:
        return ""
    listed = sorted(parts.items(), key=lambda part: -part[1])
    words = ", ".join(f"{path} {size / 1000:.1f}" for path, size in listed)
    return f"{page} weighs {total / 1000:.1f} kB and may weigh {MOST / 1000:.0f}: {words}"
