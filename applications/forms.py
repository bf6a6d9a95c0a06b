"""What people type when they apply, read and decide."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from applications import questions
from applications.completeness import Written
from applications.models import Application, Level, Question, RejectionReason, Review, Round
from applications.rubric import CRITERIA
from applications.workflow.drafting import FIELDS
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
    )
    consent = forms.BooleanField(label=questions.CONSENT, required=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asked: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = list(asked)
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
    if question.kind == Question.Kind.CHOICE:
        choices = [("", "Choose one"), *((choice, choice) for choice in question.choices)]
        return forms.ChoiceField(label=label, help_text=question.help, choices=choices, required=False)
    if question.kind == Question.Kind.LONG:
        return LongText(label=label, help_text=question.help, most_words=question.max_words)
    return forms.CharField(label=label, help_text=question.help, max_length=500, required=False)


class OfferForm(HoursForm):
    """Accepting a place, with the hours confirmed."""


class ReviewForm(forms.Form):
    """Four scores with their anchors, a recommendation and a private comment."""

    recommendation = forms.ChoiceField(choices=Review.Recommendation.choices, widget=forms.RadioSelect)
    comment = forms.CharField(
        label="Private comment",
        help_text="Read by course leads, and by other readers once they have scored. Never by the applicant.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in CRITERIA:
            self.fields[criterion.name] = forms.TypedChoiceField(
                label=criterion.label,
                help_text=criterion.question,
                choices=[(score, f"{score}: {anchor}") for score, anchor in enumerate(criterion.anchors, 1)],
                coerce=int,
                widget=forms.RadioSelect,
            )
        self.order_fields([*(criterion.name for criterion in CRITERIA), "recommendation", "comment"])

    @property
    def scores(self) -> dict[str, int]:
        return {criterion.name: self.cleaned_data[criterion.name] for criterion in CRITERIA}


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
