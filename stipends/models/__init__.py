"""The records of money, one module per noun."""

from stipends.models.batch import BatchMove, PayoutBatch
from stipends.models.clearance import Clearance
from stipends.models.ledger import LedgerEntry
from stipends.models.payee import Payee
from stipends.models.payout import Payout, PayoutMove, PayoutOpinion
from stipends.models.reconciliation import Mismatch, PayoutEpoch, Reconciliation
from stipends.models.stipend import Stipend, StipendMove
from stipends.models.terms import StipendTerms, TermsChange

__all__ = [
    "BatchMove",
    "Clearance",
    "LedgerEntry",
    "Mismatch",
    "Payee",
    "Payout",
    "PayoutBatch",
    "PayoutEpoch",
    "PayoutMove",
    "PayoutOpinion",
    "Reconciliation",
    "Stipend",
    "StipendMove",
    "StipendTerms",
    "TermsChange",
]
