"""Ticks of staff, and what is withheld."""

from decimal import Decimal
from typing import Any

from django import forms

from stipends import money
from stipends.models import Clearance


class ClearanceForm(forms.Form):
    """One tick about one or several people."""

    kind = forms.ChoiceField(label="What", choices=Clearance.Kind.choices)
    outcome = forms.ChoiceField(label="How it ended", choices=Clearance.Outcome.choices)
    note = forms.CharField(
        label="Note", max_length=300, required=False,
        help_text="Where it was looked up. Needed where something needs a look; the person does not read it.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == Clearance.Outcome.PROBLEM and not cleaned.get("note"):
            self.add_error("note", "Say what needs a look.")
        return cleaned


class WithholdingForm(forms.Form):
    """A part of a stipend that is kept back. Zero takes it back."""

    amount = forms.DecimalField(
        label="Amount kept back", min_value=0, max_digits=9, decimal_places=2, help_text="0 takes it back."
    )
    reason = forms.CharField(
        label="Why",
        max_length=200,
        help_text="The person reads this, such as: US tax on payments to non-residents, 14 %.",
    )

    def cents(self) -> int:
        amount: Decimal = self.cleaned_data["amount"]
        return money.to_cents(amount)
