"""Carrying money, a payout at a time: claim, ask outside of any transaction, record. Safe to repeat, lose and kill."""

from datetime import datetime

from mlsafety_course.transitions import Refused
from stipends import failpoints, providers
from stipends.models import Payout
from stipends.providers.answers import Answer, Contradiction, Declined, Found, NothingSent, Payment, difference
from stipends.workflow import carrying, epoch
from stipends.workflow import payee as payees
from stipends.workflow.carrying import Claim

MOST_AT_ONCE = 200


def due() -> list[int]:
    """Which payouts a machine should look at now, by their keys. None while payments are stopped."""
    if not epoch.is_current():
        return []
    found = list(Payout.objects.due().values_list("pk", flat=True)[:MOST_AT_ONCE])
    failpoints.reached("tick.found")
    return found


def carry(pk: int, *, at: datetime) -> bool:
    """One step for one payout. False where there was nothing to do for this worker."""
    if not epoch.is_current():
        return False
    claim = carrying.claim(pk)
    if claim is None:
        return False
    failpoints.reached("claim.after_commit")
    answer = _checked(claim.payout, _ask(claim))
    carrying.record(claim, answer, at=at)
    failpoints.reached("record.after_commit")
    return True


def carry_due(*, at: datetime) -> int:
    """A step for everything that is due, here and now."""
    return sum(carry(pk, at=at) for pk in due())


def _ask(claim: Claim) -> Answer:
    """Look up before any repeat; repeat only the same key, and only while the provider surely knows it."""
    try:
        provider = providers.machine(claim.payout.batch.provider)
    except Refused as refusal:
        return NothingSent(str(refusal))
    payment = payment_of(claim.payout)
    if payment.reference and provider.capabilities.can_look_up:
        return provider.look_up(payment)
    if not payees.is_intact(claim.payout.payee, claim.payout.person):
        return Contradiction("The payment details are not the ones that were approved.")
    if claim.is_first:
        return provider.submit(payment)
    if not provider.capabilities.may_repeat(claim.age):
        return Contradiction("It was sent, nobody can say what became of it, and its key is too old to send again.")
    answer = provider.submit(payment)
    return Contradiction(answer.sentence) if isinstance(answer, Declined) else answer


def _checked(payout: Payout, answer: Answer) -> Answer:
    """What the provider has under our reference must be what was approved."""
    if isinstance(answer, Found):
        _, sentence = difference(payment_of(payout), answer.line)
        return Contradiction(sentence) if sentence else answer
    return answer


def payment_of(payout: Payout) -> Payment:
    """What the provider is told, all of it copied when the payout was frozen."""
    return Payment(
        payout.key, payout.number, payout.payee.destination, payout.net_cents, payout.currency,
        payout.stipend.terms.purpose, payout.reference or "",
    )  # fmt: skip
