"""Finance's own reference of a bank recipient, for the payment details that the payout officer saw."""

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
    """Write the next version of the details of which `digest` was seen; an approval of them is taken back."""
    rights.must_hold(by, Group.PAYOUT_OFFICER)
    rights.must_not_own(stipend, by)
    person = stipend.enrollment.person
    if stipend not in stipends.lock_waiting(person):
        raise Refused(f"{stipend} has ended, or its money is on its way or paid. No bank recipient has been entered.")
    newest = person.payees.order_by("-version").first()
    if newest is None or newest.digest != digest or newest.method != Payee.Method.BANK:
        raise Refused(f"The payment details of {person} changed after you opened the page. Look at them once more.")
    details = PayeeDetails(newest.legal_name, newest.country, newest.method, reference)
    return stipends.give_details(person, details, by=by, at=at)
