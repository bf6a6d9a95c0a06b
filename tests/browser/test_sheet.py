"""The attendance sheet in a browser: each tap is saved at once, and what could not be saved says so and stays."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from pytest_playwright.pytest_playwright import CreateContextCallback

from cohorts.models import Attendance, Enrollment, Mark, Meeting
from cohorts.workflow import meeting as meetings
from tests.factories.cohorts import make_enrollment, make_seat, make_section, ta_of
from tests.factories.people import make_lead

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def meeting(transactional_db: None) -> Iterator[Meeting]:
    """Ann and Ben, five minutes into their first meeting."""
    section = make_section()
    for name in ["Ann", "Ben"]:
        make_seat(make_enrollment(section.cohort, name=name), section)
    meeting = section.meetings.select_related("section")[0]
    with time_machine.travel(meeting.starts_at + timedelta(minutes=5)):
        yield meeting


@pytest.fixture
def sheet(meeting: Meeting, live_server: LiveServer, new_context: CreateContextCallback) -> Page:
    """The TA's phone with the sheet open."""
    client = Client()
    client.force_login(ta_of(meeting.section))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/teaching/meetings/{meeting.public_id}/")
    return page


def choice(sheet: Page, name: str, mark: str) -> Locator:
    return sheet.get_by_role("group", name=name).locator(f"input[value={mark}]")


def tap(sheet: Page, name: str, mark: str) -> None:
    choice(sheet, name, mark).dispatch_event("click")


def marks() -> dict[str, str]:
    return dict(Attendance.objects.values_list("enrollment__person__full_name", "mark"))


def state(sheet: Page) -> Locator:
    return sheet.locator("[data-sheet-state]")


def test_all_present_and_one_exception_take_two_taps(sheet: Page):
    sheet.get_by_role("button", name="All present").click()
    expect(state(sheet)).to_have_text("Saved.")
    tap(sheet, "Ben", "late")
    expect(state(sheet)).to_have_text("Saved.")

    expect(sheet.locator("[data-sheet-missing]")).to_have_text("Everyone has a mark.")
    assert marks() == {"Ann": "present", "Ben": "late"}


def test_a_row_that_somebody_else_changed_says_so_and_keeps_the_tap(sheet: Page, meeting: Meeting):
    ben = Enrollment.objects.get(person__full_name="Ben")
    meetings.record(meeting, ben, Mark.LATE, version=0, by=make_lead(), at=meeting.ends_at)

    tap(sheet, "Ben", "absent")

    expect(sheet.locator(".sheet-note-bad")).to_contain_text("Not saved. Ben is late by Lena Lead now")
    expect(choice(sheet, "Ben", "absent")).to_be_checked()
    assert marks() == {"Ben": "late"}


def test_without_a_connection_the_tap_stays_and_is_saved_when_it_is_back(sheet: Page):
    sheet.context.set_offline(True)
    tap(sheet, "Ann", "present")
    expect(sheet.locator(".sheet-note-bad")).to_contain_text("no connection")
    assert marks() == {}

    sheet.context.set_offline(False)

    expect(state(sheet)).to_have_text("Saved.")
    assert marks() == {"Ann": "present"}


def test_the_keyboard_marks_and_moves_on(sheet: Page):
    choice(sheet, "Ann", "present").focus()

    sheet.keyboard.press("e")
    sheet.keyboard.press("a")

    expect(state(sheet)).to_have_text("Saved.")
    assert marks() == {"Ann": "excused", "Ben": "absent"}
