"""Changes in place: the address and the back button stay right, and a status region says what changed."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page as Sheet
from playwright.sync_api import expect

from tests.browser.places import NOW
from tests.browser.readers import Readers
from tests.factories.curriculum import make_participant, make_scheduled_cohort
from tests.factories.mail import make_message
from tests.factories.people import make_lead

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def sheet(readers: Readers) -> Iterator[Sheet]:
    """A lead's page."""
    with time_machine.travel(NOW, tick=False):
        yield readers.browser(make_lead().email).new_page()
    assert readers.complaints.heard == []


def mark(sheet: Sheet) -> None:
    """A mark that goes with every whole load: while it is there, what changed came in place."""
    sheet.evaluate("window.isTheSameDocument = true")


def is_the_same_document(sheet: Sheet) -> bool:
    return bool(sheet.evaluate("window.isTheSameDocument === true"))


def test_a_filter_changes_the_list_the_address_and_says_how_many(sheet: Sheet):
    for number in range(3):
        make_message(f"receipt:{number}")
    sheet.goto("/staff/outbox/")
    mark(sheet)
    expect(sheet.locator("#results tbody tr")).to_have_count(3)

    sheet.get_by_label("Search").fill("nobody-is-called-so")
    sheet.get_by_role("button", name="Show").click()

    expect(sheet.locator("#results")).to_contain_text("No mail here")
    expect(sheet.locator("#results-said")).to_have_text("0 mails")
    expect(sheet).to_have_url(re.compile(r"\?q=nobody-is-called-so$"))
    assert is_the_same_document(sheet)
    sheet.go_back()
    expect(sheet.locator("#results tbody tr")).to_have_count(3)
    expect(sheet).to_have_url(re.compile("/staff/outbox/$"))


def test_all_rows_are_chosen_at_once_and_their_number_is_said(sheet: Sheet):
    sheet.goto("/staff/styleguide/#table")
    said = sheet.locator("#results [data-chosen-count]")
    all_of_them = sheet.get_by_label("Choose all applications on this page")

    all_of_them.check()
    expect(said).to_have_text("3 of 3 chosen.")
    sheet.locator("#results tbody input[type=checkbox]").first.uncheck()

    expect(said).to_have_text("2 of 3 chosen.")
    assert all_of_them.evaluate("(box) => box.indeterminate")


def test_an_act_with_consequences_asks_in_a_dialog_and_gives_the_focus_back(sheet: Sheet):
    sheet.goto("/staff/styleguide/#acts")
    opener = sheet.locator("summary", has_text="Cancel the meeting")
    dialog = sheet.get_by_role("dialog", name="Cancel the meeting")

    opener.click()
    expect(dialog).to_contain_text("8 people are told by mail.")
    sheet.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    dialog.get_by_role("button", name="Do nothing").click()

    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_toast_says_what_was_done_and_can_be_closed(readers: Readers):
    enrollment = make_participant(make_scheduled_cohort())
    with time_machine.travel(enrollment.cohort.starts_at + timedelta(days=1), tick=False):
        sheet = readers.browser(enrollment.person.email, 390, "dark").new_page()
        sheet.goto(f"/course/units/{enrollment.cohort.releases.earliest('opens_at').unit.slug}/")
        mark(sheet)

        sheet.get_by_role("button", name=re.compile("^Mark .* as done")).first.click()
        toast = sheet.locator("#toasts")
        expect(toast).to_contain_text("Marked as done: ")
        assert toast.get_attribute("role") == "status"
        assert is_the_same_document(sheet)
        toast.get_by_role("button", name="Close this message").click()

        expect(toast).to_have_text("")
