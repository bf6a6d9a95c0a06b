"""The main states of the key pages are fit for everybody; each in one view here, in all of them in `make prove`."""

from datetime import datetime
from itertools import cycle, product
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page as Sheet

from tests.browser import inspection, nu, states
from tests.browser.book import Book
from tests.browser.readers import Readers, Scheme
from tests.browser.test_every_page import VIEWS
from tests.browser.visiting import View, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (320, 390, 1280)


def test_every_main_state_is_fit_for_everybody(demo: datetime, readers: Readers, tmp_path: Path):
    book, visit = Book(), Visit(readers)

    for page, view in zip(states.now(book), cycle(VIEWS), strict=False):
        visit.look(page, [view])
    readers.travel(states.AFTER_CLOSE)
    with time_machine.travel(states.AFTER_CLOSE, tick=False):
        for page, view in zip(states.later(book), cycle(VIEWS), strict=False):
            visit.look(page, [view])

    visit.found += nu.faults(visit.sources, tmp_path)
    visit.end()


@pytest.mark.prove
def test_every_page_and_state_in_every_width_and_scheme(demo: datetime, readers: Readers):
    book, visit = Book(), Visit(readers)

    for page in [*book.pages(), *states.now(book)]:
        visit.look(page, [View(width, scheme, inspection.EVERYTHING) for width, scheme in product(WIDTHS, SCHEMES)])

    visit.end()


REFUSED = [
    ("sign-up", "/accounts/signup/", "Make my account"),
    ("sign-in", "/accounts/login/", "Sign in"),
    ("profile", "/accounts/profile/", "Save"),
    ("new cohort", "/staff/cohorts/new/", "Set up"),
]


def test_a_refused_form_is_fit_for_everybody(demo: datetime, readers: Readers):
    """Every field emptied and sent: the browser's own checks are off, so the server answers."""
    found = []
    for (name, path, button), scheme in product(REFUSED, SCHEMES):
        reader = {"profile": "applicant@example.org", "new cohort": "lead@example.org"}.get(name, "")
        sheet = readers.browser(reader, 390 if scheme == "light" else 1280, scheme).new_page()
        send_empty(sheet, path, button)
        found += [f"{name}: {fault}" for fault in inspection.faults(sheet, inspection.EVERYTHING)]
        found += [] if sheet.locator("[aria-invalid=true]").count() else [f"{name}: nothing was refused"]
        sheet.close()

    assert "\n".join(found) == ""


def send_empty(sheet: Sheet, path: str, button: str) -> None:
    sheet.goto(path)
    sheet.locator("main form").last.evaluate("(form) => { form.noValidate = true; }")
    for field in sheet.locator("main input[type=text]:visible, main input[type=email]:visible").all():
        field.fill("")
    with sheet.expect_navigation():
        sheet.get_by_role("main").get_by_role("button", name=button).first.click()
