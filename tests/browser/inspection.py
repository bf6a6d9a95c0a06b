"""What a page must hold for everybody who reads it: each check answers with the faults it found, none is fine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Check = Callable[[Page], list[str]]
SOURCE = Path(__file__).with_suffix(".js").read_text("utf-8").partition("\n")[2].strip()
AXE = Axe().axe_script
RUN_AXE = """() => axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } })
    .then(({ violations }) => violations.map(({ id, nodes }) => `axe ${id}: ${nodes[0].html.slice(0, 110)}`))"""
NARROW = (640, 320)  # a window of 1280 pixels at 200 % and at 400 % zoom
MOST_FOCUSED = 60
IN_A_TITLE = re.compile(r"\w.*Intro to ML Safety|Intro to ML Safety.*\w")


def asked(page: Page, question: str) -> list[str]:
    """The answer to one question of inspection.js, such as `moving()`."""
    return list(page.evaluate(f"() => {SOURCE}.{question}"))


def axe(page: Page) -> list[str]:
    """Rules that axe-core finds broken, each with the first place. Run it last: it leaves marks on the page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return list(page.evaluate(RUN_AXE))


def too_wide(page: Page) -> list[str]:
    return asked(page, "tooWide()")


def cut_off(page: Page) -> list[str]:
    return asked(page, "cutOff()")


def moving(page: Page) -> list[str]:
    return asked(page, "moving()")


def unfocused(page: Page) -> list[str]:
    page.keyboard.press("Tab")  # from now on the browser shows the focus as for people at a keyboard
    return asked(page, f"unfocused({MOST_FOCUSED})")


def at_zoom(page: Page) -> list[str]:
    """What is lost at 200 % and 400 %."""
    window = page.viewport_size
    found = []
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{one} (at {width} pixels)" for one in [*too_wide(page), *cut_off(page)]]
    if window:
        page.set_viewport_size(window)
    return found


def headings(page: Page) -> list[str]:
    """A page has one first heading, and says its own name and the site's in the title."""
    ones, title = page.locator("h1").count(), page.title()
    found = [] if ones == 1 else [f"{ones} first headings"]
    return found if IN_A_TITLE.search(title) else [*found, f"titled “{title}”"]


ALWAYS = (headings, too_wide, cut_off)
ON_A_PHONE = (*ALWAYS, at_zoom, axe)
ON_A_DESK = (*ALWAYS, moving, unfocused, axe)
EVERYTHING = (*ALWAYS, moving, unfocused, at_zoom, axe)


def faults(page: Page, checks: Iterable[Check]) -> list[str]:
    """What these checks find, in an order in which none disturbs the next."""
    return [fault for check in checks for fault in check(page)]
