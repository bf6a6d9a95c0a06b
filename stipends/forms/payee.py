"""How somebody is paid: what the person says, and what finance adds to it."""

import unicodedata
from typing import Any

from django import forms

from stipends import payout_file
from stipends.countries import countries
from stipends.forms.writable import without_account, writable
from stipends.models import Payee
from stipends.workflow.payee import PayeeDetails

NO_ACCOUNT = "This looks like an account number. Please leave it out: we never ask for one."
NEEDS_LATIN = {Payee.Method.PAYPAL, Payee.Method.BANK}


class PayeeForm(forms.Form):
    """How a participant would like to be paid."""

    says_what_is_needed = True
    legal_name = forms.CharField(
        max_length=200, help_text="As it stands on the account that receives the money, in Latin letters."
    )
    country = forms.ChoiceField(choices=lambda: [("", "Choose a country"), *countries().items()])
    method = forms.ChoiceField(
        label="How should we pay you?", choices=Payee.Method.choices, widget=forms.RadioSelect,
        help_text="Bank transfer: finance writes to you and sets it up in its own secure system. Please send no "
        "account numbers. Another way: write to us first; finance agrees with you how, and writes that down.",
    )  # fmt: skip
    paypal_address = forms.EmailField(
        label="PayPal address", required=False, help_text="Only for PayPal: the e-mail address of your PayPal account."
    )
    note = forms.CharField(
        label="What was agreed", max_length=200, required=False,
        help_text="Only for another way: what finance agreed with you.",
    )  # fmt: skip

    def clean_legal_name(self) -> str:
        return writable(self.cleaned_data["legal_name"], "A name begins with a letter.")

    def clean_note(self) -> str:
        note = writable(self.cleaned_data["note"], "Please begin with a letter, on one line.")
        return without_account(note, NO_ACCOUNT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        needed = {"paypal": ("paypal_address", "Give your PayPal address."), "other": ("note", "Say what was agreed.")}
        if cleaned.get("method") in NEEDS_LATIN and not _is_latin(cleaned.get("legal_name", "")):
            self.add_error("legal_name", "Banks and PayPal need Latin letters: write the name as it stands there.")
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


def _is_latin(name: str) -> bool:
    return all(unicodedata.name(sign, "").startswith("LATIN") for sign in name if sign.isalpha())


class RecipientForm(forms.Form):
    """Finance's own reference of a bank recipient."""

    reference = forms.CharField(
        max_length=60, help_text="The recipient's number in the finance system. Never an account number."
    )

    def clean_reference(self) -> str:
        reference = writable(self.cleaned_data["reference"], "Please begin with a letter or a digit.")
        return without_account(
            reference, "This looks like an account number. Enter the finance system's own reference."
        )


class AgreementForm(forms.Form):
    """What finance agreed with a person who is paid in another way."""

    note = forms.CharField(
        label="What the payment file says", max_length=200, help_text="How and to whom the money goes, on one line."
    )
    proof = forms.CharField(
        label="Who agreed to it, and where that is written", max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Names, day, and where the mail or the ticket is found. Only staff of finance read it.",
    )  # fmt: skip

    def clean_note(self) -> str:
        note = writable(self.cleaned_data["note"], "Please begin with a letter, on one line.")
        return without_account(note, NO_ACCOUNT)

    def clean_proof(self) -> str:
        return without_account(self.cleaned_data["proof"], NO_ACCOUNT)
