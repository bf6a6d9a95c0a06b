"""The closing page: what waits, by person and age; then closed in one act."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cohorts.models import Mark
from cohorts.workflow import attendance_request
from curriculum.models import Closing
from curriculum.workflow import appeal as appeals
from curriculum.workflow import closing as workflow
from curriculum.workflow.results import release_due, told_by
from mlsafety_course.home.closing import waiting
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import hold_meeting
from tests.factories.curriculum import make_attempt, make_grade, make_participant
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment():
    """The last sheet is not signed; one piece of homework has no grade and one only a draft; a question waits."""
    enrollment = make_participant()
    *held, _last = enrollment.seats.get().section.meetings.select_related("section", "week")
    for meeting in held:
        hold_meeting(meeting, {enrollment: Mark.ABSENT})
    first, second = enrollment.cohort.homeworks.filter(required=True).select_related("cohort", "assignment")[:2]
    make_attempt(enrollment, first)
    make_grade(make_attempt(enrollment, second), release=False)
    signed = held[-1].ends_at + timedelta(hours=2)
    attendance_request.ask_correction(
        held[-1], enrollment, Mark.PRESENT, "I was there.", by=enrollment.person, at=signed
    )
    return enrollment


def titles(cohort, at):
    return [(kind.title, len(kind.things), kind.must) for kind in waiting(cohort, at).kinds]


def test_everything_that_waits_is_listed_by_kind(enrollment):
    cohort = enrollment.cohort

    before = titles(cohort, cohort.appeals_close_at)
    release_due(at=cohort.grading_closes_at)
    appeals.ask(enrollment, "No.", by=enrollment.person, at=cohort.grading_closes_at + timedelta(hours=1))
    after = titles(cohort, cohort.appeals_close_at)

    rest = [
        ("Sheets that are not signed off", 1, False),
        ("Homework without a grade", 1, False),
        ("Grades that are kept as drafts", 1, False),
        ("Requests without an answer", 1, False),
    ]
    assert before == [("People without an answer", 1, True), *rest]
    assert after == [("Appeals without an answer", 1, True), *rest]


def test_it_is_not_closed_while_somebody_waits_for_an_answer_or_may_still_appeal(enrollment):
    cohort, lead = enrollment.cohort, make_lead()

    with pytest.raises(Refused, match="Appeals of"):
        workflow.close(cohort, [], by=lead, at=cohort.appeals_close_at - timedelta(microseconds=1))
    with pytest.raises(Refused, match="without an award or a result: 1"):
        workflow.close(cohort, [], by=lead, at=cohort.appeals_close_at)
    release_due(at=cohort.grading_closes_at)
    asked = appeals.ask(enrollment, "No.", by=enrollment.person, at=cohort.grading_closes_at + timedelta(hours=1))
    with pytest.raises(Refused, match="An appeal waits"):
        workflow.close(cohort, [], by=lead, at=cohort.appeals_close_at)
    appeals.decline(asked, "It stands.", by=lead, at=cohort.appeals_close_at)
    workflow.close(cohort, [], by=lead, at=cohort.appeals_close_at)
    with pytest.raises(Refused, match="closed already"):
        workflow.close(cohort, [], by=lead, at=cohort.appeals_close_at)


def test_the_page_closes_it_with_what_was_left_named_and_not_over_a_list_that_changed(client, enrollment):
    cohort, at = enrollment.cohort, told_by(enrollment.cohort) + timedelta(days=1)
    release_due(at=cohort.grading_closes_at)
    client.force_login(make_lead())
    address = reverse("close", args=[cohort.slug])
    with time_machine.travel(at, tick=False):
        page = client.get(address)
        stale = client.post(address, {"seen": "another"})
        done = client.post(address, {"seen": page.context["form"].initial["seen"]}, follow=True)

    assert enrollment.person.full_name in page.text
    assert (stale.status_code, done.status_code) == (409, 200)
    assert len(Closing.objects.get().evidence) == 4
    assert "What was left then" in done.text


def test_before_appeals_have_ended_the_page_says_when_and_offers_nothing(client, enrollment):
    client.force_login(make_lead())
    with time_machine.travel(enrollment.cohort.grading_closes_at - timedelta(days=1), tick=False):
        page = client.get(reverse("close", args=[enrollment.cohort.slug]))

    assert page.context["form"] is None
    assert "Appeals are taken until" in page.text


def test_what_waits_at_the_end_is_on_the_leads_home_with_its_age(client, enrollment):
    cohort = enrollment.cohort
    client.force_login(make_lead())
    with time_machine.travel(cohort.grading_closes_at, tick=False):
        first = client.get(reverse("staff")).text
    release_due(at=cohort.grading_closes_at)
    appeals.ask(enrollment, "No.", by=enrollment.person, at=cohort.grading_closes_at)
    with time_machine.travel(cohort.appeals_close_at, tick=False):
        then = client.get(reverse("staff")).text

    assert f"1 person of {cohort} has no result" in first
    assert "1 appeal waits for an answer (the oldest came 7 days ago)" in then
    assert f"1 cohort can be closed: {cohort}" in then
