"""What a machine does to a payout: claim it, and record what the provider said, each in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Now

from stipends import failpoints
from stipends.models import Payout
from stipends.models.payout import CARRIED
from stipends.providers.answers import (
    Answer,
    Contradiction,
    Declined,
    Found,
    NothingSent,
    Taken,
    Unclear,
)
from stipends.workflow import epoch, settling

LEASE = timedelta(seconds=120)  # above the task's hard limit of 60 s, which is above the 23 s of a call
SHORTEST, LONGEST, WHILE_UNCLAIMED = timedelta(seconds=5), timedelta(hours=1), timedelta(hours=6)
MOST_MISSES = 30  # about a day of answers that say nothing
P = Payout.Status


@dataclass(frozen=True)
class Claim:
    """One worker's turn. `is_first`: no request can have arrived before; `age`: since when one may have.

    What an earlier life of this database has frozen may have arrived as soon as it was frozen.
    """

    payout: Payout
    is_first: bool
    age: timedelta


@transaction.atomic
def claim(pk: int) -> Claim | None:
    """Take a due payout for the length of a lease; None where it is not due, or somebody else has it.

    All instants are the database's, compared inside the UPDATE, so that no worker's clock matters.
    """
    seen = Payout.objects.due().filter(pk=pk).first()
    if seen is None:
        return None
    taken = Payout.objects.due().order_by().filter(pk=pk, tries=seen.tries)
    if not taken.update(
        tries=F("tries") + 1, lease_until=_after(LEASE), first_sent_at=Coalesce("first_sent_at", Now())
    ):
        return None
    payout = Payout.objects.with_people().annotate(read_at=Now()).get(pk=pk)
    failpoints.reached("claim.before_commit")
    is_inherited = epoch.is_of_an_earlier_life(payout.batch)
    since = payout.batch.frozen_at if is_inherited else payout.first_sent_at
    return Claim(payout, seen.first_sent_at is None and not is_inherited, vars(payout)["read_at"] - since)


@transaction.atomic
def record(claim: Claim, answer: Answer, *, at: datetime) -> None:
    """Write down what the provider said: payout, ledger, stipend and mail at once. An older claim's answer is dropped:
    whoever claimed after it asks again, under the same key."""
    settling.lock([claim.payout.stipend_id])
    payout = Payout.objects.select_for_update(of=("self",)).select_related("batch").get(pk=claim.payout.pk)
    failpoints.reached("record.begun")
    if payout.tries != claim.payout.tries or payout.status not in CARRIED:
        return
    if _is_anothers(payout, answer):
        answer = Contradiction("The provider gave it the reference of another payout.")
    RECORDERS[type(answer)](payout, claim, answer, at)
    failpoints.reached("record.before_commit")


def _found(payout: Payout, claim: Claim, answer: Found, at: datetime) -> None:
    line = answer.line
    known = {"reference": line.reference, "transaction_id": line.transaction_id}
    if line.status == "paid":
        settling.paid(payout, by=None, at=at, reason=line.sentence, fee_cents=line.fee_cents, **known)
    elif line.status in {"failed", "returned"}:
        _came_back(payout, line.sentence, at)
    elif line.status == "unclaimed" and payout.status != P.UNCLAIMED:
        settling.unclaimed(payout, by=None, at=at, due_at=_after(WHILE_UNCLAIMED), **known)
    else:
        wait = WHILE_UNCLAIMED if line.status == "unclaimed" else _pause(payout.tries)
        _wait(payout, wait, misses=0, waits_for=line.sentence, **known)


def _came_back(payout: Payout, sentence: str, at: datetime) -> None:
    """What was never seen as paid or unclaimed did not reach the person."""
    if payout.status == P.UNCLAIMED:
        settling.returned(payout, sentence, by=None, at=at)
    else:
        settling.not_paid(payout, sentence, by=None, at=at)


def _is_anothers(payout: Payout, answer: Answer) -> bool:
    named = answer.line.reference if isinstance(answer, Found) else getattr(answer, "reference", "")
    return bool(named) and Payout.objects.filter(reference=named).exclude(pk=payout.pk).exists()


def _taken(payout: Payout, claim: Claim, answer: Taken, at: datetime) -> None:
    _wait(payout, SHORTEST, reference=answer.reference, misses=0, waits_for="The provider has it and has not paid yet.")


def _declined(payout: Payout, claim: Claim, answer: Declined, at: datetime) -> None:
    """Certain only where no request can have arrived before."""
    if claim.is_first:
        settling.not_paid(payout, answer.sentence, by=None, at=at)
    else:
        settling.ask_people(payout, answer.sentence, at=at)


def _nothing_sent(payout: Payout, claim: Claim, answer: NothingSent, at: datetime) -> None:
    arrived = {"first_sent_at": None} if claim.is_first else {}
    _miss(payout, answer.sentence, answer.wait, at, may_have_arrived=not claim.is_first, **arrived)


def _unclear(payout: Payout, claim: Claim, answer: Unclear, at: datetime) -> None:
    if payout.status == P.SENDING:
        settling.lose_sight(payout, answer.sentence, at=at)
        failpoints.reached("record.payout")
    _miss(payout, answer.sentence, None, at, may_have_arrived=True)


def _contradiction(payout: Payout, claim: Claim, answer: Contradiction, at: datetime) -> None:
    if payout.status == P.UNCLAIMED:
        _miss(payout, answer.sentence, WHILE_UNCLAIMED, at, may_have_arrived=True)
    else:
        settling.ask_people(payout, answer.sentence, at=at)


def _miss(
    payout: Payout, sentence: str, wait: timedelta | None, at: datetime, *, may_have_arrived: bool, **fields: Any
) -> None:
    """Nothing was learnt. After a day of that, people look: unless it never left, or the provider holds it; then they
    look once it should have been claimed (see `under_review`)."""
    misses = payout.misses + 1
    if misses >= MOST_MISSES and may_have_arrived and payout.status != P.UNCLAIMED:
        settling.ask_people(payout, sentence, at=at)
    else:
        _wait(payout, wait or _pause(misses), misses=misses, waits_for=sentence, **fields)


def _wait(payout: Payout, wait: timedelta, *, waits_for: str, **fields: Any) -> None:
    """Give the lease back and look again after `wait`. The status stays."""
    mine = Payout.objects.filter(pk=payout.pk)
    mine.update(lease_until=None, due_at=_after(wait), waits_for=waits_for[:200], **fields)


def _pause(times: int) -> timedelta:
    """5, 10, 20 … seconds, up to an hour."""
    doublings: int = min(times, 12)
    return min(SHORTEST * (1 << doublings), LONGEST)


def _after(wait: timedelta) -> Any:
    """The database's clock, so much later."""
    return Now() + Value(wait)


RECORDERS: dict[type, Callable[[Payout, Claim, Any, datetime], None]] = {
    Found: _found,
    Taken: _taken,
    Declined: _declined,
    NothingSent: _nothing_sent,
    Unclear: _unclear,
    Contradiction: _contradiction,
}
