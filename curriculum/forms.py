"""What people type about units, homework, grades and texts, and what they can mistype."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cohorts.forms.validators import plausible
from curriculum import uploads
from curriculum.models import CompletionException, CompletionPolicy, Grade, Homework, Passage, Release, Unit
from curriculum.policy import Code
from curriculum.survey import QUESTIONS

LONGEST_TEXT = 60_000
NOTHING_YET = "There is nothing to hand in yet: write an answer, give a link or choose a file."


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, kept to the rules for uploads."""

    widget = SeveralFiles(
        attrs={
            "accept": ",".join(uploads.ENDINGS),
            "data-most-files": uploads.MOST_FILES,
            "data-most-bytes": uploads.MOST_BYTES,
            "data-most-together": uploads.MOST_BYTES_TOGETHER,
        }
    )

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files: Sequence[UploadedFile[Any]] = data if isinstance(data, (list, tuple)) else [data] if data else []
        if wrong := uploads.problems(files):
            raise forms.ValidationError(wrong)
        return list(files)


class HandInForm(forms.Form):
    """One of the three is enough."""

    says_what_is_needed = True
    text = forms.CharField(
        label="Your answer",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Written here, behind a link, or in files: one of the three is enough.",
    )
    link = forms.URLField(
        label="Link",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="To a notebook or repository, such as Colab or GitHub. Check that others can open it.",
    )
    attachments = FilesField(label="Files", required=False, help_text=uploads.RULES_IN_WORDS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("text", "link", "attachments")):
            raise forms.ValidationError(NOTHING_YET)
        return cleaned

    def handed_in(self) -> dict[str, Any]:
        """Text, link and files by the names that the verb knows."""
        given = self.cleaned_data
        return {"text": given["text"], "link": given["link"], "files": given["attachments"]}


class TickForm(forms.Form):
    kind = forms.ChoiceField(choices=[("lecture", "Lecture"), ("reading", "Reading")])
    slug = forms.SlugField(max_length=100)
    done = forms.BooleanField(required=False)


class GradeForm(forms.Form):
    """`seen` is how many grades the page showed, so that a second grader's is not passed over."""

    says_what_is_needed = True
    verdict = forms.ChoiceField(choices=Grade.Verdict, widget=forms.RadioSelect, label="Verdict")
    feedback = forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Markdown. What is good, and what to do next: needed when it goes back. It is in their mail too.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") in {Grade.Verdict.REVISE, Grade.Verdict.CANNOT_OPEN} and not cleaned.get("feedback"):
            self.add_error("feedback", "Say what to do next: homework that is sent back needs a sentence of feedback.")
        return cleaned


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


class UnitTextsForm(forms.ModelForm[Unit]):
    class Meta:
        model = Unit
        fields = ["discussion_prompt", "ta_notes"]
        widgets = {name: forms.Textarea(attrs={"rows": 8}) for name in fields}

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
