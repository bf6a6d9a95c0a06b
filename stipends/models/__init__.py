"""The records of money, one module per noun."""

from stipends.models.batch import BatchMove, PayoutBatch
from stipends.models.ledger import LedgerEntry
from stipends.models.payee import Payee
from stipends.models.payout import Payout, PayoutMove
from stipends.models.stipend import Stipend, StipendMove, StipendTerms, TermsChange

__all__ = [
    "BatchMove",
    "LedgerEntry",
    "Payee",
    "Payout",
    "PayoutBatch",
    "PayoutMove",
    "Stipend",
    "StipendMove",
    "StipendTerms",
    "TermsChange",
]
