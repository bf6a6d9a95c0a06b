"""The page that waits for a proposal, in a browser: it finds out by itself, and says only what is new."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from cohorts.models import Cohort, PlacementRun
from cohorts.workflow import placement
from tests.browser.conftest import Enter
from tests.browser.walker import STARTS_AT
from tests.factories.cohorts import give_hours, make_enrollment, make_section
from tests.factories.people import make_lead

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
COUNT_WHAT_IS_SAID = """
const region = document.getElementById("placement-work-said");
window.said = [];
new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true });
"""


@pytest.fixture
def cohort(transactional_db: None) -> Cohort:
    """One person to place, and a section that fits."""
    section = make_section()
    give_hours(make_enrollment(section.cohort))
    return section.cohort


@pytest.fixture
def page(cohort: Cohort, enter: Enter, live_server: LiveServer) -> Page:
    """A lead's, at the placement of the cohort."""
    client = Client()
    client.force_login(make_lead())
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page = enter().page
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"/staff/cohorts/{cohort.slug}/placement/")
    return page


def has_nothing_new(answer: Response) -> bool:
    return "seen=" in answer.url and answer.status == 204


def test_the_page_follows_the_work_and_says_each_change_once(page: Page):
    page.get_by_role("button", name="Make a proposal").click()
    expect(page.get_by_role("heading", name="Waiting for a worker")).to_be_visible()
    page.evaluate(COUNT_WHAT_IS_SAID)
    for _ in range(2):
        page.wait_for_event("response", has_nothing_new)
    said_before = page.evaluate("window.said")

    run = PlacementRun.objects.due().get()
    placement.claim(run, at=STARTS_AT)
    expect(page.get_by_role("progressbar")).to_have_accessible_name("Step 1 of 4: Reading hours")
    PlacementRun.objects.filter(pk=run.pk).update(claimed_at=STARTS_AT)  # its worker is dead: another takes over
    placement.carry_out_due(at=STARTS_AT)
    expect(page.get_by_role("heading", name="The proposal is made")).to_be_visible()

    said = page.evaluate("window.said")
    assert said_before == []
    assert said[0] == "Step 1 of 4: Reading hours."
    assert said[-1] == "The proposal is made. 1 of 1 have a seat. Nobody was told."
    assert len(said) == len(set(said))
    expect(page.get_by_text("Publish this placement").first).to_be_visible()
    expect(page.locator("[hx-get]")).to_have_count(0)


def test_the_page_may_be_reloaded_in_the_middle(page: Page):
    page.get_by_role("button", name="Make a proposal").click()
    expect(page.get_by_role("heading", name="Waiting for a worker")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Waiting for a worker")).to_be_visible()

    placement.carry_out_due(at=STARTS_AT)

    expect(page.get_by_role("heading", name="The proposal is made")).to_be_visible()
