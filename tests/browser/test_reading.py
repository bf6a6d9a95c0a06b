"""The reading page in a browser: everything by keys, saving always within reach, nothing lost."""

import pytest
from django.urls import reverse
from playwright.sync_api import Dialog, Page, expect

from accounts.models import User
from applications import reading
from applications.models import Application, Review
from applications.rubric import CRITERIA
from applications.workflow import reviewing
from tests.browser.conftest import Open
from tests.browser.walker import PHONE, Clock, Complaints
from tests.factories.applications import READING, make_round, make_submitted_application
from tests.factories.people import make_lead, make_reviewer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def reader(transactional_db: None, clock: Clock) -> User:
    """With three applications to read."""
    round_ = make_round(readers_each=1)
    for _ in range(3):
        make_submitted_application(round_)
    reader = make_reviewer()
    reviewing.assign(round_, by=make_lead(), at=READING)
    clock.set(READING)
    return reader


def read_page(application: Application) -> str:
    return reverse("applications:read", args=[application.public_id])


def score_by_keys(page: Page, score: str) -> None:
    """Tab to each criterion and press its number, then to the recommendation."""
    for criterion in CRITERIA:
        page.get_by_role("group", name=criterion.label).get_by_role("radio").first.focus()
        page.keyboard.press(score)
    page.get_by_role("group", name="Recommendation").get_by_role("radio").first.focus()
    page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("keys", ["Control+Enter", "Meta+Enter"])
def test_numbers_score_and_enter_saves_and_opens_the_next(open_as: Open, reader: User, keys: str):
    first, second, _ = reading.queue(reader)
    page = open_as(reader, "/staff/applications/next/")
    assert page.url.endswith(read_page(first))

    score_by_keys(page, "3")
    expect(page.get_by_role("link", name="5 of 5 chosen")).to_be_visible()
    page.get_by_label("Private comment").fill("Careful with claims.")
    with page.expect_navigation():
        page.keyboard.press(keys)

    assert page.url.endswith(read_page(second))
    stored = Review.objects.get(reviewer=reader)
    assert (stored.application, stored.mean, stored.recommendation) == (first, 3.0, "waitlist")
    assert stored.comment == "Careful with claims."


def test_a_number_in_the_comment_is_a_number(open_as: Open, reader: User):
    page = open_as(reader, "/staff/applications/next/")

    page.get_by_label("Private comment").press_sequentially("4 of 5")

    expect(page.get_by_label("Private comment")).to_have_value("4 of 5")
    expect(page.get_by_role("link", name="0 of 5 chosen")).to_be_visible()


def test_what_is_missing_is_named_and_what_was_written_stays(open_as: Open, reader: User, complaints: Complaints):
    page = open_as(reader, "/staff/applications/next/")
    page.get_by_label("Private comment").fill("A long thought")

    with page.expect_navigation():
        page.keyboard.press("Control+Enter")

    complaints.heard.clear()  # the page is answered 422
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("Private comment")).to_have_value("A long thought")
    page.get_by_role("link", name="Mathematics").click()
    expect(page.get_by_role("group", name="Mathematics").get_by_role("radio").first).to_be_focused()
    assert not Review.objects.exists()


def test_leaving_with_something_unsaved_is_asked_about(open_as: Open, reader: User):
    page = open_as(reader, "/staff/applications/next/")
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", agree)
    page.get_by_label("Private comment").press_sequentially("Half a")

    page.goto("about:blank")

    assert asked == ["beforeunload"]


def test_on_a_phone_saving_is_in_the_window_from_the_first_line_on(open_as: Open, reader: User):
    page = open_as(reader, "/staff/applications/next/", viewport=PHONE)

    expect(page.get_by_role("button", name="Save and next")).to_be_in_viewport(ratio=1)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]


def test_without_scripts_everything_is_pressed(open_as: Open, reader: User):
    first, second, _ = reading.queue(reader)
    page = open_as(reader, "/staff/applications/next/", java_script_enabled=False)
    for criterion in CRITERIA:
        page.get_by_role("group", name=criterion.label).get_by_role("radio", name="4").check()
    page.get_by_role("group", name="Recommendation").get_by_role("radio", name="Admit").check()

    page.get_by_role("button", name="Save and next").click()

    page.wait_for_url(f"**{read_page(second)}")
    assert Review.objects.get().application == first
