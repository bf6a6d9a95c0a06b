"""The page that waits for a proposal: what it says in each state, and what it is answered when it asks again."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.models import PlacementRun
from cohorts.placing.progress import STUCK, work_of
from cohorts.workflow import placement as workflow
from tests.cohorts.conftest import NOW

ASKING = {"HX-Request": "true"}


@pytest.fixture
def run(house) -> PlacementRun:
    """Asked for by the lead, and on its way."""
    return workflow.ask(house.cohort, by=house.people["lead"], at=NOW)


@pytest.fixture
def lead(client, house):
    client.force_login(house.people["lead"])
    return client


def look(lead, house, **more):
    return lead.get(house.url("placement"), **more)


def ask_again(lead, answer, **headers):
    """What htmx does two seconds later."""
    return lead.get(answer.context["work"].url, headers=ASKING | headers)


def test_pressing_the_button_asks_and_the_page_says_how_far_it_is(lead, house):
    answer = lead.post(house.url("propose_placement"), follow=True)

    assert "Waiting for a worker" in answer.text
    assert f"by {house.people['lead'].name}" in answer.text
    assert "goes on by itself" in answer.text
    assert "Make a new proposal" not in answer.text
    assert PlacementRun.objects.filter(status="queued").count() == 1


def test_what_is_seen_survives_a_reload(lead, house, run):
    workflow.claim(run, at=NOW)
    workflow._reach(run, PlacementRun.Step.SOLVING)

    first, second = look(lead, house), look(lead, house)

    for page in (first, second):
        assert 'value="1" max="4" aria-label="Step 2 of 4: Solving"' in page.text


def test_a_run_that_waits_for_more_than_a_minute_says_whom_to_tell(lead, house, run):
    fresh = look(lead, house).text
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        late = look(lead, house).text

    assert STUCK not in fresh
    assert STUCK in late


def test_a_failed_run_says_why_and_offers_to_try_again(lead, house, run):
    workflow.claim(run, at=NOW)
    workflow._fail(run, "The library is closed.", at=NOW)

    page = look(lead, house)
    lead.post(page.context["work"].again_url)

    assert "The library is closed." in page.text
    assert "Try again" in page.text
    assert PlacementRun.objects.filter(status="queued").count() == 1


def test_a_finished_run_tells_how_many_have_a_seat_until_it_is_published(lead, house, run):
    workflow.carry_out(run, at=NOW)
    before = look(lead, house)
    workflow.publish(run, by=house.people["lead"], at=NOW)
    after = look(lead, house)

    assert "1 of 1 have a seat. Nobody was told." in before.text
    assert "hx-get" not in before.text
    assert "Nobody was told" not in after.text


def test_it_is_cancelled_with_a_press(lead, house, run):
    answer = lead.post(look(lead, house).context["work"].cancel_url, follow=True)

    assert "Cancelled. Nothing was changed." in answer.text
    assert PlacementRun.objects.get(pk=run.pk).status == "cancelled"
    assert "Make a new proposal" in answer.text


def test_cancelling_what_is_made_already_is_refused(lead, house, run):
    url = look(lead, house).context["work"].cancel_url
    workflow.carry_out(run, at=NOW)

    assert lead.post(url).status_code == 409


def test_while_nothing_changes_the_page_that_asks_is_told_nothing(lead, house, run):
    """So that nothing is swapped, and a screen reader hears nothing twice."""
    page = look(lead, house)

    answer = ask_again(lead, page)

    assert (answer.status_code, answer.content) == (204, b"")


def test_when_a_step_begins_the_page_that_asks_gets_the_part_that_changed(lead, house, run):
    page = look(lead, house)
    workflow.claim(run, at=NOW)

    answer = ask_again(lead, page)

    assert "Reading hours" in answer.text
    assert (
        '<p class="visually-hidden" id="placement-work-said" role="status">Step 1 of 4: Reading hours.</p>'
        in answer.text
    )
    assert "<html" not in answer.text
    assert answer["Vary"].startswith("HX-Request")


def test_when_it_is_over_the_page_that_asks_gets_all_of_it_and_stops_asking(lead, house, run):
    page = look(lead, house)
    workflow.carry_out(run, at=NOW)

    answer = ask_again(lead, page)

    assert 'id="placement"' in answer.text
    assert "Publish this placement" in answer.text
    assert "hx-get" not in answer.text


def test_without_scripts_there_is_a_link_to_look_again(lead, house, run):
    page = look(lead, house)

    assert 'href="?">Look again</a>' in page.text
    assert urlsplit(page.context["work"].url).path == house.url("placement")


def test_asking_costs_the_same_few_queries_however_often(lead, house, run):
    page = look(lead, house)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            ask_again(lead, page)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("step", PlacementRun.Step)
def test_every_step_has_its_own_words_and_its_own_mark(house, run, step):
    workflow.claim(run, at=NOW)
    workflow._reach(run, step)

    work = work_of(run, NOW)

    assert work.step == step.label
    assert work.value == step.value < work.max
    assert work.mark.endswith(f"running-{step.value}")


def test_a_stranger_does_not_learn_how_far_it_is(client, house, run):
    client.force_login(house.people["ta"])

    answer = client.get(reverse("cohorts:placement", args=[house.cohort.slug]), headers=ASKING)

    assert answer.status_code == 403
