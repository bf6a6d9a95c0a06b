"""What a lead types to let somebody apply after the deadline."""

from typing import Any

from django import forms

from applications.models import Round
from applications.workflow import inviting
from applications.workflow.inviting import Wording
from cohorts.forms.validators import in_one_line, plausible
from mlsafety_course import timekit

MOST_USES = 500


class InviteForm(forms.Form):
    """For one address, or open to whoever holds the link. `wording` once it is valid."""

    email = forms.EmailField(
        label="For whom",
        required=False,
        help_text="An e-mail address: we write to it, and the invite is for this person alone. Leave it empty for a "
        "link that you hand out yourself and that anybody can use.",
    )
    uses = forms.IntegerField(
        label="How often it can be used",
        min_value=1,
        max_value=MOST_USES,
        initial=1,
        help_text="Each person counts once. One with an address is used once.",
    )
    expires_on = forms.DateField(
        label="Last day to send an application",
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[plausible],
    )
    reason = forms.CharField(
        max_length=300, validators=[in_one_line], help_text="Why this is fair to the others. Staff alone read it."
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round_
        zone = timekit.zone_label(round_.deadline_zone)
        self.fields["expires_on"].help_text = f"Until the end of that day, {zone}."

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("email") and typed.get("uses", 1) != 1:
            self.add_error(
                "uses", "An invite for one address is used once. Leave this at 1, or leave the address empty."
            )
        if not self.errors:
            for name, sentence in inviting.obstacles(self.round, self.wording).items():
                self.add_error(name, sentence)
        return typed

    @property
    def wording(self) -> Wording:
        typed = self.cleaned_data
        expires_at = timekit.end_of_day(typed["expires_on"], self.round.deadline_zone)
        return Wording(typed["email"], typed["uses"], expires_at, typed["reason"])
