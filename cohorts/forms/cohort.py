"""What a lead types about a run of the course and its TAs."""

from datetime import date
from typing import Any

from django import forms

from accounts.forms import ZONE_CHOICES
from cohorts.forms.moments import DAY
from cohorts.forms.validators import in_one_line, plausible
from cohorts.models import Cohort
from cohorts.schedule import plan_weeks

TAKEN = ["new"]  # addresses of other pages below /staff/cohorts/


def unused_slug(slug: str) -> str:
    """The address as it was typed. ValidationError where it belongs to a page or a cohort already."""
    if slug in TAKEN:
        raise forms.ValidationError("This address belongs to another page. Choose a different one.")
    if Cohort.objects.filter(slug=slug).exists():
        raise forms.ValidationError("Another cohort has this address already.")
    return slug


class BreaksField(forms.CharField):
    """Days, one on a line. Cleans to a sorted list."""

    def __init__(self) -> None:
        super().__init__(
            label="Break weeks",
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="The Monday of each week without teaching, one on a line, such as 2023-03-20.",
        )

    def clean(self, value: Any) -> list[date]:
        try:
            return sorted({date.fromisoformat(line) for line in super().clean(value).split()})
        except ValueError as error:
            raise forms.ValidationError("Write each Monday as year, month and day: 2023-03-20.") from error


class CohortForm(forms.Form):
    title = forms.CharField(
        max_length=100, validators=[in_one_line], help_text="What people call it, such as Spring 2023."
    )
    slug = forms.SlugField(
        label="Address", max_length=50, help_text="Small letters and hyphens, such as spring-2023. It stays."
    )
    zone = forms.ChoiceField(
        label="Time zone",
        choices=ZONE_CHOICES,
        help_text="Days of the course begin and end by the clocks of this place.",
    )
    starts_on = forms.DateField(label="First day", widget=DAY, validators=[plausible])
    ends_on = forms.DateField(label="Last day", widget=DAY, validators=[plausible])
    breaks = BreaksField()

    def clean_slug(self) -> str:
        return unused_slug(self.cleaned_data["slug"])

    def clean(self) -> dict[str, Any]:
        refuse_impossible_weeks(self)
        return self.cleaned_data


def refuse_impossible_weeks(form: forms.Form) -> None:
    """Says at the right field why there can be no calendar of first day, last day and breaks."""
    fields = form.cleaned_data
    if {"starts_on", "ends_on", "breaks"} <= fields.keys():
        first, last, breaks = fields["starts_on"], fields["ends_on"], fields["breaks"]
        if first == last:
            form.add_error("ends_on", "The course needs more than one day.")
        elif wrong := _problem(first, last, []):
            form.add_error("ends_on", wrong)
        elif wrong := _problem(first, last, breaks):
            form.add_error("breaks", wrong)


def _problem(starts_on: date, ends_on: date, breaks: list[date]) -> str:
    """Why there can be no such calendar; empty when there can."""
    try:
        plan_weeks(starts_on, ends_on, breaks)
    except ValueError as error:
        return str(error)
    return ""


class InviteForm(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="They need no account yet.")
    most_sections = forms.IntegerField(
        label="Most sections", min_value=0, max_value=3, initial=1, help_text="0 is standing in only."
    )
    campus = forms.CharField(max_length=40, required=False)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        return email
