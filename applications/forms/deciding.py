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
    disputed = forms.ChoiceField(label="Agreement", choices=[("", "Any"), ("yes", "Readers disagree")], required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)


class CorrectionForm(forms.Form):
    """Another outcome for a decided application, and why. `seen` is the status on the page."""

    says_what_is_needed = True
    outcome = forms.ChoiceField(label="It shall be", widget=forms.RadioSelect)
    reason = forms.ModelChoiceField(
        RejectionReason.objects.none(),
        label="Reason for a rejection",
        required=False,
        empty_label="No reason",
        help_text="For a rejection: the person reads its sentence.",
    )
    why = forms.CharField(
        label="Why it is corrected",
        help_text="The history keeps it. If our earlier mail has left, the person reads it in the new one.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"seen": application.status}, **kwargs})
        others = [outcome for outcome in OUTCOMES if outcome != application.status]
        self.fields["outcome"].choices = [(one, one.label) for one in others]  # type: ignore[attr-defined]
        self.fields["reason"].queryset = application.round.reasons.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        is_rejection = self.cleaned_data.get("outcome") == Application.Status.REJECTED
        if is_rejection and not self.cleaned_data.get("reason"):
            self.add_error("reason", "A rejection needs a reason, so that the person learns why.")
        return self.cleaned_data

    @property
    def wished(self) -> dict[str, Any]:
        """What the verb takes; a reason counts for a rejection alone."""
        typed = self.cleaned_data
        is_rejection = typed["outcome"] == Application.Status.REJECTED
        return {**typed, "reason": typed["reason"] if is_rejection else None}


OUTCOMES = [Application.Status.ADMITTED, Application.Status.WAITLISTED, Application.Status.REJECTED]
