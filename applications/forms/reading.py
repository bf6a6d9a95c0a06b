"""What readers type."""

from typing import Any

from django import forms

from applications.models import Review
from applications.rubric import CRITERIA


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
