"""The attendance sheet in a browser: by taps, by keys, without a connection, and with two people at it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from pytest_playwright.pytest_playwright import CreateContextCallback

from accounts.models import User
from cohorts.models import Attendance, Enrollment, Mark, Meeting
from cohorts.workflow import attendance
from cohorts.workflow import meeting as meetings
from tests.factories.cohorts import make_enrollment, make_seat, make_section, ta_of
from tests.factories.people import make_lead

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
NAMES = ["Ann", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gina", "Hugo"]
MORE = 3  # keys or taps beside one for each exception


@pytest.fixture
def meeting(transactional_db: None) -> Iterator[Meeting]:
    """Eight people, five minutes into their first meeting."""
    section = make_section()
    for name in NAMES:
        make_seat(make_enrollment(section.cohort, name=name), section)
    meeting = section.meetings.select_related("section")[0]
    with time_machine.travel(meeting.starts_at + timedelta(minutes=5)):
        yield meeting


Open = Callable[..., Page]


@pytest.fixture
def open_sheet(meeting: Meeting, live_server: LiveServer, new_context: CreateContextCallback) -> Open:
    """The sheet on somebody's own device."""

    def come(person: User, path: str = f"/teaching/meetings/{meeting.public_id}/", **device: Any) -> Page:
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = new_context(**device)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}{path}")
        return page

    return come


@pytest.fixture
def sheet(meeting: Meeting, open_sheet: Open) -> Page:
    """The TA's phone with the sheet open."""
    return open_sheet(ta_of(meeting.section), **PHONE)


def choice(sheet: Page, name: str, mark: str) -> Locator:
    return sheet.get_by_role("group", name=name).locator(f"input[value={mark}]")


def tap(sheet: Page, name: str, mark: str) -> None:
    choice(sheet, name, mark).tap()


def marks() -> dict[str, str]:
    return dict(Attendance.objects.values_list("enrollment__person__full_name", "mark"))


def all_present(**exceptions: str) -> dict[str, str]:
    return dict.fromkeys(NAMES, "present") | exceptions


def state(sheet: Page) -> Locator:
    return sheet.locator("[data-sheet-state]")


def test_eight_people_take_one_tap_for_each_exception_and_two_more(sheet: Page, meeting: Meeting):
    taps = [
        sheet.get_by_role("button", name="All present"),
        choice(sheet, "Ben", "late"),
        choice(sheet, "Gina", "absent"),
        sheet.get_by_role("button", name="Sign off"),
    ]
    for one in taps:
        expect(state(sheet)).not_to_have_text("Saving …")
        one.tap()

    expect(sheet.get_by_role("link", name="Correct the mark of Ben")).to_be_visible()
    assert len(taps) <= 2 + MORE
    assert marks() == all_present(Ben="late", Gina="absent")
    assert Meeting.objects.get(pk=meeting.pk).status == "held"


def test_on_a_phone_all_eight_stand_on_one_screen_without_sideways_scrolling(sheet: Page):
    first = sheet.get_by_role("group", name="Ann").bounding_box()
    last = sheet.get_by_role("group", name="Hugo").bounding_box()

    assert first is not None
    assert last is not None
    assert last["y"] + last["height"] - first["y"] < PHONE["viewport"]["height"] * 0.7
    assert sheet.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def test_the_teaching_home_has_the_sheet_on_its_first_screen(open_sheet: Open, meeting: Meeting):
    home = open_sheet(ta_of(meeting.section), "/teaching/", **PHONE)

    last = home.get_by_role("group", name="Hugo").bounding_box()
    home.get_by_role("button", name="All present").tap()
    expect(state(home)).to_have_text("Saved.")

    assert last is not None
    assert last["y"] + last["height"] <= PHONE["viewport"]["height"]
    assert marks() == all_present()


def test_by_keyboard_alone_one_key_for_each_exception_and_three_more(open_sheet: Open, meeting: Meeting):
    sheet = open_sheet(ta_of(meeting.section), **DESK)
    keys = ["Enter", "2", "Shift+7", "Enter", "Enter"]
    for key in keys:
        sheet.keyboard.press(key)

    expect(sheet.get_by_role("link", name="Correct the mark of Ben")).to_be_visible()
    assert len(keys) <= 2 + MORE
    assert marks() == all_present(Ben="absent", Gina="late")
    assert Meeting.objects.get(pk=meeting.pk).status == "held"


def test_row_by_row_a_letter_marks_and_moves_on(open_sheet: Open, meeting: Meeting):
    sheet = open_sheet(ta_of(meeting.section), **DESK)
    for key in "pepplapp":
        sheet.keyboard.press(key)

    expect(state(sheet)).to_have_text("Saved.")
    assert marks() == all_present(Ben="excused", Eva="late", Finn="absent")


def test_a_row_that_somebody_else_changed_says_so_and_nothing_is_overwritten(sheet: Page, meeting: Meeting):
    ben = Enrollment.objects.get(person__full_name="Ben")
    meetings.record(meeting, ben, Mark.LATE, version=0, by=make_lead(), at=meeting.ends_at)

    tap(sheet, "Ben", "absent")

    expect(sheet.locator(".sheet-note-bad")).to_contain_text("Not saved. Ben is late by Lena Lead now")
    expect(choice(sheet, "Ben", "absent")).to_be_checked()
    assert marks() == {"Ben": "late"}


def two_at_one_row(open_sheet: Open, meeting: Meeting) -> tuple[Page, Page]:
    """Both see an empty sheet; the TA marks Ben late, then the lead marks him absent."""
    ta, lead = open_sheet(ta_of(meeting.section), **PHONE), open_sheet(make_lead(), **PHONE)
    tap(ta, "Ben", "late")
    expect(state(ta)).to_have_text("Saved.")
    tap(lead, "Ben", "absent")
    expect(state(lead)).not_to_have_text("Saving …")
    expect(state(lead)).not_to_be_empty()
    return ta, lead


def test_of_two_at_one_row_the_first_holds_and_the_second_is_told(open_sheet: Open, meeting: Meeting):
    _, lead = two_at_one_row(open_sheet, meeting)

    expect(state(lead)).to_contain_text("1 row not saved")
    assert marks() == {"Ben": "late"}


def test_without_the_version_check_the_second_would_overwrite(
    open_sheet: Open, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
):
    record = attendance.record

    def unchecked(meeting: Meeting, enrollment: Enrollment, mark: str, *, version: int, **kwargs: Any) -> Attendance:
        row = meeting.attendances.filter(enrollment=enrollment).first()
        return record(meeting, enrollment, mark, version=row.version if row else 0, **kwargs)

    monkeypatch.setattr("cohorts.workflow.sheet.record", unchecked)

    two_at_one_row(open_sheet, meeting)

    assert marks() == {"Ben": "absent"}


def test_without_a_connection_the_taps_stay_and_are_sent_when_it_is_back(sheet: Page):
    tap(sheet, "Ann", "present")
    expect(state(sheet)).to_have_text("Saved.")
    sheet.context.set_offline(True)
    tap(sheet, "Ben", "late")
    tap(sheet, "Cleo", "absent")
    expect(state(sheet)).to_contain_text("No connection. 2 rows kept on this device")
    assert marks() == {"Ann": "present"}

    sheet.context.set_offline(False)

    expect(state(sheet)).to_have_text("Saved.")
    assert marks() == {"Ann": "present", "Ben": "late", "Cleo": "absent"}


def test_a_reload_without_a_connection_loses_nothing(sheet: Page):
    address = sheet.url
    sheet.context.set_offline(True)
    tap(sheet, "Ben", "late")
    expect(state(sheet)).to_contain_text("1 row kept on this device")
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        sheet.reload()

    sheet.context.set_offline(False)
    sheet.goto(address)

    expect(choice(sheet, "Ben", "late")).to_be_checked()
    expect(state(sheet)).to_have_text("Saved.")
    assert marks() == {"Ben": "late"}


def test_a_killed_tab_loses_nothing_either(sheet: Page):
    sheet.route("**/record/", lambda route: route.abort())
    tap(sheet, "Ben", "late")
    expect(state(sheet)).to_contain_text("1 row kept on this device")
    address, context = sheet.url, sheet.context
    sheet.close()

    again = context.new_page()
    again.goto(address)

    expect(state(again)).to_have_text("Saved.")
    assert marks() == {"Ben": "late"}


def test_what_was_kept_overwrites_nobody(sheet: Page, meeting: Meeting):
    sheet.route("**/record/", lambda route: route.abort())
    tap(sheet, "Ben", "late")
    expect(state(sheet)).to_contain_text("1 row kept on this device")
    ben = Enrollment.objects.get(person__full_name="Ben")
    meetings.record(meeting, ben, Mark.PRESENT, version=0, by=make_lead(), at=meeting.ends_at)

    sheet.unroute("**/record/")
    sheet.reload()

    expect(state(sheet)).to_contain_text("1 row not saved")
    assert marks() == {"Ben": "present"}


def test_signing_off_waits_for_the_connection(sheet: Page, meeting: Meeting):
    sheet.context.set_offline(True)
    sheet.get_by_role("button", name="All present").tap()
    sheet.get_by_role("button", name="Sign off").tap()
    expect(state(sheet)).to_contain_text("It can be signed off then.")

    sheet.context.set_offline(False)
    expect(state(sheet)).to_have_text("Saved.")
    sheet.get_by_role("button", name="Sign off").tap()

    expect(sheet.get_by_role("link", name="Correct the mark of Ann")).to_be_visible()
    assert Meeting.objects.get(pk=meeting.pk).status == "held"
