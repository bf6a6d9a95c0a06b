"""What people type when they apply, read and decide."""

from applications.forms.applying import ApplicationForm, LongText, OfferForm, initial_of
from applications.forms.deciding import ProposalForm, TableForm
from applications.forms.reading import ReviewForm

__all__ = ["ApplicationForm", "LongText", "OfferForm", "ProposalForm", "ReviewForm", "TableForm", "initial_of"]
