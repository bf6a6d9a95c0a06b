"""What finance adds to the payment details that the payout officer saw: a bank recipient, or what was agreed."""

from datetime import datetime

from django.db import transaction

from accounts.models import Group, User
from mlsafety_course.transitions import Refused
from stipends.models import Payee, Stipend
from stipends.workflow import rights
from stipends.workflow import stipend as stipends
from stipends.workflow.payee import PayeeDetails


@transaction.atomic
def enter(stipend: Stipend, reference: str, *, digest: str, by: User, at: datetime) -> Payee:
    """Finance's own reference of the bank recipient, as the next version of the details of which `digest` was seen."""
    seen = _newest(stipend, Payee.Method.BANK, digest, by)
    details = PayeeDetails(seen.legal_name, seen.country, seen.method, reference)
    return stipends.give_details(stipend.enrollment.person, details, by=by, at=at)


@transaction.atomic
def agree(stipend: Stipend, note: str, proof: str, *, digest: str, by: User, at: datetime) -> Payee:
    """Another way of payment as the next version: `note` is what the file will say, `proof` where it was agreed."""
    seen = _newest(stipend, Payee.Method.OTHER, digest, by)
    if not proof.strip():
        raise Refused("Say with whom this was agreed and where that is written. Nothing has been recorded.")
    details = PayeeDetails(seen.legal_name, seen.country, seen.method, note, proof.strip())
    return stipends.give_details(stipend.enrollment.person, details, by=by, at=at)


def _newest(stipend: Stipend, method: Payee.Method, digest: str, by: User) -> Payee:
    """The person's details, locked; Refused unless they are the ones that were seen. An approval of them ends."""
    rights.must_hold(by, Group.PAYOUT_OFFICER)
    rights.must_not_own(stipend, by)
    person = stipend.enrollment.person
    if stipend not in stipends.lock_waiting(person):
        raise Refused(f"{stipend} has ended, or its money is on its way or paid. Nothing has been entered.")
    newest = person.payees.order_by("-version").first()
    if newest is None or newest.digest != digest or newest.method != method:
        raise Refused(f"The payment details of {person} changed after you opened the page. Look at them once more.")
    return newest
