"""What a cohort pays and out of which budget."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from accounts.models import Group, User
from cohorts.models import Cohort
from mlsafety_course.transitions import Refused
from stipends import money
from stipends.models import StipendTerms
from stipends.workflow import rights


@transaction.atomic
def set_terms(
    cohort: Cohort,
    *,
    amount_cents: int,
    budget_cents: int,
    budget_code: str,
    purpose: str,
    currency: str = "USD",
    usual_days: int = 21,
    by: User,
    at: datetime,
) -> StipendTerms:
    """Set or change a cohort's terms. Stipends already opened keep their amount and currency."""
    rights.must_hold(by, Group.PAYOUT_OFFICER)
    rights.must_not_take_part(cohort, by)
    terms = StipendTerms.objects.select_for_update().filter(cohort=cohort).first() or StipendTerms(cohort=cohort)
    if terms.pk:
        _refuse_against_promises(terms, budget_cents, currency)
    terms.amount_cents, terms.currency, terms.budget_cents = amount_cents, currency, budget_cents
    terms.budget_code, terms.purpose, terms.usual_days = budget_code, purpose, usual_days
    terms.save()
    terms.changes.create(amount_cents=amount_cents, currency=currency, budget_cents=budget_cents, by=by, at=at)
    return terms


def _refuse_against_promises(terms: StipendTerms, budget_cents: int, currency: str) -> None:
    if budget_cents < committed_cents(terms):
        promised = money.text(committed_cents(terms), terms.currency)
        raise Refused(f"{promised} of this budget is already approved or paid. The budget cannot be lower than that.")
    if currency != terms.currency and terms.stipends.exists():
        raise Refused("Stipends of this cohort are already open, so its currency stays.")


def committed_cents(terms: StipendTerms) -> int:
    """What is approved, on its way or paid. Count it under the lock on `terms`."""
    cents: int = terms.stipends.committed().aggregate(cents=Sum("amount_cents", default=0))["cents"]
    return cents
