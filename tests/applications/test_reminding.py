"""An unanswered offer is reminded of once, in time, and nobody else is."""

from datetime import timedelta

import pytest

from applications.models import Application
from applications.workflow import offers, reminding
from mlsafety_course.outbox.models import Message
from tests.factories.applications import (
    ANSWERING,
    CONFIRM_BY,
    accept,
    make_admitted_application,
    make_round,
    make_submitted_application,
    make_waitlisted_application,
)

pytestmark = pytest.mark.django_db
DUE = CONFIRM_BY - timedelta(days=2)


def reminders() -> list[str]:
    return list(Message.objects.filter(topic="application-offer_reminder").values_list("address", flat=True))


def test_an_unanswered_offer_is_reminded_of_once():
    application = make_admitted_application()

    counts = [reminding.remind_all_due(at) for at in (DUE - timedelta(microseconds=1), DUE, DUE, CONFIRM_BY)]

    assert counts == [0, 1, 0, 0]
    assert reminders() == [application.applicant.email]


def test_who_has_answered_or_has_no_offer_is_left_in_peace():
    round_ = make_round()
    accept(make_admitted_application(round_))
    declined = make_admitted_application(round_)
    offers.decline(declined, by=declined.applicant, at=ANSWERING)
    make_waitlisted_application(round_)
    make_submitted_application(round_)

    assert reminding.remind_all_due(DUE) == 0
    assert reminders() == []


def test_a_lapsed_offer_is_not_reminded_of():
    make_admitted_application()

    assert reminding.remind_all_due(CONFIRM_BY) == 0


def test_an_offer_of_today_is_not_reminded_of_today():
    application = make_admitted_application()
    Application.objects.filter(pk=application.pk).update(decided_at=DUE - timedelta(hours=23))

    assert reminding.remind_all_due(DUE) == 0
    assert reminding.remind_all_due(DUE + timedelta(hours=1)) == 1


def test_an_end_that_was_moved_is_reminded_of_anew():
    application = make_admitted_application()
    reminding.remind_all_due(DUE)
    Application.objects.filter(pk=application.pk).update(confirm_by=CONFIRM_BY + timedelta(days=5))

    assert reminding.remind_all_due(DUE) == 0, "not near any more"
    assert reminding.remind_all_due(DUE + timedelta(days=5)) == 1
