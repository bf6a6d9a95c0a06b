"""What leads choose about a placement: how strict it is, what is fixed before it, and until when people answer."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from cohorts.forms.validators import plausible
from cohorts.models import Cohort, Enrollment, PlacementRule, Section
from mlsafety_course import timekit

SELECT = forms.Select(attrs={"class": "form-select"})
DAY = forms.DateInput(attrs={"type": "date", "class": "form-control"})


class ProposeForm(forms.Form):
    allowed_misses = forms.TypedChoiceField(
        label="Meetings somebody may miss",
        choices=[(0, "None: free at every meeting"), (1, "At most one"), (2, "At most two")],
        coerce=int,
        required=False,
        help_text="Above none, the proposal says who would miss which date.",
    )


class PersonChoice(forms.ModelChoiceField[Enrollment]):
    """Enrollments by the name of the person."""

    def label_from_instance(self, obj: Enrollment) -> str:
        return obj.person.full_name


class RuleForm(forms.Form):
    """One person and one section. Named by their public ids."""

    person = PersonChoice(label="Person", queryset=Enrollment.objects.none(), to_field_name="public_id")
    kind = forms.ChoiceField(label="Rule", choices=PlacementRule.Kind.choices)
    section = forms.ModelChoiceField(label="Section", queryset=Section.objects.none(), to_field_name="public_id")
    reason = forms.CharField(label="Why", max_length=300, required=False)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = cohort.enrollments.without_seat().select_related("person").order_by("person__full_name", "pk")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["section"].queryset = cohort.sections.not_closed()  # type: ignore[attr-defined]


class AnswerByForm(forms.Form):
    """A last day for answers, read by the clocks of the cohort."""

    answer_by = forms.DateField(label="Answer by", widget=DAY, validators=[plausible])

    def __init__(self, *args: Any, cohort: Cohort, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort, self.at = cohort, at

    def clean_answer_by(self) -> datetime:
        """The end of that day."""
        until = timekit.end_of_day(self.cleaned_data["answer_by"], self.cohort.zone)
        if until <= self.at:
            raise forms.ValidationError("This day is over. Choose a later one.")
        return until


class AskForm(AnswerByForm):
    """Whom to ask about the section that the proposal found nearest for them."""

    ANSWER_WITHIN = timedelta(days=4)
    person = forms.UUIDField(widget=forms.HiddenInput)


class PublishForm(AnswerByForm):
    """`version`: the proposal that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["version", "answer_by"]


class MoveInPlanForm(forms.Form):
    """Where one person should sit; no section: without a seat."""

    section = forms.ModelChoiceField(
        Section.objects.none(),
        label="Section",
        to_field_name="public_id",
        required=False,
        empty_label="No seat",
        widget=SELECT,
    )

    def __init__(self, *args: Any, cohort: Cohort, has_seat: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        field.queryset = cohort.sections.not_closed()  # type: ignore[attr-defined]
        field.required = has_seat

    @property
    def target(self) -> str:
        """The public id of the section, or nothing."""
        section = self.cleaned_data["section"]
        return str(section.public_id) if section else ""
