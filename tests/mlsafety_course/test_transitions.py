"""Compare-and-set, on a mail, the simplest thing with a life cycle."""

from datetime import timedelta

import pytest
from django.db.models import Q

from mlsafety_course.outbox.models import Message, Status
from mlsafety_course.transitions import Refused, arrow
from tests.factories.mail import NOON, make_message

pytestmark = pytest.mark.django_db
CANCEL = arrow(Status.QUEUED, to=Status.CANCELLED)


def test_an_arrow_moves_the_row_and_writes_one_line_of_history():
    message = make_message()

    CANCEL.apply(message, by=message.person, at=NOON, reason="Written by mistake.")

    assert Message.objects.get().status == message.status == Status.CANCELLED
    move = message.moves.get()
    assert (move.source, move.target, move.by, move.at, move.reason) == (
        "queued",
        "cancelled",
        message.person,
        NOON,
        "Written by mistake.",
    )


def test_the_slower_of_two_people_is_refused_and_leaves_no_trace():
    message = make_message()
    stale = Message.objects.get()
    CANCEL.apply(message, by=None, at=NOON)

    with pytest.raises(Refused, match="has moved on meanwhile"):
        CANCEL.apply(stale, by=None, at=NOON)

    assert message.moves.count() == 1


def test_an_arrow_from_elsewhere_is_refused():
    message = make_message(hold=True)

    with pytest.raises(Refused):
        CANCEL.apply(message, by=None, at=NOON)

    assert Message.objects.get().status == Status.DRAFT


def test_a_condition_on_the_same_row_is_part_of_the_comparison():
    message = make_message()

    with pytest.raises(Refused):
        CANCEL.apply(message, by=None, at=NOON, where=Q(attempts__gt=0))


def test_fields_change_together_with_the_status():
    message = make_message()

    CANCEL.apply(message, by=None, at=NOON, error="no longer wanted")

    assert message.error == Message.objects.get().error == "no longer wanted"


def test_saving_a_stale_copy_cannot_undo_a_decision():
    message = make_message()
    stale = Message.objects.get()
    CANCEL.apply(message, by=None, at=NOON)

    stale.subject = "Corrected"
    stale.save()

    assert Message.objects.get().status == Status.CANCELLED
    assert Message.objects.get().subject == "Corrected"


def test_history_is_ordered_by_time():
    message = make_message(hold=True)
    arrow(Status.DRAFT, to=Status.QUEUED).apply(message, by=None, at=NOON)
    CANCEL.apply(message, by=None, at=NOON + timedelta(minutes=1))

    assert [str(move) for move in message.moves.all()] == ["draft > queued", "queued > cancelled"]
