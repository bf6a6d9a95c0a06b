"""A payout that no machine can settle: two people find out, say so with evidence, and where they agree it ends."""

from datetime import datetime

from django.db import transaction

from accounts.models import Group, User
from mlsafety_course.transitions import Refused
from stipends.models import Payout, PayoutOpinion
from stipends.workflow import rights, settling

Outcome = PayoutOpinion.Outcome


@transaction.atomic
def give_opinion(payout: Payout, outcome: str, *, evidence: str, reference: str = "", by: User, at: datetime) -> bool:
    """Write down what `by` found out. True where it agrees with somebody else's word, and so decides.

    One of the two is a payout officer; neither is the payee. Of each person the last word counts.
    """
    rights.must_hold(by, *rights.HOLDERS)
    if by.pk == payout.person_id:
        raise Refused("This payout pays you. Two other people have to find out what became of it.")
    settling.lock([payout.stipend_id])
    waiting = Payout.objects.under_review(at).select_for_update(of=("self",)).select_related("batch")
    current = waiting.filter(pk=payout.pk).first()
    if current is None:
        raise Refused(f"{payout} is not under review any more. Nothing has been recorded.")
    reference = reference.strip() if outcome == Outcome.PAID else ""
    if not evidence.strip() or (outcome == Outcome.PAID and not reference):
        raise Refused("Say how you found out, and under which reference it was paid. Nothing has been recorded.")
    opinion = current.opinions.create(outcome=outcome, reference=reference, evidence=evidence, by=by, at=at)
    agreeing = _agreeing(current, opinion)
    if agreeing:
        _decide(current, agreeing, by=by, at=at)
    return bool(agreeing)


def _agreeing(payout: Payout, opinion: PayoutOpinion) -> list[PayoutOpinion]:
    """This opinion and another person's last word that says the same, one of them an officer's; else empty."""
    last = {word.by_id: word for word in payout.opinions.select_related("by").order_by("at", "pk")}
    for word in last.values():
        same = (word.outcome, word.reference) == (opinion.outcome, opinion.reference)
        if same and word.by_id != opinion.by_id and _may_decide(word.by, opinion.by):
            return [word, opinion]
    return []


def _may_decide(*people: User) -> bool:
    """Both still hold one of the groups of finance, and one of them is a payout officer."""
    held = [{group for group in rights.HOLDERS if person.holds(group)} for person in people]
    return all(held) and any(Group.PAYOUT_OFFICER in groups for groups in held)


def _decide(payout: Payout, words: list[PayoutOpinion], *, by: User, at: datetime) -> None:
    reason = " ".join(f"{word.by}: {word.evidence}" for word in words)
    if words[-1].outcome == Outcome.PAID:
        settling.paid(payout, reference=payout.reference or words[-1].reference, by=by, at=at, reason=reason)
    elif payout.status == Payout.Status.UNCLAIMED:
        settling.returned(payout, "Nobody claimed it, and it came back.", by=by, at=at)
    else:
        settling.not_paid(payout, "The provider has not paid it.", by=by, at=at)
