"""What people fill in, in a browser: hours, texts, files, and what happens when a form is refused."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import FilePayload, Locator, Page, expect

from applications.completeness import MOST_WORDS
from cohorts.models import Availability, Enrollment
from curriculum.models import Attempt, Homework
from curriculum.uploads import MOST_BYTES
from mlsafety_course import timekit
from tests.browser.conftest import Open
from tests.browser.walker import PHONE, Clock, Complaints
from tests.factories.applications import WRITING, make_application
from tests.factories.cohorts import make_enrollment
from tests.factories.curriculum import PDF, make_homework, make_participant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

MONDAY_EVENING = 36


@pytest.fixture
def enrollment(transactional_db: None) -> Enrollment:
    return make_enrollment()


@pytest.fixture
def homework(transactional_db: None, clock: Clock) -> Homework:
    """A day after it has opened."""
    homework = make_homework(make_participant().cohort)
    clock.set(homework.opens_at + timedelta(days=1))
    return homework


def hand_in_page(open_as: Open, homework: Homework, **options: Any) -> Page:
    person = homework.cohort.enrollments.get().person
    return open_as(person, reverse("curriculum:homework", args=[homework.public_id]), **options)


def hours_page(open_as: Open, enrollment: Enrollment, **options: Any) -> Page:
    return open_as(enrollment.person, reverse("cohorts:hours"), **options)


def total(page: Page) -> Locator:
    return page.locator("[data-availability-total]")


def half_hour(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=name, exact=True)


def stored(enrollment: Enrollment) -> frozenset[int]:
    return timekit.unpack(Availability.objects.get(person=enrollment.person).grid)


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def test_rows_on_a_phone_and_the_half_hours_keep_in_step(open_as: Open, enrollment: Enrollment):
    page = hours_page(open_as, enrollment, viewport=PHONE)

    press(page, "Add hours")
    page.get_by_label("To", exact=True).select_option("21:00")
    page.locator("summary", has_text="By the half-hour").click()
    page.locator("summary", has_text="Monday").click()
    half_hour(page, "Monday 19:00").uncheck()

    expect(page.get_by_role("group", name="Monday 18:00 to 19:00")).to_be_visible()
    expect(page.get_by_role("group", name="Monday 19:30 to 21:00")).to_be_visible()
    expect(total(page)).to_have_text("2.5 hours a week")
    press(page, "Save your hours")
    expect(page.get_by_text("Your hours are saved")).to_be_visible()
    assert stored(enrollment) == {36, 37, 39, 40, 41}


def test_a_row_is_copied_to_other_days_and_removed_again(open_as: Open, enrollment: Enrollment):
    page = hours_page(open_as, enrollment, viewport=PHONE)
    press(page, "Add hours")
    press(page, "Copy to other days")
    page.get_by_role("checkbox", name="Tuesday", exact=True).check()
    page.get_by_role("checkbox", name="Sunday", exact=True).check()

    press(page, "Copy")

    expect(total(page)).to_have_text("6 hours a week")
    expect(page.get_by_role("button", name="Copy to other days").first).to_be_focused()
    page.get_by_role("group", name="Tuesday 18:00 to 20:00").get_by_role("button", name="Remove").click()
    expect(total(page)).to_have_text("4 hours a week")
    expect(half_hour(page, "Sunday 19:30").and_(page.locator(":checked"))).to_have_count(0)  # folded away, so no role
    assert page.locator("input[name=grid]:checked").count() == 8


def test_the_keyboard_paints_in_the_grid(open_as: Open, enrollment: Enrollment):
    page = hours_page(open_as, enrollment)
    half_hour(page, "Monday 18:00").focus()

    for key in ("Space", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)

    expect(half_hour(page, "Tuesday 19:00")).to_be_focused()
    expect(total(page)).to_have_text("2 hours a week")
    for name in ("Monday 18:00", "Monday 18:30", "Monday 19:00", "Tuesday 19:00"):
        expect(half_hour(page, name)).to_be_checked()


def test_a_drag_paints_and_a_click_marks(open_as: Open, enrollment: Enrollment):
    page = hours_page(open_as, enrollment)
    half_hour(page, "Monday 18:00").hover()
    page.mouse.down()
    half_hour(page, "Monday 20:00").hover()
    page.mouse.up()
    expect(total(page)).to_have_text("2.5 hours a week")

    half_hour(page, "Friday 09:00").click()

    expect(total(page)).to_have_text("3 hours a week")
    expect(half_hour(page, "Monday 19:00")).to_be_checked()


def test_without_javascript_hours_are_ticked_day_by_day(open_as: Open, enrollment: Enrollment):
    page = hours_page(open_as, enrollment, viewport=PHONE, java_script_enabled=False)

    page.locator("summary", has_text="Monday").click()
    half_hour(page, "Monday 18:00").check()
    press(page, "Save your hours")

    expect(page.get_by_text("Your hours are saved")).to_be_visible()
    assert stored(enrollment) == {MONDAY_EVENING}


def test_without_javascript_a_preview_keeps_the_text_and_stores_nothing(open_as: Open, homework: Homework):
    page = hand_in_page(open_as, homework, java_script_enabled=False)
    page.get_by_label("Your answer").fill("A **top event**.")
    press(page, "Preview")
    expect(page.locator("[data-preview] strong")).to_have_text("top event")
    expect(page.get_by_label("Your answer")).to_have_value("A **top event**.")
    assert Attempt.objects.count() == 0

    press(page, "Hand in")

    expect(page.get_by_text("Attempt 1 arrived")).to_be_visible()
    assert Attempt.objects.get().text == "A **top event**."


def test_a_preview_comes_in_place_and_then_follows_what_is_typed(open_as: Open, homework: Homework):
    page = hand_in_page(open_as, homework)
    page.get_by_label("Your answer").fill("A **top event**.")
    page.get_by_label("Link", exact=True).fill("https://example.org/mine")

    press(page, "Preview")
    expect(page.locator("[data-preview] strong")).to_have_text("top event")
    page.get_by_label("Your answer").press_sequentially(" And *causes*.")

    expect(page.locator("[data-preview] em")).to_have_text("causes")
    expect(page.get_by_label("Link", exact=True)).to_have_value("https://example.org/mine")
    expect(page).to_have_url(re.compile(f"{homework.public_id}/$"))  # the page has stayed where it was
    assert Attempt.objects.count() == 0


def test_a_refused_form_has_a_summary_with_the_focus_and_links_to_its_fields(
    open_as: Open, homework: Homework, complaints: Complaints
):
    page = hand_in_page(open_as, homework)
    page.get_by_label("Link", exact=True).fill("no link at all")

    press(page, "Hand in")

    summary = page.locator("[data-form-errors]")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("There is a problem")
    summary.get_by_role("link", name="Enter a valid URL").click()
    field = page.get_by_label("Link", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Error: Enter a valid URL"))
    complaints.heard = [line for line in complaints.heard if "422" not in line]


def test_the_words_of_a_text_are_counted_and_said(open_as: Open, transactional_db: None, clock: Clock):
    application = make_application()
    clock.set(WRITING)
    page = open_as(application.applicant, reverse("applications:form", args=[application.public_id]))
    editor = page.locator("[data-editor]").first
    editor.locator("textarea").focus()
    most = MOST_WORDS["evidence"]

    editor.locator("textarea").fill("three words here")
    expect(editor.get_by_role("status")).to_have_text(f"3 of {most} words")
    editor.locator("textarea").fill("word " * (most + 2))

    expect(editor.locator("[data-word-count]")).to_have_text(f"{most + 2} words, 2 over the limit of {most}")
    expect(editor.get_by_role("status")).to_have_text(f"{most + 2} words, 2 over the limit of {most}")


def test_a_file_that_is_too_large_is_refused_with_a_sentence_and_the_others_stay(open_as: Open, homework: Homework):
    page = hand_in_page(open_as, homework)
    tree: FilePayload = {"name": "tree.pdf", "mimeType": "application/pdf", "buffer": PDF}
    film: FilePayload = {"name": "film.zip", "mimeType": "application/zip", "buffer": bytes(MOST_BYTES + 1)}
    notes: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Notes."}
    chooser = page.get_by_label("Files")

    chooser.set_input_files([tree, film])
    expect(page.get_by_role("alert")).to_contain_text("“film.zip” is larger than 10 MB.")
    chooser.set_input_files([notes])

    expect(page.locator("[data-file-name]")).to_have_text(["tree.pdf", "notes.txt"])
    page.get_by_role("button", name="Remove tree.pdf").click()
    press(page, "Hand in")
    expect(page.get_by_text("Attempt 1 arrived")).to_be_visible()
    assert [file.name for file in Attempt.objects.get().files.all()] == ["notes.txt"]


def test_an_answer_stays_on_the_device_until_it_is_handed_in(open_as: Open, homework: Homework):
    page = hand_in_page(open_as, homework)
    page.get_by_label("Your answer").fill("Half an answer.")
    expect(page.get_by_text("Kept on this device")).to_be_visible()

    page.reload()
    press(page, "Bring it back")
    press(page, "Hand in")

    expect(page.get_by_text("Attempt 1 arrived")).to_be_visible()
    assert Attempt.objects.get().text == "Half an answer."
    page.reload()
    expect(page.locator("[data-autosave-offer]")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('homework:'))") == []


def test_what_is_refused_while_files_are_sent_keeps_them_chosen_and_the_page_where_it_is(
    open_as: Open, homework: Homework, complaints: Complaints
):
    page = hand_in_page(open_as, homework)
    notes: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Notes."}
    page.get_by_label("Files").set_input_files([notes])
    page.get_by_label("Link", exact=True).fill("no link at all")

    press(page, "Hand in")

    summary = page.locator("[data-form-errors]")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Enter a valid URL")
    expect(page.get_by_label("Link", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-file-name]")).to_have_text(["notes.txt"])
    page.get_by_label("Link", exact=True).fill("")
    press(page, "Hand in")
    expect(page.get_by_text("Attempt 1 arrived")).to_be_visible()
    assert [file.name for file in Attempt.objects.get().files.all()] == ["notes.txt"]
    complaints.heard = [line for line in complaints.heard if "422" not in line]
