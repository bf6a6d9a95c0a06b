"""What may stand in a payment file, and what must never be typed here."""

import re

from django import forms

from stipends import payout_file

LOOKS_LIKE_AN_ACCOUNT = re.compile(r"(?:\d[\s-]?){9,}|\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,}", re.IGNORECASE)


def writable(text: str, sentence: str) -> str:
    """The text; ValidationError where a spreadsheet would take it for a formula."""
    if not payout_file.is_writable(text):
        raise forms.ValidationError(sentence)
    return text


def without_account(text: str, sentence: str) -> str:
    """The text; ValidationError where it looks like an account number."""
    if LOOKS_LIKE_AN_ACCOUNT.search(text):
        raise forms.ValidationError(sentence)
    return text
