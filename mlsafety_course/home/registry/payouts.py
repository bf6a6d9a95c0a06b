"""What finance staff found out about payments: their name stands behind it."""

from mlsafety_course.home.registry.parts import Kept

FOUND = "what you found out about payments, explained and signed"

FINDINGS = [
    Kept(
        "stipends.PayoutOpinion",
        name="What you found out about a payment",
        line="{payout}: {outcome}",
        personal={"by": FOUND},
        plain="payout outcome reference at",
        own_words={"evidence": "by"},
        person="by",
        newest="at",
        related=("payout",),
    ),
    Kept(
        "stipends.Reconciliation",
        name="Reconciliations you asked for",
        line="{asked_at}",
        personal={"by": FOUND},
        plain="public_id epoch asked_at claimed_at ended_at is_complete compared trouble",
        person="by",
        newest="asked_at",
    ),
    Kept(
        "stipends.Mismatch",
        name="Differences between two books that you explained",
        line="{kind}: {sentence}",
        personal={"explained_by": FOUND},
        plain="public_id reconciliation kind payout reference sentence explained_at",
        own_words={"explanation": "explained_by"},
        person="explained_by",
        newest="explained_at",
    ),
    Kept(
        "stipends.PayoutEpoch",
        name="Restarts of payments that you signed",
        line="{number}",
        personal={"signed_by": FOUND},
        plain="number signed_at reconciliation",
        own_words={"statement": "signed_by"},
        person="signed_by",
        newest="signed_at",
    ),
]
