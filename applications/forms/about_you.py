"""What people may say about themselves for statistics."""

from typing import Any

from django import forms

from applications.models import Demographics


class AboutYouForm(forms.Form):
    """Three questions, each of them optional; an empty form takes every answer back."""

    says_what_is_needed = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gender"] = _choice("Gender", Demographics.Gender)
        self.fields["region"] = _choice("Where you grew up", Demographics.Region)
        self.fields["first_in_family"] = _choice(
            "Are you the first in your family at a university?", Demographics.First
        )


def _choice(label: str, choices: type[Demographics.Gender | Demographics.Region | Demographics.First]) -> forms.Field:
    return forms.ChoiceField(label=label, choices=[("", "I do not say"), *choices.choices], required=False)
