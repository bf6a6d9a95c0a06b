"""What a cohort pays and out of which budget."""

from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import Sum

from accounts.models import Group, User
from cohorts.models import Cohort
from mlsafety_course.transitions import Refused
from stipends import money
from stipends.models import StipendTerms
from stipends.workflow import rights

HISTORY = ["amount_cents", "currency", "budget_cents", "fee_bearer", "needs_tax_form", "needs_screening"]


class Said(TypedDict):
    """What terms say. Amounts in cents; `usual_days` is what people are told."""

    amount_cents: int
    budget_cents: int
    budget_code: str
    purpose: str
    currency: NotRequired[str]
    usual_days: NotRequired[int]
    fee_bearer: NotRequired[str]
    needs_tax_form: NotRequired[bool]
    needs_screening: NotRequired[bool]


@transaction.atomic
def set_terms(cohort: Cohort, *, by: User, at: datetime, **said: Unpack[Said]) -> StipendTerms:
    """Set or change a cohort's terms; what is left out stays. Stipends already opened keep amount and currency."""
    rights.must_hold(by, Group.PAYOUT_OFFICER)
    rights.must_not_take_part(cohort, by)
    terms = StipendTerms.objects.select_for_update().filter(cohort=cohort).first() or StipendTerms(cohort=cohort)
    if terms.pk:
        _refuse_against_promises(terms, said["budget_cents"], said.get("currency", terms.currency))
    for name, value in said.items():
        setattr(terms, name, value)
    terms.save()
    terms.changes.create(**{name: getattr(terms, name) for name in HISTORY}, by=by, at=at)
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
