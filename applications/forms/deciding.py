"""What course leads type when they propose, and how they narrow their table."""

from typing import Any

from django import forms

from applications.models import Application, RejectionReason, Round


class ProposalForm(forms.Form):
    """What a lead proposes. `seen` is the proposal on the page it was decided from."""

    says_what_is_needed = True
    proposal = forms.ChoiceField(choices=Application.Proposal.choices, required=False)
    reason = forms.ModelChoiceField(
        RejectionReason.objects.none(),
        required=False,
        empty_label="No reason",
        help_text="For a rejection: the person reads its sentence.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "propose_%s"
        self.fields["reason"].queryset = round_.reasons.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("proposal") == Application.Proposal.REJECT and not self.cleaned_data.get("reason"):
            self.add_error("reason", "A rejection needs a reason, so that the person learns why.")
        return self.cleaned_data


class TableForm(forms.Form):
    """Filters of the lead's table; they live in the address, so that a view can be kept and shared."""

    says_what_is_needed = True
    q = forms.CharField(label="Search", required=False, max_length=100)
    status = forms.ChoiceField(choices=[("", "Any status"), *Application.Status.choices[1:]], required=False)
    proposal = forms.ChoiceField(
        choices=[("", "Any proposal"), ("none", "No proposal"), *Application.Proposal.choices[1:]], required=False
    )
    reads = forms.ChoiceField(
        label="Reading", choices=[("", "Any"), ("open", "Not fully read"), ("done", "Fully read")], required=False
    )
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
