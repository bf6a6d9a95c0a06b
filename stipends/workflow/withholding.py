"""What is kept back from a stipend, such as a tax, and why: net is the rest."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused
from stipends import emails, money
from stipends.models import Stipend
from stipends.workflow import rights
from stipends.workflow import stipend as stipends


@transaction.atomic
def withhold(stipend: Stipend, cents: int, reason: str, *, by: User, at: datetime) -> None:
    """Keep back so much of what `stipend` was seen to withhold; 0 takes it back. An approval of the old net ends.

    The person reads the reason.
    """
    rights.must_hold(by, *rights.HOLDERS)
    rights.must_not_own(stipend, by)
    _refuse_wrong(stipend, cents, reason)
    current = next((row for row in stipends.lock_waiting(stipend.enrollment.person) if row.pk == stipend.pk), None)
    if current is None or current.withheld_cents != stipend.withheld_cents:
        raise Refused(f"{stipend} changed meanwhile, or its money is on its way. Nothing is withheld by this.")
    said = f"Withheld: {money.text(cents, current.currency)}. {reason.strip()}"
    fields: dict[str, Any] = {"withheld_cents": cents, "withheld_reason": reason.strip() if cents else ""}
    if current.status == Stipend.Status.APPROVED:
        stipends.UNAPPROVE.apply(current, by=by, at=at, reason=said, **fields, **stipends.UNSIGNED)
    else:
        Stipend.objects.filter(pk=current.pk).update(**fields)
        current.moves.create(source=current.status, target=current.status, by=by, at=at, reason=said)
    post.write(emails.withheld(Stipend.objects.with_people().get(pk=current.pk), reason.strip(), at), at=at)


def _refuse_wrong(stipend: Stipend, cents: int, reason: str) -> None:
    if not 0 <= cents < stipend.amount_cents:
        raise Refused(f"Of {stipend.amount}, less than the whole can be withheld. Nothing has been changed.")
    if cents == stipend.withheld_cents and reason.strip() == stipend.withheld_reason:
        raise Refused("This is withheld already. Nothing has been changed.")
    if not reason.strip():
        raise Refused("Say why: the person reads it. Nothing has been changed.")
