"""Why, and what somebody found out."""

from typing import Any

from django import forms

from stipends.models import PayoutOpinion


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
