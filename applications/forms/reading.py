"""What readers type."""

from collections.abc import Iterable
from typing import Any

from django import forms

from applications.models import Review
from applications.rubric import Criterion


class ReviewForm(forms.Form):
    """Four scores with their anchors, a recommendation and a private comment."""

    says_what_is_needed = True
    use_required_attribute = False  # the browser's bubble names one field; our summary names all, with a link to each
    recommendation = forms.ChoiceField(choices=Review.Recommendation.choices, widget=forms.RadioSelect)
    comment = forms.CharField(
        label="Private comment",
        help_text="Optional. Course leads read it, and other readers once they have scored. The applicant never does.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            self.fields[criterion.name] = forms.TypedChoiceField(
                label=criterion.label,
                help_text=criterion.question,
                choices=list(enumerate(criterion.anchors, 1)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": "Choose a score from 1 to 4."},
            )
        self.order_fields([*(criterion.name for criterion in self.criteria), "recommendation", "comment"])

    @property
    def scored(self) -> list[forms.BoundField]:
        """The criteria as fields; the label of a choice is its anchor, its value the score."""
        return [self[criterion.name] for criterion in self.criteria]

    @property
    def scores(self) -> dict[str, int]:
        return {criterion.name: self.cleaned_data[criterion.name] for criterion in self.criteria}
