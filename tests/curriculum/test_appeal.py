"""Appeals: in time, by oneself, and decided by somebody who has neither taught nor graded the person."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Group
from curriculum.models import Appeal, Completion, CompletionResult
from curriculum.workflow import appeal as workflow
from curriculum.workflow.completion import award_due
from curriculum.workflow.results import release_due, told_by
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import ta_of
from tests.factories.curriculum import make_attempt, make_grade, make_participant
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def enrollment():
    """Somebody who was told that they did not complete the course."""
    enrollment = make_participant()
    release_due(at=told_by(enrollment.cohort))
    return enrollment


def at_of(enrollment):
    return CompletionResult.objects.get(enrollment=enrollment).released_at + HOUR


def ask(enrollment, text="I was in week 4, and marked absent."):
    return workflow.ask(enrollment, text, by=enrollment.person, at=at_of(enrollment))


def as_lead(person):
    """The same person, who is a lead as well."""
    person.groups.add(make_lead().groups.get(name=Group.LEAD))
    return type(person).objects.get(pk=person.pk)


def test_an_appeal_is_kept_with_a_receipt(enrollment):
    appeal = ask(enrollment)

    assert (appeal.status, Appeal.objects.waiting().get()) == ("asked", appeal)
    assert "marked absent" in Message.objects.get(key__startswith="appeal:").text


def test_there_is_one_open_appeal_a_person(enrollment):
    ask(enrollment)

    with pytest.raises(Refused, match="with us already"):
        ask(enrollment)


def test_an_appeal_comes_in_time_about_a_result_with_words_and_from_oneself(enrollment):
    result = CompletionResult.objects.get(enrollment=enrollment)
    other = make_participant(enrollment.cohort)

    with pytest.raises(Refused, match="Appeals were taken until"):
        workflow.ask(enrollment, "Late.", by=enrollment.person, at=result.appeal_until)
    with pytest.raises(Refused, match="no result"):
        workflow.ask(other, "Too early.", by=other.person, at=result.released_at)
    with pytest.raises(Refused, match="Say what is wrong"):
        ask(enrollment, "  ")
    with pytest.raises(Refused, match="themself"):
        workflow.ask(enrollment, "For them.", by=make_lead(), at=result.released_at)
    last = result.appeal_until - timedelta(microseconds=1)
    assert workflow.ask(enrollment, "In time.", by=enrollment.person, at=last).status == "asked"


def test_an_appeal_that_is_granted_makes_its_exception_and_the_next_tick_the_award(enrollment):
    appeal, lead = ask(enrollment), make_lead()

    workflow.grant(appeal, "You were there; the sheet was wrong.", by=lead, at=at_of(enrollment), kind="grant")

    assert award_due(at=at_of(enrollment)) == 1
    assert Completion.objects.get().evidence["exceptions"][0]["reason"] == "You were there; the sheet was wrong."
    assert [(move.source, move.target, move.by) for move in appeal.moves.all()] == [("asked", "granted", lead)]
    assert "the sheet was wrong" in Message.objects.get(key__startswith="appeal-decided:").text


def test_granted_without_an_exception_the_record_decides(enrollment):
    workflow.grant(ask(enrollment), "Your mark is put right.", by=make_lead(), at=at_of(enrollment))

    assert not enrollment.completion_exceptions.exists()
    assert award_due(at=at_of(enrollment)) == 0


def test_a_declined_appeal_changes_nothing_and_gives_the_reason(enrollment):
    workflow.decline(ask(enrollment), "You were absent from five of eight.", by=make_lead(), at=at_of(enrollment))

    assert Appeal.objects.get().status == "declined"
    assert "absent from five of eight" in Message.objects.get(key__startswith="appeal-decided:").text


def test_nobody_who_taught_or_graded_the_person_decides_and_nobody_about_themself(enrollment):
    appeal = ask(enrollment)
    taught = as_lead(ta_of(enrollment.seats.get().section))
    graded = make_lead()
    make_grade(make_attempt(enrollment), by=graded)
    themself = as_lead(enrollment.person)

    for lead in (taught, graded, themself):
        with pytest.raises(Refused, match=r"taught or graded|own appeal"):
            workflow.grant(appeal, "Fine.", by=lead, at=at_of(enrollment))
    assert Appeal.objects.get().status == "asked"


def test_the_guard_is_what_keeps_the_ta_out(enrollment, monkeypatch):
    """The control: without it the TA's word would count."""
    appeal, taught = ask(enrollment), as_lead(ta_of(enrollment.seats.get().section))
    monkeypatch.setattr(workflow, "_refuse_partial", lambda *_: None)

    workflow.grant(appeal, "Fine.", by=taught, at=at_of(enrollment))

    assert Appeal.objects.get().status == "granted"


def test_the_slower_of_two_leads_is_refused_and_makes_no_exception(enrollment):
    appeal = ask(enrollment)
    stale = Appeal.objects.get(pk=appeal.pk)
    workflow.decline(appeal, "No.", by=make_lead(), at=at_of(enrollment))

    with pytest.raises(Refused):
        workflow.grant(stale, "Yes.", by=make_lead(), at=at_of(enrollment), kind="grant")
    assert not enrollment.completion_exceptions.exists()


def test_the_standing_page_takes_the_appeal_and_shows_its_answer(client, enrollment):
    client.force_login(enrollment.person)
    address = reverse("curriculum:appeal", args=[enrollment.cohort.slug])
    with time_machine.travel(at_of(enrollment), tick=False):
        before = client.get(reverse("standing")).text
        empty = client.post(address, {"text": ""})
        sent = client.post(address, {"text": "I was there."})
        workflow.decline(Appeal.objects.get(), "The sheet says otherwise.", by=make_lead(), at=at_of(enrollment))
        after = client.get(reverse("standing")).text

    assert "Send the appeal" in before
    assert (empty.status_code, sent.status_code) == (422, 302)
    assert "I was there." in after
    assert "The sheet says otherwise." in after


def test_a_stranger_cannot_appeal_for_somebody(client, enrollment):
    client.force_login(make_person())

    assert client.post(reverse("curriculum:appeal", args=[enrollment.cohort.slug]), {"text": "x"}).status_code == 404


def test_a_lead_finds_the_appeal_with_its_age_and_answers_it(client, enrollment):
    appeal = ask(enrollment)
    client.force_login(make_lead())
    page = reverse("curriculum:decide_appeal", args=[appeal.public_id])
    with time_machine.travel(at_of(enrollment) + timedelta(days=2), tick=False):
        listed, read = client.get(reverse("curriculum:appeals")).text, client.get(page).text
        half = client.post(page, {"outcome": "waive", "answer": "Fine."})
        done = client.post(page, {"outcome": "waive", "code": "survey", "answer": "No internet at sea."})

    assert "2 days ago" in listed
    assert "marked absent" in read
    assert (half.status_code, done.status_code) == (422, 302)
    assert enrollment.completion_exceptions.get().code == "survey"


def test_the_ta_who_leads_too_sees_that_it_waits_for_somebody_else(client, enrollment):
    appeal = ask(enrollment)
    client.force_login(as_lead(ta_of(enrollment.seats.get().section)))

    listed = client.get(reverse("curriculum:appeals")).text
    read = client.get(reverse("curriculum:decide_appeal", args=[appeal.public_id]))

    assert "1 more waits for another lead" in listed
    assert read.status_code == 404
