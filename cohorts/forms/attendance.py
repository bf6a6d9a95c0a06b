"""What people type about attendance: that they cannot come, that a mark is wrong, an answer, an hour."""

from typing import Any

from django import forms

from cohorts.models import Mark

LINES = forms.Textarea(attrs={"rows": 3})


class AbsenceForm(forms.Form):
    reason = forms.CharField(
        label="Why can you not come?",
        max_length=500,
        widget=LINES,
        help_text="A sentence is enough. Your TA and the course leads read it.",
        error_messages={"required": "Say in a sentence why, so that your TA can answer."},
    )


class CorrectionForm(forms.Form):
    """`stands` is the mark that stands now, which nobody needs to ask for."""

    wanted = forms.ChoiceField(
        label="What should stand there?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the mark that is right."},
    )
    reason = forms.CharField(
        label="What happened?",
        max_length=500,
        widget=LINES,
        help_text="For example: I joined by the old link, and was there from the start.",
        error_messages={"required": "Say in a sentence what happened, so that your TA can answer."},
    )

    def __init__(self, *args: Any, stands: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [  # type: ignore[attr-defined]
            choice for choice in Mark.choices if choice[0] != stands
        ]


class DeclineForm(forms.Form):
    answer = forms.CharField(label="Why not?", max_length=500)


class DigestHourForm(forms.Form):
    hour = forms.TypedChoiceField(
        label="Send it at",
        choices=[(hour, f"{hour:02d}:00") for hour in range(24)],
        coerce=int,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
