"""Taking back a decision that is out: what becomes of the mails, the seat and the page."""

from typing import Any

import pytest
from django.urls import reverse

from applications.models import Application
from applications.public_status import public_status
from applications.workflow import correcting, offers
from mlsafety_course.outbox import workflow as outbox
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.applications import (
    ANSWERING,
    accept,
    make_admitted_application,
    make_rejected_application,
    make_round,
    make_submitted_application,
    make_waitlisted_application,
)
from tests.factories.people import make_lead, make_person, make_reviewer

pytestmark = pytest.mark.django_db
WHY = "Two names were mixed up."


def correct(application: Application, outcome: str, **changes: Any) -> None:
    reason = application.round.reasons.first() if outcome == "rejected" else None
    wished: dict[str, Any] = {
        "why": WHY,
        "seen": application.status,
        "reason": reason,
        "by": make_lead(),
        "at": ANSWERING,
        **changes,
    }
    correcting.correct(application, outcome, **wished)


def fresh(application: Application) -> Application:
    return Application.objects.select_related("round__cohort", "applicant", "reason").get(pk=application.pk)


def decision_mails(application: Application) -> list[tuple[str, str]]:
    return list(correcting.mails(application).values_list("topic", "status"))


def send_all_mail() -> None:
    for message in Message.objects.filter(status="queued"):
        outbox.claim(message, at=ANSWERING)
        outbox.delivered(message, at=ANSWERING)


@pytest.mark.parametrize("outcome", ["waitlisted", "rejected"])
def test_an_offer_that_was_a_mistake_is_taken_back_with_its_unsent_mail(outcome: str):
    application = make_admitted_application()

    correct(application, outcome)

    assert fresh(application).status == outcome
    assert decision_mails(application) == [
        ("application-admitted", "cancelled"),
        (f"application-{outcome}", "queued"),
    ]
    assert WHY not in Message.objects.get(topic=f"application-{outcome}").text, "nobody was told the other thing"


def test_who_was_told_already_reads_why_it_is_corrected():
    application = make_rejected_application()
    send_all_mail()

    correct(application, "admitted")

    assert decision_mails(application)[0] == ("application-rejected", "sent"), "what was sent is kept"
    assert WHY in Message.objects.get(topic="application-admitted").text
    assert fresh(application).reason is None
    assert fresh(application).confirm_by is not None


def test_the_history_says_who_corrected_it_and_why():
    application, lead = make_waitlisted_application(), make_lead("Lena")

    correct(application, "rejected", by=lead)

    move = application.moves.latest("pk")
    assert (move.source, move.target, move.by, move.reason) == ("waitlisted", "rejected", lead, WHY)
    assert application.round.reasons.get().sentence in public_status(fresh(application), ANSWERING).sentence


def test_a_corrected_application_waits_behind_all_others():
    round_ = make_round()
    waiting, offered = make_waitlisted_application(round_), make_admitted_application(round_)

    correct(offered, "waitlisted")

    assert (fresh(waiting).rank, fresh(offered).rank) == (1, 2)
    assert fresh(offered).confirm_by is None


def test_back_and_forth_writes_a_mail_each_time():
    application = make_admitted_application()

    for outcome in ("waitlisted", "admitted", "waitlisted", "admitted"):
        application = fresh(application)
        correct(application, outcome, at=ANSWERING.replace(minute=application.moves.count()))

    assert len(decision_mails(application)) == 5
    assert decision_mails(application)[-1] == ("application-admitted", "queued")


def test_there_is_no_correcting_into_a_full_round():
    round_ = make_round(capacity=1)
    accept(make_admitted_application(round_))
    waiting = make_waitlisted_application(round_)

    with pytest.raises(Refused, match="No place is free"):
        correct(waiting, "admitted")
    assert fresh(waiting).status == "waitlisted"


def test_what_was_answered_or_never_decided_is_not_corrected():
    accepted = make_admitted_application()
    offers.decline(accepted, by=accepted.applicant, at=ANSWERING)

    for application in (fresh(accepted), make_submitted_application()):
        with pytest.raises(Refused, match="moved on"):
            correct(application, "waitlisted")


def test_a_correction_needs_a_reason_a_fresh_page_and_somebody_else():
    lead = make_lead()
    own = make_waitlisted_application(person=lead)

    with pytest.raises(Refused, match="Say why"):
        correct(make_waitlisted_application(), "admitted", why="  ")
    with pytest.raises(Refused, match="moved on since"):
        correct(make_waitlisted_application(), "admitted", seen="rejected")
    with pytest.raises(Refused, match="needs a reason"):
        correct(make_waitlisted_application(), "rejected", reason=None)
    with pytest.raises(Refused, match="your own"):
        correct(own, "admitted", by=lead)


def page(application: Application) -> str:
    return reverse("applications:correct", args=[application.public_id])


def test_the_page_shows_the_mails_and_corrects(client):
    application = make_admitted_application()
    client.force_login(make_lead())

    shown = client.get(page(application)).content.decode()
    typed = {"outcome": "waitlisted", "why": WHY, "seen": "admitted"}
    answer = client.post(page(application), typed)
    stale = client.post(page(application), typed)

    assert "not sent yet, it will be cancelled" in shown
    assert answer.status_code == 302
    assert fresh(application).status == "waitlisted"
    assert stale.status_code == 422, "what it already is can no longer be chosen"


def test_a_rejection_without_a_reason_is_said_at_the_field(client):
    application = make_admitted_application()
    client.force_login(make_lead())

    answer = client.post(page(application), {"outcome": "rejected", "why": WHY, "seen": "admitted"})

    assert answer.status_code == 422
    assert "A rejection needs a reason" in answer.content.decode()
    assert WHY in answer.content.decode()


def test_only_leads_correct_and_only_what_is_decided(client):
    application = make_admitted_application()
    for person, status in ((make_person(), 403), (make_reviewer(), 403), (make_lead(), 200)):
        client.force_login(person)
        assert client.get(page(application)).status_code == status

    assert client.get(page(make_submitted_application())).status_code == 404
