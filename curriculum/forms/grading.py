"""What a grader says of an attempt, the lines they tick, and whose work it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import User
from curriculum.forms.homework import LONGEST_TEXT
from curriculum.models import Grade, RubricLine, SavedComment
from curriculum.rubric import MOST_LINES


class GradeForm(forms.Form):
    """`seen` is how many grades the page showed, so that a second grader's is not passed over."""

    says_what_is_needed = True
    ticks = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Rubric",
        help_text="What is there. The person sees the lines with your grade; the verdict stays yours.",
    )
    verdict = forms.ChoiceField(choices=Grade.Verdict, widget=forms.RadioSelect, label="Verdict")
    feedback = forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Markdown. What is good, and what to do next: needed when it goes back. It is in their mail too.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, rubric: Iterable[RubricLine] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lines := [(line.key, line.text) for line in rubric]:
            self.fields["ticks"].choices = lines  # type: ignore[attr-defined]
        else:
            del self.fields["ticks"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") in {Grade.Verdict.REVISE, Grade.Verdict.CANNOT_OPEN} and not cleaned.get("feedback"):
            self.add_error("feedback", "Say what to do next: homework that is sent back needs a sentence of feedback.")
        return cleaned


class CommentForm(forms.Form):
    text = forms.CharField(
        label="A sentence you use often",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Markdown. Only you see your list.",
    )


class ChosenCommentForm(forms.Form):
    comment = forms.ModelChoiceField(SavedComment.objects.none())

    def __init__(self, *args: Any, comments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].queryset = comments  # type: ignore[attr-defined]


class RubricForm(forms.Form):
    lines = forms.CharField(
        label="Lines of the rubric",
        required=False,
        max_length=MOST_LINES * 201,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=f"One a line, at most {MOST_LINES}. A line that keeps its words keeps what was ticked.",
    )

    def clean_lines(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        if any(len(line) > 200 for line in lines):
            raise forms.ValidationError("A line has at most 200 characters. Split the long one in two.")
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"At most {MOST_LINES} lines: a longer rubric is not read.")
        return lines


class ReassignForm(forms.Form):
    """Which pieces are chosen is read beside it, from the boxes of the list."""

    grader = forms.ModelChoiceField(
        User.objects.none(), to_field_name="public_id", label="Give them to", empty_label="Choose a TA"
    )
    reason = forms.CharField(required=False, max_length=300, label="Why", help_text="They read it in their mail.")

    def __init__(self, *args: Any, graders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grader"].queryset = graders  # type: ignore[attr-defined]
