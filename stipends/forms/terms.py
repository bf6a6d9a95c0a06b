"""What a cohort pays."""

import re
from typing import Any

from django import forms

from stipends import money
from stipends.forms.writable import writable
from stipends.models import StipendTerms
from stipends.models.terms import Bearer


class TermsForm(forms.ModelForm[StipendTerms]):
    """Amounts in whole currency, kept as cents."""

    amount = forms.DecimalField(label="Stipend a person", min_value=1, max_value=20_000, decimal_places=2)
    budget = forms.DecimalField(label="Budget of the cohort", min_value=0, max_digits=12, decimal_places=2)
    fee_bearer = forms.ChoiceField(
        label="Who bears the fee of a payment?", choices=Bearer.choices, initial=Bearer.US, required=False,
        help_text="PayPal always takes its fee from us.",
    )  # fmt: skip

    class Meta:
        model = StipendTerms
        fields = [
            "currency",
            "budget_code",
            "purpose",
            "usual_days",
            "fee_bearer",
            "needs_tax_form",
            "needs_screening",
        ]

    field_order = ["amount", "currency", "budget"]

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

    def clean_fee_bearer(self) -> str:
        return self.cleaned_data["fee_bearer"] or Bearer.US

    def clean_purpose(self) -> str:
        return writable(self.cleaned_data["purpose"], "Please begin with a letter, on one line.")

    def terms(self) -> dict[str, Any]:
        """What the verb takes."""
        given = {name: self.cleaned_data[name] for name in self.Meta.fields}
        cents = {f"{name}_cents": money.to_cents(self.cleaned_data[name]) for name in ("amount", "budget")}
        return {**given, **cents}
