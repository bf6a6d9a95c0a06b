"""axe-core finds nothing to mend on the main pages, on a phone by day and on a desk by night."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer
from pytest_playwright.pytest_playwright import CreateContextCallback

from accounts.models import User
from applications.models import Application
from cohorts.models import Cohort, Meeting
from curriculum.models import Attempt, Homework
from mlsafety_course.home.demo.build import build
from mlsafety_course.home.demo.cast import LOGINS
from stipends.models import PayoutBatch, Stipend
from tests.factories.curriculum import load_course_once

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
VIEWS = [(390, 844, "light"), (1280, 900, "dark")]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def demo(transactional_db: None) -> Iterator[None]:
    with time_machine.travel(NOW):
        load_course_once()
        build(NOW)
        yield


def pages() -> dict[str, list[str]]:
    """Addresses by demo login; the empty one is a visitor."""
    finished, running, coming = Cohort.objects.order_by("starts_on")
    draft = Application.objects.get(applicant__email=LOGINS["applicant"])
    waiting = Meeting.objects.filter(section__cohort=running, section__teachings__ta__email=LOGINS["TA"])
    reviewer = User.objects.get(email=LOGINS["reviewer"])
    to_read = Application.objects.readable_by_staff(reviewer).order_by("pk")[0]
    attempt = Attempt.objects.awaiting_grading().filter(homework__cohort=running)[0]
    homework = Homework.objects.filter(cohort=running, opens_at__lt=NOW).order_by("due_at")[2]
    early = coming.rounds.order_by("closes_at")[1]
    return {
        "": [reverse("home"), reverse("privacy"), reverse("account_login"), reverse("account_signup"), "/nowhere/"],
        LOGINS["applicant"]: [
            reverse("applications:mine"),
            f"/apply/{draft.public_id}/",
            f"/rounds/{draft.round.slug}/",
        ],
        LOGINS["participant"]: [
            *[reverse(name) for name in ("course", "standing", "cohorts:attendance", "stipends:mine", "my_data")],
            f"/course/homework/{homework.public_id}/",
            "/course/units/robustness/",
            "/course/units/x-risk/",
        ],
        LOGINS["TA"]: [
            *[reverse(name) for name in ("teaching", "curriculum:grading")],
            f"/teaching/meetings/{waiting.earliest('starts_at').public_id}/",
            f"/teaching/sections/{waiting[0].section.public_id}/",
        ],
        LOGINS["reviewer"]: [reverse("applications:queue"), f"/staff/applications/{to_read.public_id}/"],
        LOGINS["course lead"]: [
            *[reverse(name) for name in ("staff", "outbox", "cohorts:cohorts", "curriculum:staff_curriculum")],
            *[reverse(f"applications:{name}", args=[early.slug]) for name in ("table", "release")],
            *[reverse(f"cohorts:{name}", args=[running.slug]) for name in ("cohort", "placement")],
            *[reverse(name, args=[running.slug]) for name in ("matrix", "curriculum:schedule", "curriculum:policy")],
            f"/teaching/homework/{attempt.public_id}/",
        ],
        LOGINS["stipend approver"]: [
            *[reverse(f"stipends:{name}") for name in ("queue", "ledger")],
            f"/staff/stipends/{Stipend.objects.filter(status='ready').earliest('pk').public_id}/",
        ],
        LOGINS["payout officer"]: [
            reverse("stipends:batches"),
            f"/staff/stipends/batches/{PayoutBatch.objects.latest('pk').public_id}/",
            reverse("stipends:terms", args=[finished.slug]),
        ],
    }


def faults(context: BrowserContext, address: str) -> list[str]:
    """What axe finds on one page, each with the first place it stands in."""
    page = context.new_page()
    page.goto(address)
    found = Axe().run(page).response["violations"]
    page.close()
    return [f"{address}: {one['id']}, {one['nodes'][0]['html'][:120]}" for one in found]


@pytest.mark.parametrize(("width", "height", "scheme"), VIEWS, ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_main_pages(
    demo: None,
    live_server: LiveServer,
    new_context: CreateContextCallback,
    width: int,
    height: int,
    scheme: Literal["light", "dark"],
):
    found = []
    for email, addresses in pages().items():
        context = new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        if email:
            client = Client()
            client.force_login(User.objects.get(email=email))
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        for address in addresses:
            found += faults(context, f"{live_server.url}{address}")

    assert "\n".join(found) == ""
