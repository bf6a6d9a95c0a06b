"""What people type about money, and what they can mistype."""

import re
from typing import Any

from django import forms

from stipends import money, payout_file, providers
from stipends.countries import countries
from stipends.models import Payee, PayoutBatch, PayoutOpinion, Stipend, StipendTerms
from stipends.workflow.payee import PayeeDetails

LOOKS_LIKE_AN_ACCOUNT = re.compile(r"(?:\d[\s-]?){9,}|\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,}", re.IGNORECASE)


class PayeeForm(forms.Form):
    """How a participant would like to be paid."""

    says_what_is_needed = True
    legal_name = forms.CharField(
        max_length=200, help_text="As it stands on the account that receives the money, in Latin letters."
    )
    country = forms.ChoiceField(choices=lambda: [("", "Choose a country"), *countries().items()])
    method = forms.ChoiceField(
        label="How should we pay you?", choices=Payee.Method.choices, widget=forms.RadioSelect,
        help_text="Bank transfer: we write to you to set it up in the finance system. Please send no account numbers.",
    )  # fmt: skip
    paypal_address = forms.EmailField(
        label="PayPal address", required=False, help_text="Only for PayPal: the e-mail address of your PayPal account."
    )
    note = forms.CharField(
        label="What was agreed", max_length=200, required=False,
        help_text="Only for another way: what finance agreed with you.",
    )  # fmt: skip

    def clean_legal_name(self) -> str:
        return _writable(self.cleaned_data["legal_name"], "A name begins with a letter.")

    def clean_note(self) -> str:
        note = _writable(self.cleaned_data["note"], "Please begin with a letter, on one line.")
        if LOOKS_LIKE_AN_ACCOUNT.search(note):
            raise forms.ValidationError("This looks like an account number. Please leave it out: we never ask for one.")
        return note

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        needed = {"paypal": ("paypal_address", "Give your PayPal address."), "other": ("note", "Say what was agreed.")}
        field, sentence = needed.get(cleaned.get("method", ""), ("", ""))
        if field and field not in self.errors and not cleaned.get(field):
            self.add_error(field, sentence)
        if field == "paypal_address" and not payout_file.is_writable(cleaned.get(field) or ""):
            self.add_error(field, "This address cannot be used. Choose another way, or write to us.")
        return cleaned

    def details(self) -> PayeeDetails:
        """What was answered, without the fields of other methods."""
        given = self.cleaned_data
        destination = {"paypal": given["paypal_address"], "other": given["note"]}.get(given["method"], "")
        return PayeeDetails(given["legal_name"], given["country"], given["method"], destination)


class RecipientForm(forms.Form):
    """Finance's own reference of a bank recipient."""

    reference = forms.CharField(
        max_length=60, help_text="The recipient's number in the finance system. Never an account number."
    )

    def clean_reference(self) -> str:
        reference = _writable(self.cleaned_data["reference"], "Please begin with a letter or a digit.")
        if LOOKS_LIKE_AN_ACCOUNT.search(reference):
            raise forms.ValidationError("This looks like an account number. Enter the finance system's own reference.")
        return reference


class ReasonForm(forms.Form):
    """Why. The person reads it."""

    reason = forms.CharField(
        max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="The person reads this sentence."
    )


class ExplanationForm(forms.Form):
    """What staff found out, for staff."""

    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class OpinionForm(forms.Form):
    """What one person found out about a payout under review."""

    outcome = forms.ChoiceField(label="What became of it?", choices=PayoutOpinion.Outcome.choices)
    reference = forms.CharField(
        label="Reference, if it was paid", max_length=100, required=False,
        help_text="As the provider shows it. Both people have to name the same.",
    )  # fmt: skip
    evidence = forms.CharField(
        label="How do you know?", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Where you looked and what it says there, in your own words.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == PayoutOpinion.Outcome.PAID and not cleaned.get("reference"):
            self.add_error("reference", "Give the reference under which it was paid.")
        return cleaned


class BatchForm(forms.Form):
    provider = forms.ChoiceField(
        label="Kind of batch",
        choices=lambda: [pair for pair in PayoutBatch.Provider.choices if pair[0] in providers.offered()],
    )
    currency = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = set(Stipend.objects.payable().order_by().values_list("currency", flat=True)) or {"USD"}
        self.fields["currency"] = forms.ChoiceField(choices=[(code, code) for code in sorted(used)])


class ResultsForm(forms.Form):
    """The bank's answers, a line for each payout."""

    results = forms.CharField(
        label="Payout number, reference", max_length=500_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="One payout a line. Lines without a reference are left as they are. You see what will happen first.",
    )  # fmt: skip


class TermsForm(forms.ModelForm[StipendTerms]):
    """Amounts in whole currency, kept as cents."""

    amount = forms.DecimalField(label="Stipend a person", min_value=1, max_value=20_000, decimal_places=2)
    budget = forms.DecimalField(label="Budget of the cohort", min_value=0, max_digits=12, decimal_places=2)

    class Meta:
        model = StipendTerms
        fields = ["currency", "budget_code", "purpose", "usual_days"]

    field_order = ["amount", "currency", "budget", "budget_code", "purpose", "usual_days"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["amount"] = money.decimal(self.instance.amount_cents)
            self.initial["budget"] = money.decimal(self.instance.budget_cents)

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"].upper()
        if not re.fullmatch(r"[A-Z]{3}", currency):
            raise forms.ValidationError("A currency has three letters, such as USD.")
        return currency

    def clean_purpose(self) -> str:
        return _writable(self.cleaned_data["purpose"], "Please begin with a letter, on one line.")

    def terms(self) -> dict[str, Any]:
        """What the verb takes."""
        given = {name: self.cleaned_data[name] for name in self.Meta.fields}
        cents = {f"{name}_cents": money.to_cents(self.cleaned_data[name]) for name in ("amount", "budget")}
        return {**given, **cents}


def _writable(text: str, sentence: str) -> str:
    if not payout_file.is_writable(text):
        raise forms.ValidationError(sentence)
    return text
