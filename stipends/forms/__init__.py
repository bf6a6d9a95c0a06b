"""What people type about money, and what they can mistype; one module per page or two."""

from stipends.forms.batches import BatchForm, ResultsForm
from stipends.forms.checks import ClearanceForm, WithholdingForm
from stipends.forms.payee import AgreementForm, PayeeForm, RecipientForm
from stipends.forms.terms import TermsForm
from stipends.forms.words import ExplanationForm, OpinionForm, ReasonForm

__all__ = [
    "AgreementForm",
    "BatchForm",
    "ClearanceForm",
    "ExplanationForm",
    "OpinionForm",
    "PayeeForm",
    "ReasonForm",
    "RecipientForm",
    "ResultsForm",
    "TermsForm",
    "WithholdingForm",
]
