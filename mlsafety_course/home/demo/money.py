"""The finished cohort's stipends: one in every status, and the three that arrived."""

from datetime import datetime, timedelta

from accounts.models import User
from cohorts.models import Cohort
from stipends.models import PayoutBatch, Stipend
from stipends.workflow import batch as batches
from stipends.workflow import clearance, settling, terms, withholding
from stipends.workflow import stipend as stipends
from stipends.workflow.payee import PayeeDetails

AMOUNT_CENTS = 50_000
PLACES = 30
COUNTRIES = {"America": "US", "Europe": "GB", "Africa": "NG", "Asia": "IN", "Australia": "AU"}
DAY = timedelta(days=1)
WAYS = {9: "bank", 10: "other"}  # who is paid otherwise than by PayPal, by their place among those who gave details


def promise(cohort: Cohort, officer: User, at: datetime) -> None:
    """Thirty places of $500."""
    terms.set_terms(
        cohort,
        amount_cents=AMOUNT_CENTS,
        budget_cents=PLACES * AMOUNT_CENTS,
        budget_code=f"MLS-{cohort.starts_on:%Y%m}",
        purpose=f"Intro to ML Safety stipend {cohort.title}",
        by=officer,
        at=at,
    )


def pay(cohort: Cohort, staff: dict[str, User], at: datetime) -> None:
    """Open every stipend at `at`, then bring each to a status of its own; the rest is ready for approval."""
    stipends.open_due(at=at)
    opened = list(Stipend.objects.filter(terms__cohort=cohort).with_people().order_by("pk"))
    _needs_details, declines, *others = opened
    stipends.decline(declines, by=declines.enrollment.person, at=at + 2 * DAY)
    for number, stipend in enumerate(others):
        give_details(stipend, WAYS.get(number, "paypal"), at + DAY + timedelta(hours=number))
    rejected, void, held, *good = [Stipend.objects.with_people().get(pk=stipend.pk) for stipend in others]
    refuse_some(rejected, void, held, staff["approver"], at + 4 * DAY)
    for stipend in good[:5]:
        digest = stipend.payee.digest if stipend.payee else ""
        stipends.approve(stipend, digest=digest, by=staff["approver"], at=at + 5 * DAY)
    look_into(good, held, staff["payout"], at + 5 * DAY)
    arrive(good[:3], staff["payout"], at + 6 * DAY)
    send(good[3:4], staff["payout"], at + 15 * DAY)


def give_details(stipend: Stipend, method: str, at: datetime) -> None:
    """Under the person's own name."""
    person = stipend.enrollment.person
    country = COUNTRIES[person.zone.split("/")[0]]
    to = {"paypal": person.email.replace("@", ".pay@"), "other": "By cheque to my university"}.get(method, "")
    stipends.give_details(person, PayeeDetails(person.full_name, country, method, to), by=person, at=at)


def look_into(good: list[Stipend], held: Stipend, officer: User, at: datetime) -> None:
    """Checks are ticked off; of one that waits for approval a tax is kept back, the one on hold needs a look."""
    for stipend in good[:7]:
        person = stipend.enrollment.person
        clearance.tick(person, "tax_form", "done", by=officer, at=at)
        clearance.tick(person, "sanctions", "done", "Screened by the finance system.", by=officer, at=at)
    withholding.withhold(good[5], 7_000, "US tax on payments to non-residents, 14 %", by=officer, at=at)
    clearance.tick(held.enrollment.person, "tax_form", "problem", "The form is not signed.", by=officer, at=at)


def refuse_some(rejected: Stipend, void: Stipend, held: Stipend, approver: User, at: datetime) -> None:
    stipends.reject(
        rejected, "The payee's country cannot be paid by PayPal. Another way is being looked for.", by=approver, at=at
    )
    stipends.void(void, "The person told us that another programme paid for the same course.", by=approver, at=at)
    stipends.hold(held, "We are asking the bank whether it reaches this country.", by=approver, at=at)


def send(chosen: list[Stipend], officer: User, at: datetime) -> PayoutBatch:
    """One batch, frozen and sent."""
    fresh = Stipend.objects.with_people().filter(pk__in=[stipend.pk for stipend in chosen])
    batch = batches.open_batch(provider=PayoutBatch.Provider.PAYPAL_CSV, currency="USD", by=officer, at=at)
    batches.freeze(batch, fresh, by=officer, at=at + timedelta(hours=1))
    batches.send(batch, by=officer, at=at + timedelta(hours=2))
    return batch


def arrive(chosen: list[Stipend], officer: User, at: datetime) -> None:
    """One batch whose payouts are paid; the last one comes back a week later."""
    batch = send(chosen, officer, at)
    payouts = list(batch.payouts.order_by("number"))
    for number, payout in enumerate(payouts):
        settling.settle(payout, f"PP-{batch.public_id.hex[:6].upper()}-{number + 1:03d}", by=officer, at=at + 2 * DAY)
    settling.mark_returned(payouts[-1], "The PayPal account cannot receive money.", by=officer, at=at + 9 * DAY)
