"""What people type when plans change: a cover, a switch, a place given up."""

from datetime import datetime
from typing import Any

from django import forms

from cohorts.forms.moments import MomentField
from cohorts.models import Cohort


class CoverForm(forms.Form):
    """`answer_by` is read by the clocks of the person who fills it in."""

    reason = forms.CharField(
        label="Why can you not lead it?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The TAs who are asked read it. Participants do not.",
    )
    note = forms.CharField(
        label="What should whoever leads it know?",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="How far the group is, what you had planned, who may need a word.",
    )

    def __init__(self, *args: Any, zone: str, answer_by: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer_by"] = MomentField(
            zone=zone,
            label="Until when do you need an answer?",
            initial=answer_by,
            help_text="By your clocks. If nobody has accepted by then, a course lead looks for somebody.",
        )


class SwitchForm(forms.Form):
    """`to` is the public id of a meeting or section; the page shows which."""

    to = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="What should the TAs know?", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DeferForm(forms.Form):
    to = forms.ModelChoiceField(
        Cohort.objects.none(), label="To which cohort?", required=False, empty_label="A later one, not known yet"
    )
    reason = forms.CharField(label="Reason", max_length=300, help_text="The person reads it in their mail.")

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = Cohort.objects.filter(starts_on__gt=cohort.starts_on)
        self.fields["to"].queryset = later  # type: ignore[attr-defined]
