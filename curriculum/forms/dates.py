"""When units open and homework is due, for a whole cohort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cohorts.forms.validators import plausible
from cohorts.models import Cohort, Section
from curriculum.models import Homework, Release

Choices = Sequence[tuple[str, str]]
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class OpeningForm(forms.ModelForm[Release]):
    opens_at = forms.DateTimeField(widget=MOMENT, validators=[plausible])

    class Meta:
        model = Release
        fields = ["opens_at"]


class HomeworkDatesForm(forms.ModelForm[Homework]):
    due_at = forms.DateTimeField(widget=MOMENT, validators=[plausible])
    closes_at = forms.DateTimeField(widget=MOMENT, validators=[plausible])

    class Meta:
        model = Homework
        fields = ["due_at", "closes_at"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        due_at, closes_at = cleaned.get("due_at"), cleaned.get("closes_at")
        if due_at and closes_at and closes_at < due_at:
            self.add_error("closes_at", "It cannot close before it is due.")
        return cleaned


class PreviewForm(forms.Form):
    """Lives in the address, so that a view can be kept and shared."""

    says_what_is_needed = True
    at = forms.DateTimeField(label="As it is on", required=False, widget=MOMENT, validators=[plausible])
    section = forms.ModelChoiceField(
        Section.objects.none(),
        label="For somebody in",
        required=False,
        to_field_name="public_id",
        empty_label="Anybody: the dates of the whole cohort",
        help_text="A section may have other dates.",
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for mypy
        field.queryset = cohort.sections.all()


class OpenedForm(forms.Form):
    """What becomes of units that people have seen, when they would lock again; without such units nothing is asked."""

    opened = forms.ChoiceField(
        label="Some people have seen what would lock again",
        choices=[
            ("leave", "Leave it open for everybody who is enrolled now and has seen it"),
            ("close", "Close it again until the new date"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what becomes of the unit for those who have seen it."},
    )

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened"].required = asks


class OtherDatesForm(forms.Form):
    """Other dates of one unit or homework, for a section or for a person. Every date may stay empty."""

    of = forms.ChoiceField(label="Of which unit or homework")
    section = forms.ChoiceField(label="For which section", required=False)
    email = forms.EmailField(label="Or for which person", required=False, help_text="Their e-mail address.")
    opens_at = forms.DateTimeField(label="Opens at", required=False, widget=MOMENT, validators=[plausible])
    due_at = forms.DateTimeField(
        label="Is due at", required=False, widget=MOMENT, validators=[plausible], help_text="Homework only."
    )
    closes_at = forms.DateTimeField(
        label="Closes at", required=False, widget=MOMENT, validators=[plausible], help_text="Homework only."
    )
    reason = forms.CharField(max_length=300, help_text="One sentence. The people concerned read it in a mail.")

    def __init__(self, *args: Any, things: Choices, sections: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("of", things), ("section", [("", "No section"), *sections])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for mypy
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("section")) == bool(cleaned.get("email")) and "email" not in self.errors:
            self.add_error("section", "Choose a section, or give the address of one person.")
        return cleaned
