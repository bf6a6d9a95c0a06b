"""What the clock sends: complete drafts whose writers chose that, once, as of their own deadline."""

import threading
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine

from applications import tasks
from applications.models import Application, ReviewAssignment, Round
from applications.public_status import public_status
from applications.timeline import timeline
from applications.workflow import drafting, reviewing, sending
from mlsafety_course.outbox.models import Message
from tests.factories.applications import CLOSES, FIELDS, GRACE, WRITING, make_application, make_round
from tests.factories.people import make_lead, make_reviewer
from tests.racing import at_once, needs_row_locks

pytestmark = pytest.mark.django_db
AFTER = CLOSES + GRACE
INSTANT = timedelta(microseconds=1)


def make_waiting(round_: Round | None = None, **fields: Any) -> Application:
    """A complete draft that is to be sent at the deadline; `fields` change that."""
    application = make_application(round_)
    written = {**FIELDS, "send_at_deadline": True, **fields}
    drafting.save(application, written, {}, version=0, by=application.applicant, at=WRITING)
    return fresh(application)


def fresh(application: Application) -> Application:
    return Application.objects.select_related("round__cohort", "applicant").get(pk=application.pk)


def test_a_complete_draft_is_sent_as_of_the_deadline_with_number_revision_and_mail():
    application = make_waiting()

    sent = sending.send_waiting(application.round, AFTER)

    stored, mail = fresh(application), Message.objects.get(topic="application-receipt_at_deadline")
    assert (sent, stored.status, stored.submitted_at) == (1, "submitted", CLOSES)
    assert stored.revisions.get().received_at == CLOSES
    assert str(stored.number) in mail.text
    assert "sent it for you as it stood" in " ".join(mail.text.split())
    assert mail.written_at == AFTER
    assert (stored.moves.get().by, stored.moves.get().at) == (None, AFTER)


@pytest.mark.parametrize(
    "fields", [{"send_at_deadline": False}, {"motivation": ""}, {"consent_at": None}, {"evidence": "word " * 201}]
)
def test_what_was_not_chosen_or_is_not_complete_stays_a_draft(fields: dict[str, Any]):
    application = make_waiting(**fields)

    assert sending.send_waiting(application.round, AFTER) == 0
    assert (fresh(application).status, Message.objects.count()) == ("draft", 0)


@pytest.mark.parametrize(("at", "sent"), [(CLOSES, 0), (AFTER - INSTANT, 0), (AFTER, 1)])
def test_nothing_is_sent_while_something_can_still_arrive(at: datetime, sent: int):
    application = make_waiting()

    assert sending.send_waiting(application.round, at) == sent


def test_a_late_invite_moves_the_deadline_of_its_draft_alone():
    round_, until = make_round(), CLOSES + timedelta(days=2)
    late, usual = make_waiting(round_), make_waiting(round_)
    Application.objects.filter(pk=late.pk).update(late_until=until)

    assert [sending.send_waiting(round_, at) for at in (AFTER, until + GRACE - INSTANT, until + GRACE)] == [1, 0, 1]
    assert (fresh(usual).submitted_at, fresh(late).submitted_at) == (CLOSES, until)


def test_sending_twice_sends_once():
    application = make_waiting()

    assert [sending.send_waiting(application.round, AFTER) for _ in range(2)] == [1, 0]
    assert (application.revisions.count(), Message.objects.count()) == (1, 1)


def test_giving_out_readings_sends_first_so_that_nothing_depends_on_a_worker():
    application = make_waiting()
    make_reviewer()

    reviewing.assign(application.round, by=make_lead(), at=AFTER)

    assert ReviewAssignment.objects.get().application == application


def test_the_tick_sends_with_no_more_than_a_hint(monkeypatch: pytest.MonkeyPatch):
    application = make_waiting()
    monkeypatch.setattr(tasks.send_waiting, "delay", tasks.send_waiting)

    with time_machine.travel(AFTER, tick=False):
        tasks.tick()

    assert fresh(application).status == "submitted"


# what the person is told meanwhile


def test_before_the_deadline_the_page_says_what_will_happen():
    standing = public_status(make_waiting(), WRITING)

    assert standing.word == "draft"
    assert "If it is complete then, we send it for you as it stands." in standing.next


def test_between_the_deadline_and_the_tick_it_counts_as_sent():
    application = make_waiting()

    standing, steps = public_status(application, AFTER), timeline(application, AFTER)

    assert (standing.word, standing.label) == ("submitted", "Sent in")
    assert "counts as sent" in standing.sentence
    assert [(step.label, step.status) for step in steps[:3]] == [
        ("Started", "done"),
        ("Sent in", "done"),
        ("Decision", "now"),
    ]


def test_an_incomplete_one_is_called_not_sent_with_the_reason():
    application = make_waiting(motivation="")

    standing = public_status(application, AFTER)

    assert (standing.word, standing.label) == ("missed", "Not sent")
    assert "it was not complete" in standing.sentence
    assert [step.label for step in timeline(application, AFTER)][1] == "Not sent in"


# at once


@needs_row_locks
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_ticks_at_once_send_once():
    application = make_waiting()

    answers = at_once(*[partial(sending.send_waiting, application.round, AFTER)] * 2)

    assert sorted(answers, key=str) == [1, "done"]
    assert (application.revisions.count(), Message.objects.count()) == (1, 1)


@needs_row_locks
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_ticks_without_the_lock_run_into_each_other(monkeypatch: pytest.MonkeyPatch):
    application, both_looked = make_waiting(), threading.Barrier(2)
    monkeypatch.setattr(drafting, "lock", lambda row: both_looked.wait(20))

    answers = at_once(*[partial(sending.send_waiting, application.round, AFTER)] * 2)

    assert any("can no longer be submitted" in str(answer) for answer in answers)
