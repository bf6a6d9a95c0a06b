"""The rule of completion, its exceptions and the exit survey."""

from __future__ import annotations

from typing import Any

from django import forms

from curriculum.models import CompletionException, CompletionPolicy
from curriculum.policy import Code
from curriculum.survey import QUESTIONS


class SurveyForm(forms.Form):
    """The questions of the exit survey, in their order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.slug] = (
                forms.ChoiceField(
                    label=question.label,
                    choices=[(choice, choice) for choice in question.choices],
                    widget=forms.RadioSelect,
                )
                if question.choices
                else forms.CharField(
                    label=question.label,
                    required=question.required,
                    max_length=4000,
                    widget=forms.Textarea(attrs={"rows": 4}),
                )
            )


class PolicyForm(forms.ModelForm[CompletionPolicy]):
    class Meta:
        model = CompletionPolicy
        fields = ["max_misses", "free_excused", "min_attended", "max_unpassed", "survey_required", "max_unticked"]
        help_texts = {
            "max_misses": "A week is missed when the person was absent, or was excused beyond the free weeks.",
            "max_unticked": "Leave empty to ask for no ticks.",
        }


class ExceptionForm(forms.Form):
    kind = forms.ChoiceField(label="What to do", choices=CompletionException.Kind)
    code = forms.ChoiceField(
        label="Requirement to waive",
        required=False,
        choices=[("", "None: it is about the whole")] + [(code.value, code.value.capitalize()) for code in Code],
    )
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), help_text="The person can read it.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_waiver = cleaned.get("kind") == CompletionException.Kind.WAIVE
        if "kind" in cleaned and is_waiver != bool(cleaned.get("code")):
            self.add_error("code", "Name one requirement when you waive it, and none when you grant or deny the whole.")
        return cleaned
