"""What people type when they apply, and when they accept a place."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from applications import questions
from applications.completeness import Written
from applications.models import Application, Level, Question
from applications.snapshot import FIELDS
from cohorts.forms import HoursForm
from mlsafety_course import timekit

MOST_CHARACTERS = 20_000


def _optional(label: str) -> SafeString:
    return format_html('{} <span class="optional">(optional)</span>', label)


class LongText(forms.CharField):
    """A text of several lines. `most_words` is said beside it and judged by `completeness`; 0 sets no limit."""

    def __init__(self, *, most_words: int, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 6})
        super().__init__(max_length=MOST_CHARACTERS, required=False, widget=widget, **kwargs)
        self.most_words = most_words


class ApplicationForm(HoursForm):
    """The whole application. A draft may miss anything: what a person sends in is judged by `completeness`."""

    says_what_is_needed = True
    background = forms.ChoiceField(
        label=_optional(questions.BACKGROUND.label),
        help_text=questions.BACKGROUND.help,
        choices=[("", "Choose, if you like"), *Application.Background.choices],
        required=False,
    )
    campus = forms.CharField(
        label=_optional(questions.CAMPUS.label),
        help_text=questions.CAMPUS.help,
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": " "}),  # what the style of the next question looks at
    )
    campus_otherwise = forms.ChoiceField(
        label=questions.CAMPUS_OTHERWISE.label,
        choices=Application.Otherwise.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    send_at_deadline = forms.BooleanField(
        label=_optional("If it is complete at the deadline, send it for me as it stands"),
        help_text="You then get the receipt by mail. You can still send it yourself before.",
        required=False,
    )
    consent = forms.BooleanField(label=questions.CONSENT, required=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asked: Iterable[Question], is_draft: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = list(asked)
        if not is_draft:
            del self.fields["send_at_deadline"]
        self.fields["zone"].label = questions.ZONE.label
        self.fields["zone"].help_text = "The hours below are read by the clocks of this place."
        self.fields["zone"].required = self.fields["grid"].required = False
        for question in questions.PREREQUISITES:
            self.fields[question.name] = _level(question)
        for question in questions.TEXTS:
            self.fields[question.name] = LongText(
                label=question.label, help_text=question.help, most_words=question.most_words
            )
        for extra in self.asked:
            self.fields[f"question_{extra.key}"] = _answer(extra)

    @property
    def extra(self) -> list[forms.BoundField]:
        return [self[f"question_{question.key}"] for question in self.asked]

    def written(self, application: Application, at: datetime) -> Written:
        """The typed values as they are stored. A consent given before keeps its date."""
        typed = self.cleaned_data
        fields = {name: typed[name] for name in FIELDS if name in typed}
        fields["grid"] = timekit.pack(typed["grid"]) if typed["grid"] else ""
        fields["consent_at"] = (application.consent_at or at) if typed["consent"] else None
        return Written(fields, {question.key: typed[f"question_{question.key}"] for question in self.asked})


def initial_of(application: Application, answers: Mapping[str, str]) -> dict[str, Any]:
    """A stored application as the form shows it."""
    stored = {name: getattr(application, name) for name in FIELDS}
    return {
        **stored,
        **{f"question_{key}": text for key, text in answers.items()},
        "grid": timekit.unpack(application.grid) if application.grid else frozenset(),
        "consent": application.consent_at is not None,
        "version": application.version,
    }


def _level(question: questions.Question) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question.label,
        help_text=question.help,
        choices=Level.choices,
        required=False,
        widget=forms.RadioSelect,
    )


def _answer(question: Question) -> forms.Field:
    label = question.label if question.required else _optional(question.label)
    seen = "Only course leads see your answer." if question.is_hidden_from_readers else ""
    said = " ".join(filter(None, [question.help, seen]))
    if question.kind == Question.Kind.CHOICE:
        choices = [("", "Choose one"), *((choice, choice) for choice in question.choices)]
        return forms.ChoiceField(label=label, help_text=said, choices=choices, required=False)
    if question.kind == Question.Kind.LONG:
        return LongText(label=label, help_text=said, most_words=question.max_words)
    return forms.CharField(label=label, help_text=said, max_length=Question.MOST_IN_A_LINE, required=False)


class OfferForm(HoursForm):
    """Accepting a place, with the hours confirmed."""
