"""Every status x arrow pair of the three lives, without a database."""

from collections.abc import Iterable
from itertools import product

from mlsafety_course.transitions import Arrow
from stipends.models import Payout, PayoutBatch, Stipend
from stipends.workflow import batch, stipend

S, P, B = Stipend.Status, Payout.Status, PayoutBatch.Status


def moves(arrows: Iterable[Arrow], statuses: Iterable[str]) -> set[tuple[str, str]]:
    """Every (from, to) that some arrow allows, tried over all pairs."""
    return {(source, arrow.target) for source, arrow in product(statuses, arrows) if arrow.allows(source)}


def test_a_stipend_goes_these_ways_and_no_other():
    allowed = {
        (S.NEEDS_DETAILS, S.READY), (S.NEEDS_DETAILS, S.DECLINED), (S.NEEDS_DETAILS, S.VOID),
        (S.READY, S.APPROVED), (S.READY, S.DECLINED), (S.READY, S.REJECTED), (S.READY, S.VOID),
        (S.APPROVED, S.READY), (S.APPROVED, S.PAYING), (S.APPROVED, S.VOID),
        (S.PAYING, S.PAID), (S.PAYING, S.APPROVED),
        (S.PAID, S.RETURNED), (S.RETURNED, S.NEEDS_DETAILS),
        (S.DECLINED, S.NEEDS_DETAILS), (S.REJECTED, S.READY),
    }  # fmt: skip

    assert moves(stipend.ARROWS, S) == allowed


def test_a_payout_goes_these_ways_and_no_other():
    allowed = {
        (P.CREATED, P.SENDING), (P.CREATED, P.CANCELLED),
        (P.SENDING, P.PAID), (P.SENDING, P.REJECTED), (P.SENDING, P.UNCLAIMED), (P.SENDING, P.UNKNOWN),
        (P.UNKNOWN, P.PAID), (P.UNKNOWN, P.REJECTED), (P.UNKNOWN, P.UNCLAIMED), (P.UNKNOWN, P.NEEDS_REVIEW),
        (P.NEEDS_REVIEW, P.PAID), (P.NEEDS_REVIEW, P.REJECTED),
        (P.UNCLAIMED, P.PAID), (P.UNCLAIMED, P.RETURNED), (P.PAID, P.RETURNED),
    }  # fmt: skip

    assert moves(batch.PAYOUT_ARROWS, P) == allowed


def test_a_batch_goes_these_ways_and_no_other():
    allowed = {
        (B.OPEN, B.FROZEN),
        (B.FROZEN, B.SENT),
        (B.SENT, B.SETTLED),
        (B.OPEN, B.CANCELLED),
        (B.FROZEN, B.CANCELLED),
    }

    assert moves(batch.BATCH_ARROWS, B) == allowed


def test_paid_is_reached_only_from_sending_and_sending_only_from_approved():
    assert {source for source, target in moves(stipend.ARROWS, S) if target == S.PAID} == {S.PAYING}
    assert {source for source, target in moves(stipend.ARROWS, S) if target == S.PAYING} == {S.APPROVED}
    assert {target for source, target in moves(batch.PAYOUT_ARROWS, P) if source == P.CREATED} == {
        P.SENDING,
        P.CANCELLED,
    }
