"""What a lead types about the questions of a round, its rubric and its reasons for saying no."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from applications import rubric
from applications.models import Question, Round
from applications.workflow.setting_up import questions
from applications.workflow.setting_up.questions import Wording
from cohorts.forms.validators import in_one_line

FEWEST_CHOICES = 2
SCORES = (1, 2, 3, 4)


class QuestionForm(forms.Form):
    """One question. `wording` once it is valid."""

    label = forms.CharField(label="Question", max_length=300, validators=[in_one_line])
    help = forms.CharField(max_length=300, required=False, help_text="Stands below the question.")
    kind = forms.ChoiceField(
        label="Kind of answer", choices=Question.Kind.choices, widget=forms.RadioSelect, initial=Question.Kind.TEXT
    )
    choices = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One on a line. Only for a question with several choices.",
    )
    max_words = forms.IntegerField(
        label="Most words", min_value=1, max_value=2000, initial=150, help_text="Counts for written answers."
    )
    required = forms.BooleanField(label="An answer is required", required=False)
    audience = forms.ChoiceField(
        label="Who sees the answer",
        choices=Question.Audience.choices,
        widget=forms.RadioSelect,
        initial=Question.Audience.READERS,
    )
    identifies = forms.BooleanField(
        label="The answer says who the person is",
        required=False,
        help_text="Such as a link to a profile. It is hidden from readers, and applicants are told so.",
    )
    is_personal = forms.BooleanField(
        label="The answer is personal", required=False, help_text="It is left out of exported tables."
    )

    def __init__(
        self, *args: Any, round_: Round, at: datetime, question: Question | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.round, self.at, self.question = round_, at, question

    def clean_choices(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["choices"].splitlines())
        found = list(dict.fromkeys(line for line in lines if line))
        if any(len(choice) > Question.MOST_IN_A_LINE for choice in found):
            raise forms.ValidationError("One of the choices is too long. Keep each to a line.")
        return found

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        is_choice = typed.get("kind") == Question.Kind.CHOICE
        if is_choice and "choices" in typed and len(typed["choices"]) < FEWEST_CHOICES:
            self.add_error("choices", "Write at least two choices, one on a line.")
        if not self.errors:
            for name, sentence in questions.obstacles(self.round, self.question, self.wording, self.at).items():
                self.add_error(name, sentence)
        return typed

    @property
    def wording(self) -> Wording:
        typed = self.cleaned_data
        is_choice = typed["kind"] == Question.Kind.CHOICE
        return Wording(**{**typed, "choices": typed["choices"] if is_choice else []})


def initial_of(question: Question) -> dict[str, Any]:
    """A question as its form shows it."""
    names = ("label", "help", "kind", "max_words", "required", "audience", "identifies", "is_personal")
    return {name: getattr(question, name) for name in names} | {"choices": "\n".join(question.choices)}


class ReasonForm(forms.Form):
    label = forms.CharField(
        label="Short name",
        max_length=100,
        validators=[in_one_line],
        help_text="For leads, such as Prerequisites. People who applied never see it.",
    )
    sentence = forms.CharField(
        label="What the person is told",
        max_length=400,
        validators=[in_one_line],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One honest sentence that says why, and what would help. It stands in the mail and on their page.",
    )

    def clean_sentence(self) -> str:
        sentence: str = self.cleaned_data["sentence"]
        if sentence[-1] not in ".?":
            raise forms.ValidationError("Make it a whole sentence, with its full stop.")
        return sentence


class CriterionForm(forms.Form):
    """One of the four scores, with a sentence for each. Its prefix is the name of the criterion."""

    label = forms.CharField(label="Name", max_length=80, validators=[in_one_line])
    question = forms.CharField(max_length=300, validators=[in_one_line])

    def __init__(self, typed: QueryDict | None, *, criterion: rubric.Criterion) -> None:
        shown = {"label": criterion.label, "question": criterion.question}
        shown |= {f"anchor_{score}": anchor for score, anchor in zip(SCORES, criterion.anchors, strict=True)}
        super().__init__(typed, prefix=criterion.name, initial=shown)
        self.name = criterion.name
        for score in SCORES:
            self.fields[f"anchor_{score}"] = forms.CharField(
                label=f"{score} means",
                max_length=300,
                validators=[in_one_line],
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def criterion(self) -> rubric.Criterion:
        typed = self.cleaned_data
        lowest, low, high, highest = (typed[f"anchor_{score}"] for score in SCORES)
        return rubric.Criterion(self.name, typed["label"], typed["question"], (lowest, low, high, highest))
