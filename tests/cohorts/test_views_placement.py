"""The lead's workbench, the person's question, and their section, as pages."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cohorts.models import Cohort, Enrollment, HoursQuestion, PlacementRule, PlacementRun
from cohorts.workflow import placement
from tests.cohorts.test_placement_workflow import AT, WEDNESDAY_ONLY, planned, waiting
from tests.factories.cohorts import give_hours, make_cohort, make_enrollment, make_proposal
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def cohort() -> Cohort:
    """One Thursday section; one person fits, one does not."""
    made = make_cohort()
    planned(made, 3)
    waiting(made, name="Fay Fits")
    waiting(made, WEDNESDAY_ONLY, name="Willa Waits")
    return made


@pytest.fixture
def run(cohort) -> PlacementRun:
    return make_proposal(cohort, at=AT - timedelta(minutes=5))


@pytest.fixture
def lead(client):
    client.force_login(make_lead())
    return client


def person(cohort: Cohort, name: str) -> Enrollment:
    return cohort.enrollments.select_related("person").get(person__full_name=name)


def page(cohort: Cohort) -> str:
    return reverse("cohorts:placement", args=[cohort.slug])


def test_the_page_shows_who_has_no_seat_with_the_smallest_change_and_asks_by_one_press(lead, cohort, run):
    before = lead.get(page(cohort)).text
    willa = person(cohort, "Willa Waits")
    asked = {"person": willa.public_id, "answer_by": "2023-02-17"}

    after = lead.post(reverse("cohorts:ask_hours", args=[cohort.slug, run.public_id]), asked, follow=True).text

    assert "it would take an hour a week more of their time, Thursdays 18:00 to 19:00 (New York time)" in before
    assert "Willa Waits is asked by mail" in after
    assert "Waiting for an answer" in after
    assert HoursQuestion.objects.get().enrollment == willa


def test_without_a_day_nobody_is_asked(lead, cohort, run):
    asked = {"person": person(cohort, "Willa Waits").public_id, "answer_by": "2023-02-01"}

    answer = lead.post(reverse("cohorts:ask_hours", args=[cohort.slug, run.public_id]), asked, follow=True)

    assert "Nobody was asked" in answer.text
    assert not HoursQuestion.objects.exists()


def test_a_person_reads_every_date_and_says_yes(client, lead, cohort, run):
    willa = person(cohort, "Willa Waits")
    ask = reverse("cohorts:ask_hours", args=[cohort.slug, run.public_id])
    lead.post(ask, {"person": willa.public_id, "answer_by": "2023-02-17"})
    client.force_login(willa.person)
    here = reverse("cohorts:hours_question")

    shown = client.get(here)
    sent = {"question": HoursQuestion.objects.get().public_id, "answer": "yes"}
    answered = client.post(here, sent, follow=True)
    again = client.post(here, sent | {"answer": "no"})

    assert shown.text.count("<time") == 8
    assert "Could you do Thursdays at 23:00?" in shown.text
    assert "You said yes" in answered.text
    assert again.status_code == 409
    assert PlacementRun.objects.filter(status="queued").count() == 1


def test_whoever_was_asked_nothing_is_told_so(client, cohort):
    client.force_login(person(cohort, "Fay Fits").person)

    assert "Nothing to answer" in client.get(reverse("cohorts:hours_question")).text


def test_an_answer_to_a_question_that_is_not_theirs_changes_nothing(client, lead, cohort, run):
    willa, fay = person(cohort, "Willa Waits"), person(cohort, "Fay Fits")
    ask = reverse("cohorts:ask_hours", args=[cohort.slug, run.public_id])
    lead.post(ask, {"person": willa.public_id, "answer_by": "2023-02-17"})
    client.force_login(fay.person)

    client.post(reverse("cohorts:hours_question"), {"question": HoursQuestion.objects.get().public_id, "answer": "no"})

    assert HoursQuestion.objects.get().status == "asked"


def test_a_question_is_taken_back(lead, cohort, run):
    ask = reverse("cohorts:ask_hours", args=[cohort.slug, run.public_id])
    lead.post(ask, {"person": person(cohort, "Willa Waits").public_id, "answer_by": "2023-02-17"})
    question = HoursQuestion.objects.get()

    lead.post(reverse("cohorts:withdraw_hours_question", args=[cohort.slug, question.public_id]))

    assert HoursQuestion.objects.get().status == "withdrawn"


def test_once_the_day_has_passed_one_press_promises_a_place(lead, cohort, run):
    ask = reverse("cohorts:ask_hours", args=[cohort.slug, run.public_id])
    lead.post(ask, {"person": person(cohort, "Willa Waits").public_id, "answer_by": "2023-02-17"})
    with time_machine.travel(AT + timedelta(days=6), tick=False):
        shown = lead.get(page(cohort)).text
        staff = lead.get(reverse("staff")).text
        lead.post(reverse("cohorts:promise_next_cohort", args=[cohort.slug]))

    assert "No answer in time" in shown
    assert "Promise them a place" in shown
    assert "cannot make any section" in staff
    assert person(cohort, "Willa Waits").status == "deferred"


def test_a_rule_is_fixed_and_removed(lead, cohort):
    fay, section = person(cohort, "Fay Fits"), cohort.sections.get()
    sent = {"person": fay.public_id, "section": section.public_id, "kind": "forbid", "reason": "They are siblings."}

    fixed = lead.post(reverse("cohorts:fix_placement_rule", args=[cohort.slug]), sent, follow=True)
    lift = reverse("cohorts:lift_placement_rule", args=[cohort.slug, section.public_id, fay.public_id])

    assert "They are siblings." in fixed.text
    assert PlacementRule.objects.count() == 1
    lead.post(lift)
    assert not PlacementRule.objects.exists()
    assert lead.post(lift).status_code == 404


def test_an_edit_is_shown_before_it_is_kept(lead, cohort, run):
    willa, section = person(cohort, "Willa Waits"), cohort.sections.get()
    url = reverse("cohorts:move_in_placement", args=[cohort.slug, run.public_id, willa.public_id])

    shown = lead.get(url, {"section": section.public_id})
    unchanged = PlacementRun.objects.get().version
    kept = lead.post(url, {"section": section.public_id, "version": 1}, follow=True)
    stale = lead.post(url, {"section": "", "version": 1})

    assert "Hours do not fit" in shown.text
    assert "People who would miss a meeting" in shown.text
    assert unchanged == 1
    assert "Edited by hand for 1 person" in kept.text
    assert stale.status_code == 409
    assert PlacementRun.objects.get().figures["placed"] == 2


def test_an_edit_of_what_is_published_is_not_found(lead, cohort, run):
    placement.publish(run, by=make_lead(), at=AT)
    fay = person(cohort, "Fay Fits")

    url = reverse("cohorts:move_in_placement", args=[cohort.slug, run.public_id, fay.public_id])

    assert lead.get(url).status_code == 404


def test_publishing_says_how_many_and_keeps_the_day(lead, cohort, run):
    form = {"version": 1, "answer_by": "2023-02-16"}

    answer = lead.post(reverse("cohorts:publish_placement", args=[cohort.slug, run.public_id]), form, follow=True)

    assert "Published: 1 person was given a seat now" in answer.text
    until = Cohort.objects.get(pk=cohort.pk).sections_answer_by
    assert until is not None
    assert until.isoformat() == "2023-02-17T05:00:00+00:00"


def test_publishing_an_older_version_is_a_conflict(lead, cohort, run):
    PlacementRun.objects.update(version=2)
    form = {"version": 1, "answer_by": "2023-02-16"}

    assert lead.post(reverse("cohorts:publish_placement", args=[cohort.slug, run.public_id]), form).status_code == 409


def test_a_tier_is_asked_for_and_said(lead, cohort):
    lead.post(reverse("cohorts:propose_placement", args=[cohort.slug]), {"allowed_misses": "1"})
    placement.carry_out_due(at=AT)

    assert PlacementRun.objects.get().allowed_misses == 1
    assert "People may miss 1 meeting" in lead.get(page(cohort)).text


def test_ones_section_shows_every_date_companions_by_name_and_no_address(client, cohort):
    ann, bo = person(cohort, "Fay Fits"), waiting(cohort, name="Bo Beside")
    Cohort.objects.update(chat_url="https://chat.example.org/spring")
    placement.publish(make_proposal(cohort, at=AT - timedelta(minutes=1)), by=make_lead(), at=AT)
    client.force_login(ann.person)

    shown = client.get(reverse("cohorts:own_section"))

    assert shown.text.count("<time") == 8
    assert bo.person.name in shown.text
    assert bo.person.email not in shown.text
    assert "https://chat.example.org/spring" in shown.text
    assert "there is nothing to do" in shown.text
    assert "Ask for another" in shown.text


def test_after_the_day_the_page_says_how_to_switch(client, cohort, run):
    placement.publish(run, by=make_lead(), at=AT)
    client.force_login(person(cohort, "Fay Fits").person)

    with time_machine.travel(AT + timedelta(days=6), tick=False):
        shown = client.get(reverse("cohorts:own_section")).text

    assert "Ask for another" not in shown
    assert "Switch for good" in shown


def test_clock_changes_are_marked_on_the_page(client, cohort):
    """Lagos keeps its clocks: from 16 March on a New York evening is on the day before."""
    lagos = make_enrollment(cohort, name="Lara Lagos")
    type(lagos.person).objects.filter(pk=lagos.person_id).update(zone="Africa/Lagos")
    give_hours(lagos, frozenset(range(336)), "Africa/Lagos")
    placement.publish(make_proposal(cohort, at=AT - timedelta(minutes=1)), by=make_lead(), at=AT)
    client.force_login(type(lagos.person).objects.get(pk=lagos.person_id))

    shown = client.get(reverse("cohorts:own_section")).text

    assert "Friday 24 February, <b>00:00</b>" in shown
    assert "Thursday 16 March, <b>23:00</b>" in shown
    assert shown.count("own-date-change") == 1


def test_without_a_seat_the_page_says_what_happens_next(client, cohort):
    client.force_login(person(cohort, "Willa Waits").person)

    assert "No section yet" in client.get(reverse("cohorts:own_section")).text
