"""Applying in a browser: whatever breaks on the way (tabs, lines, sessions, scripts), nothing typed is lost."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Locator, Page, Route, expect

from applications.models import Application
from tests.browser.conftest import Open
from tests.browser.walker import PHONE, Clock, Complaints
from tests.factories.applications import FIELDS, WRITING, make_application, make_round, make_submitted_application
from tests.factories.cohorts import make_cohort, make_section
from tests.factories.people import PASSWORD, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SAVES = "**/save/"
EVIDENCE = "What have you done that shows it?"
MOTIVATION = "Why this course, and what would you like to do with it?"
COMMITMENT = "How will you find at least five hours a week?"
CAMPUS = re.compile("in-person section at your university")
SAVED = re.compile(r"^Saved \d\d:\d\d$")


@pytest.fixture
def application(transactional_db: None, clock: Clock) -> Application:
    """A blank draft, in the middle of the round."""
    clock.set(WRITING)
    return make_application(make_round(), make_person(zone="Europe/London"))


def path(application: Application) -> str:
    return reverse("applications:form", args=[application.public_id])


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def told(page: Page) -> Locator:
    """The line in which the page says whether it is saved."""
    return page.locator("[data-autosave-status]")


def write(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def sign_in(page: Page, application: Application) -> None:
    page.get_by_label("E-mail address").fill(application.applicant.email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


def try_again(page: Page) -> None:
    """What the browser says when the line is back, so that nobody waits."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def wait_until_all_is_acknowledged(page: Page) -> None:
    """Until the device keeps no copy of it any more."""
    for _ in range(100):
        if not page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('application:'))"):
            return
        page.wait_for_timeout(100)
    pytest.fail("The page still keeps text that the server has not acknowledged.")


def lose_the_line(page: Page) -> None:
    page.route(SAVES, lambda route: route.abort())


def fill_in(page: Page) -> None:
    """Everything that is needed, by hand."""
    for group in ("Deep learning", "Linear algebra or introductory statistics", "Multivariate differential calculus"):
        page.get_by_role("group", name=group).get_by_role("radio", name="About a college course").check()
    write(page, EVIDENCE, FIELDS["evidence"])
    write(page, MOTIVATION, FIELDS["motivation"])
    write(page, COMMITMENT, FIELDS["commitment"])
    page.get_by_label(re.compile("I agree that the course team")).check()


def mark_hours(page: Page, *clocks: str) -> None:
    """On Wednesday; where its day is folded, it is opened."""
    if not page.get_by_role("checkbox", name=f"Wednesday {clocks[0]}", exact=True).is_visible():
        page.locator("summary", has_text="Wednesday").click()
    for clock in clocks:
        page.get_by_role("checkbox", name=f"Wednesday {clock}", exact=True).check()


def forgive(complaints: Complaints, *parts: str) -> None:
    """Leave out what this test brought about."""
    complaints.heard = [line for line in complaints.heard if not any(part in line for part in parts)]


# saving while writing


def test_typing_goes_on_while_a_save_is_on_its_way(open_as: Open, application: Application):
    page, held = open_as(application.applicant, path(application)), list[Route]()
    page.route(SAVES, lambda route: held.append(route) if not held else route.continue_())
    write(page, EVIDENCE, "First")
    with page.expect_request(SAVES):
        pass

    page.get_by_label(EVIDENCE).press_sequentially(", and more")
    expect(page.get_by_label(EVIDENCE)).to_have_value("First, and more")
    held[0].continue_()

    expect(told(page)).to_have_text(SAVED)
    wait_until_all_is_acknowledged(page)
    assert fresh(application).evidence == "First, and more"


def test_sections_what_is_left_and_the_outlook_follow_each_save(open_as: Open, clock: Clock, transactional_db: None):
    clock.set(WRITING)
    cohort = make_cohort()
    for _ in range(2):
        make_section(cohort, zone="Europe/London")
    application = make_application(make_round(cohort), make_person(zone="Europe/London"))
    page = open_as(application.applicant, path(application))
    hours = page.get_by_role("navigation", name="Sections of the form").get_by_role("link", name="When you could meet")
    expect(hours).to_contain_text("1 to go")

    mark_hours(page, "18:00", "18:30", "19:00", "19:30")

    expect(hours).to_contain_text("Complete")
    expect(page.get_by_text("Your hours fit all 2 planned sections.")).to_be_visible()
    needed = page.locator("[data-left]")
    expect(needed.get_by_role("link", name=EVIDENCE)).to_be_visible()
    expect(needed).not_to_contain_text("Your weekly hours")


def test_a_save_whose_answer_was_lost_is_no_other_tab(open_as: Open, application: Application, complaints: Complaints):
    page, lost = open_as(application.applicant, path(application)), list[int]()

    def answer_is_lost(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    page.route(SAVES, answer_is_lost)
    write(page, EVIDENCE, "The server has this.")
    expect(told(page)).to_contain_text("No connection")
    write(page, MOTIVATION, "And this came later.")
    try_again(page)

    expect(told(page)).to_have_text(SAVED)
    wait_until_all_is_acknowledged(page)
    stored = fresh(application)
    assert lost == [200]
    assert (stored.evidence, stored.motivation) == ("The server has this.", "And this came later.")
    forgive(complaints, "net::ERR_FAILED")


# two tabs


def test_the_older_of_two_tabs_is_told_and_both_texts_come_together(
    open_as: Open, application: Application, complaints: Complaints
):
    first = open_as(application.applicant, path(application))
    second = first.context.new_page()
    second.goto(path(application))
    write(first, EVIDENCE, "From the first tab.")
    expect(told(first)).to_have_text(SAVED)

    write(second, EVIDENCE, "From the second tab.")
    write(second, MOTIVATION, "Also from the second.")

    expect(told(second)).to_contain_text("saved in another tab")
    assert fresh(application).evidence == "From the first tab."
    second.reload()
    press(second, "Bring it back")
    expect(told(second)).to_have_text(SAVED)
    stored = fresh(application)
    assert stored.evidence.split() == ["From", "the", "first", "tab.", "From", "the", "second", "tab."]
    assert stored.motivation == "Also from the second."
    forgive(complaints, "409")


def test_a_tab_that_saves_leaves_what_the_other_keeps_on_the_device(
    open_as: Open, application: Application, complaints: Complaints
):
    first = open_as(application.applicant, path(application))
    second = first.context.new_page()
    second.goto(path(application))
    lose_the_line(second)
    write(second, MOTIVATION, "Only on this device.")
    expect(told(second)).to_contain_text("No connection")
    write(first, EVIDENCE, "From the first tab.")
    expect(told(first)).to_have_text(SAVED)

    second.close()
    first.reload()
    press(first, "Bring it back")

    expect(first.get_by_label(MOTIVATION)).to_have_value("Only on this device.")
    expect(first.get_by_label(EVIDENCE)).to_have_value("From the first tab.")
    forgive(complaints, "net::ERR_FAILED")


# killed, lost, signed out


def test_a_tab_killed_before_it_saved_has_its_text_back(
    open_as: Open, application: Application, complaints: Complaints
):
    page = open_as(application.applicant, path(application))
    page.context.set_offline(True)
    write(page, EVIDENCE, "Typed, and the tab died.")
    mark_hours(page, "18:00", "18:30")

    page.close(run_before_unload=False)
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(path(application))

    expect(again.get_by_label(EVIDENCE)).to_have_value("Typed, and the tab died.")
    expect(again.get_by_role("checkbox", name="Wednesday 18:30", exact=True)).to_be_checked()
    expect(told(again)).to_have_text(SAVED)
    assert fresh(application).evidence == "Typed, and the tab died."
    forgive(complaints, "net::ERR_INTERNET_DISCONNECTED")


def test_pressing_send_again_after_a_lost_reply_gives_the_same_receipt(open_as: Open, application: Application):
    page, answers = open_as(application.applicant, path(application)), list[int]()
    fill_in(page)
    mark_hours(page, "18:00", "18:30", "19:00", "19:30")

    def answer_is_lost(route: Route) -> None:
        if route.request.method != "POST" or answers:
            route.continue_()
        else:
            answers.append(route.fetch(max_redirects=0).status)
            route.fulfill(status=204)

    page.route(f"**{path(application)}", answer_is_lost)
    press(page, "Send application")
    page.wait_for_timeout(500)
    expect(page.get_by_label(MOTIVATION)).to_have_value(FIELDS["motivation"])
    press(page, "Send application")

    expect(page.get_by_role("heading", name="Your application has arrived")).to_be_visible()
    expect(page.get_by_text(str(fresh(application).number)).first).to_be_visible()
    assert (answers, application.revisions.count()) == ([302], 1)
    wait_until_all_is_acknowledged(page)


def test_a_session_that_ended_while_typing_gives_the_text_back_after_signing_in(
    open_as: Open, application: Application
):
    page = open_as(application.applicant, path(application))
    Session.objects.all().delete()
    write(page, MOTIVATION, "Typed after the session had ended.")

    expect(told(page)).to_contain_text("You are signed out")
    page.get_by_role("link", name="Sign in and go on").click()
    sign_in(page, application)

    expect(page).to_have_url(re.compile(f"{path(application)}$"))
    expect(page.get_by_label(MOTIVATION)).to_have_value("Typed after the session had ended.")
    expect(told(page)).to_have_text(SAVED)
    assert fresh(application).motivation == "Typed after the session had ended."


def test_signing_in_again_elsewhere_lets_the_page_go_on(open_as: Open, application: Application):
    page = open_as(application.applicant, path(application))
    Session.objects.all().delete()
    write(page, MOTIVATION, "Still here.")
    expect(page.get_by_role("link", name="Sign in and go on")).to_be_visible()

    elsewhere = page.context.new_page()
    elsewhere.goto("/accounts/login/")
    sign_in(elsewhere, application)
    expect(elsewhere.get_by_role("button", name="Sign in", exact=True)).to_be_hidden()
    try_again(page)

    expect(told(page)).to_have_text(SAVED)
    expect(page.get_by_role("link", name="Sign in and go on")).to_be_hidden()


def test_sending_with_a_session_that_has_ended_loses_nothing(open_as: Open, application: Application):
    page = open_as(application.applicant, path(application))
    Session.objects.all().delete()
    write(page, EVIDENCE, "Sent too late for the session.")

    press(page, "Send application")
    sign_in(page, application)

    expect(page.get_by_label(EVIDENCE)).to_have_value("Sent too late for the session.")


# other ways in


def test_without_javascript_a_draft_is_saved_completed_and_sent(
    open_as: Open, application: Application, complaints: Complaints
):
    page = open_as(application.applicant, path(application), java_script_enabled=False)
    write(page, EVIDENCE, "Half of it.")
    press(page, "Save draft")
    expect(page.get_by_label(EVIDENCE)).to_have_value("Half of it.")

    fill_in(page)
    write(page, COMMITMENT, "")
    press(page, "Send application")
    expect(page.get_by_text("There is a problem")).to_be_visible()
    expect(page.get_by_label(MOTIVATION)).to_have_value(FIELDS["motivation"])
    mark_hours(page, "18:00", "18:30", "19:00", "19:30")
    write(page, COMMITMENT, FIELDS["commitment"])
    press(page, "Send application")

    expect(page.get_by_role("heading", name="Your application has arrived")).to_be_visible()
    assert fresh(application).status == "submitted"
    forgive(complaints, "422")


def test_on_a_phone_the_whole_form_fits_and_is_sent(open_as: Open, application: Application):
    page = open_as(application.applicant, path(application), viewport=PHONE, has_touch=True)
    fill_in(page)
    press(page, "Add hours")
    page.get_by_label("To", exact=True).select_option("21:00")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    press(page, "Send application")

    expect(page.get_by_role("heading", name="Your application has arrived")).to_be_visible()
    assert fresh(application).grid.count("1") == 6
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_the_follow_up_is_asked_of_who_wishes_for_a_campus(
    open_as: Open, application: Application, *, java_script_enabled: bool
):
    page = open_as(application.applicant, path(application), java_script_enabled=java_script_enabled)
    follow_up = page.get_by_role("group", name="If no in-person section opens there")
    expect(follow_up).to_be_hidden()

    page.get_by_label(CAMPUS).fill("MIT")

    expect(follow_up).to_be_visible()


def test_copied_answers_are_there_at_once_and_the_device_offers_nothing(
    open_as: Open, transactional_db: None, clock: Clock
):
    clock.set(WRITING)
    person = make_person(zone="Europe/London")
    make_submitted_application(make_round(), person)
    application = make_application(make_round(), person)
    page = open_as(person, path(application))
    page.get_by_label(CAMPUS).fill("MIT")

    press(page, "Copy my answers")

    expect(page.get_by_label(MOTIVATION)).to_have_value(FIELDS["motivation"])
    expect(page.get_by_label(CAMPUS)).to_have_value("MIT")
    expect(page.get_by_label(re.compile("I agree that the course team"))).not_to_be_checked()
    expect(page.locator("[data-autosave-offer]")).to_be_hidden()
