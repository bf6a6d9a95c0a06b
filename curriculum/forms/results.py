"""What people type about results: appeals and their answers, names for certificates, completions taken back."""

from __future__ import annotations

from typing import Any

from django import forms

from curriculum.models import CompletionException
from curriculum.policy import Code

LINES = forms.Textarea(attrs={"rows": 5})
GRANT, WAIVE = CompletionException.Kind.GRANT.value, CompletionException.Kind.WAIVE.value
RECORD, DECLINE = "record", "decline"


class AppealForm(forms.Form):
    text = forms.CharField(
        label="What is wrong with the result?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Say which line is wrong, or what happened, and since when we could have known.",
        error_messages={"required": "Say what is wrong with the result: a person decides by what you write."},
    )


class AppealDecisionForm(forms.Form):
    """One answer in words, and what follows from it."""

    outcome = forms.ChoiceField(
        label="What follows",
        widget=forms.RadioSelect,
        choices=[
            (RECORD, "Granted: the record was put right"),
            (WAIVE, "Granted: waive one requirement"),
            (GRANT, "Granted: completion as a whole"),
            (DECLINE, "Declined: the result stands"),
        ],
        error_messages={"required": "Choose what follows from the appeal."},
    )
    code = forms.ChoiceField(
        label="Requirement to waive",
        required=False,
        choices=[("", "None"), *((code.value, code.value.capitalize()) for code in Code)],
    )
    answer = forms.CharField(
        label="Your answer",
        max_length=4000,
        widget=LINES,
        help_text="The person reads it in a mail. With a waiver or a grant it is the reason of the exception.",
        error_messages={"required": "Give the answer in words: the person reads it."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "outcome" in cleaned and (cleaned["outcome"] == WAIVE) != bool(cleaned.get("code")):
            self.add_error("code", "Name one requirement when you waive it, and none otherwise.")
        return cleaned

    @property
    def exception(self) -> dict[str, str]:
        """Kind and code of the exception that is made; both empty where none is."""
        given = self.cleaned_data
        return {"kind": given["outcome"] if given["outcome"] in (GRANT, WAIVE) else "", "code": given["code"]}


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label="Why should this completion not have been awarded?",
        max_length=2000,
        widget=LINES,
        help_text="The person reads it in a mail; so does whoever decides about the stipend.",
        error_messages={"required": "Say why: the person reads the reason."},
    )


class PrintedNameForm(forms.Form):
    name = forms.CharField(
        label="Name as printed",
        max_length=200,
        help_text="As it should stand on your certificate. You can change it until the certificate is issued.",
        error_messages={"required": "Write your name as it should be printed."},
    )
