"""What people tick off in a unit, and what staff write into one."""

from __future__ import annotations

from typing import Any

from django import forms

from curriculum.models import Passage, Unit


class TickForm(forms.Form):
    kind = forms.ChoiceField(choices=[("lecture", "Lecture"), ("reading", "Reading")])
    slug = forms.SlugField(max_length=100)
    done = forms.BooleanField(required=False)


class UnitTextsForm(forms.ModelForm[Unit]):
    class Meta:
        model = Unit
        fields = ["title", "description", "discussion_prompt", "ta_notes"]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            **{name: forms.Textarea(attrs={"rows": 8}) for name in ("discussion_prompt", "ta_notes")},
        }

    def clean(self) -> dict[str, Any]:
        """Both may be emptied, but only by somebody who sends them."""
        if not self.fields.keys() & self.data.keys():
            raise forms.ValidationError("The texts did not arrive, so nothing was changed. Send them again.")
        return super().clean() or {}


class PassageForm(forms.ModelForm[Passage]):
    class Meta:
        model = Passage
        fields = ["title", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 16})}
