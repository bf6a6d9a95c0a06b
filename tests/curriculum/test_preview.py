"""A lead looks at the cohort as a participant will have it: at any date, and in any section."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curriculum.workflow.other_dates import set_other_dates
from tests.factories.cohorts import make_section
from tests.factories.curriculum import make_homework, make_participant, make_scheduled_cohort
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cohort():
    return make_scheduled_cohort()


@pytest.fixture
def early(cohort):
    """A section for which robustness opens a day before it does for the cohort."""
    section, release = make_section(cohort), cohort.releases.get(unit__slug="robustness")
    dates = {"opens_at": release.opens_at - DAY}
    set_other_dates(release, section, dates, "Away on Monday.", by=make_lead(), at=cohort.starts_at)
    return section


def preview(client, cohort, unit="", **query):
    """What a lead is shown, on the first day of the course."""
    client.force_login(make_lead())
    args = [cohort.slug, unit] if unit else [cohort.slug]
    with time_machine.travel(cohort.starts_at, tick=False):
        return client.get(reverse(f"curriculum:{'preview_unit' if unit else 'preview_week'}", args=args), query)


def test_a_preview_shows_what_is_open_then_and_changes_nothing(client, cohort):
    lead, now = make_lead(), cohort.starts_at - DAY
    url = reverse("curriculum:preview_unit", args=[cohort.slug, "robustness"])
    client.force_login(lead)

    with time_machine.travel(now, tick=False), CaptureQueriesContext(connection) as queries:
        locked = client.get(url, {"at": "2023-03-05T23:59"})
        opened = client.get(url, {"at": "2023-03-06T00:00"})
        week = client.get(reverse("curriculum:preview_week", args=[cohort.slug]), {"at": "2023-03-06T00:00"})

    assert "This unit opens" in locked.text
    assert "For the discussion" in opened.text
    assert "For TAs" not in opened.text
    assert "Preview: as a participant has it on Monday 6 March 2023, 00:00" in opened.text
    assert "Robustness" in week.text
    assert not any(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in queries)


def test_a_date_that_cannot_be_read_is_said_and_shows_now(client, cohort):
    client.force_login(make_lead())

    page = client.get(reverse("curriculum:preview_week", args=[cohort.slug]), {"at": "the day after"})

    assert page.status_code == 422
    assert "Enter a valid date/time." in page.text


SUNDAY = "2023-03-05T12:00"


def test_a_section_with_other_dates_is_shown_by_its_own_and_the_cohort_by_the_cohort_s(client, cohort, early):
    mine, plain = {"at": SUNDAY, "section": early.public_id}, {"at": SUNDAY}

    assert "For the discussion" in preview(client, cohort, "robustness", **mine).text
    assert "This unit opens" in preview(client, cohort, "robustness", **plain).text
    assert f"as a participant of {early} has it" in preview(client, cohort, "robustness", **mine).text


def test_the_week_of_a_section_is_the_week_that_its_people_have(client, cohort, early):
    homework, somebody = make_homework(cohort, "adversarial-robustness-notebook"), make_participant(section=early)
    due = {"due_at": homework.due_at + DAY, "closes_at": homework.closes_at + DAY}
    set_other_dates(homework, early, due, "A holiday.", by=make_lead(), at=cohort.starts_at)

    week = preview(client, cohort, at=SUNDAY, section=early.public_id)
    client.force_login(somebody.person)
    with time_machine.travel("2023-03-05T17:00Z", tick=False):
        own = client.get(reverse("course"))

    line = next(line for line in week.context["lines"] if line.homework == homework)
    assert line.is_own
    assert line.due.zone == next(one for one in own.context["week"].to_do if one.homework == homework).due.zone
    assert homework not in [line.homework for line in preview(client, cohort, at=SUNDAY).context["lines"]]


def test_links_of_a_preview_keep_the_date_and_the_section(client, cohort, early):
    page = preview(client, cohort, at=SUNDAY, section=early.public_id)

    assert f"/robustness/?at=2023-03-05T12%3A00&amp;section={early.public_id}" in page.text


@pytest.mark.parametrize("given", ["nonsense", "9d3a9f4e-6a0e-4b76-8e62-3e9d1a5b1a11"])
def test_a_section_that_is_not_of_this_cohort_is_said_and_shows_the_cohort(client, cohort, given):
    page = preview(client, cohort, at=SUNDAY, section=given)
    elsewhere = preview(client, cohort, at=SUNDAY, section=make_section(make_scheduled_cohort()).public_id)

    assert (page.status_code, elsewhere.status_code) == (422, 422)
    assert "as a participant has it on Sunday 5 March" in page.text
    assert preview(client, cohort, "robustness", at=SUNDAY, section=given).status_code == 200


def test_one_homework_is_shown_as_it_is_then_and_takes_nothing(client, cohort):
    piece = make_homework(cohort)
    url = reverse("curriculum:preview_homework", args=[cohort.slug, piece.public_id])
    client.force_login(make_lead())

    with time_machine.travel(cohort.starts_at, tick=False), CaptureQueriesContext(connection) as queries:
        before = client.get(url, {"at": f"{piece.opens_at - DAY:%Y-%m-%dT%H:%M}"})
        open_ = client.get(url, {"at": f"{piece.opens_at + DAY:%Y-%m-%dT%H:%M}"})
        closed = client.get(url, {"at": f"{piece.closes_at + DAY:%Y-%m-%dT%H:%M}"})
        unit = client.get(
            reverse("curriculum:preview_unit", args=[cohort.slug, piece.assignment.unit.slug]),
            {"at": f"{piece.opens_at + DAY:%Y-%m-%dT%H:%M}"},
        )

    assert before.status_code == 404
    assert "<fieldset disabled>" in open_.text
    assert "Preview: as a participant has it" in open_.text
    assert "This homework can no longer be handed in." in closed.text
    assert f"{url}?at=" in unit.text
    assert not any(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in queries)
