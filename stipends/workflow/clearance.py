"""Ticks of staff about a person: a tax form came, a name was held against the sanctions lists."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused
from stipends import emails
from stipends.models import Clearance, Stipend
from stipends.workflow import rights
from stipends.workflow import stipend as stipends

AGAIN = "We look again at one of the checks before a payment. There is nothing you need to do."


@transaction.atomic
def tick(person: User, kind: str, outcome: str, note: str = "", *, by: User, at: datetime) -> Clearance:
    """Write down one tick; the newest of its kind counts. A problem takes an approval back, under the same lock."""
    rights.must_hold(by, *rights.HOLDERS)
    if by.pk == person.pk:
        raise Refused("This is about yourself. Someone else has to tick it off.")
    is_problem = outcome == Clearance.Outcome.PROBLEM
    if is_problem and not note.strip():
        raise Refused("Say what needs a look. Nothing has been ticked off.")
    waiting = stipends.lock_waiting(person)
    ticked = Clearance.objects.create(person=person, kind=kind, outcome=outcome, note=note.strip(), by=by, at=at)
    for stipend in waiting:
        if is_problem and stipend.status == Stipend.Status.APPROVED:
            stipends.UNAPPROVE.apply(stipend, by=by, at=at, reason=AGAIN, **stipends.UNSIGNED)
            post.write(emails.unapproved(stipend, AGAIN), at=at)
    return ticked
