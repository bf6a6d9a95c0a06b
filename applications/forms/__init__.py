"""What people type when they apply, read and decide."""

from applications.forms.about_you import AboutYouForm
from applications.forms.applying import ApplicationForm, LongText, OfferForm, initial_of
from applications.forms.deciding import CorrectionForm, ProposalForm, TableForm
from applications.forms.interest import InterestForm
from applications.forms.inviting import InviteForm
from applications.forms.reading import ReviewForm

__all__ = [
    "AboutYouForm",
    "ApplicationForm",
    "CorrectionForm",
    "InterestForm",
    "InviteForm",
    "LongText",
    "OfferForm",
    "ProposalForm",
    "ReviewForm",
    "TableForm",
    "initial_of",
]
