"""What a lead types about a run of the course and its TAs."""

from datetime import date
from typing import Any

from django import forms

from accounts.forms import ZONE_CHOICES
from accounts.models import User
from cohorts.forms.validators import in_one_line, plausible
from cohorts.models import Cohort
from cohorts.schedule import plan_weeks

DAY = forms.DateInput(attrs={"type": "date"})
TAKEN = ["new"]  # addresses of other pages below /staff/cohorts/


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
    breaks = forms.CharField(
        label="Break weeks",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The Monday of each week without teaching, one on a line, such as 2023-03-20.",
    )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in TAKEN:
            raise forms.ValidationError("This address belongs to another page. Choose a different one.")
        if Cohort.objects.filter(slug=slug).exists():
            raise forms.ValidationError("Another cohort has this address already.")
        return slug

    def clean_breaks(self) -> list[date]:
        try:
            return sorted({date.fromisoformat(line) for line in self.cleaned_data["breaks"].split()})
        except ValueError as error:
            raise forms.ValidationError("Write each Monday as year, month and day: 2023-03-20.") from error

    def clean(self) -> dict[str, Any]:
        fields = self.cleaned_data
        if {"starts_on", "ends_on", "breaks"} <= fields.keys():
            first, last, breaks = fields["starts_on"], fields["ends_on"], fields["breaks"]
            if first == last:
                self.add_error("ends_on", "The course needs more than one day.")
            elif wrong := _problem(first, last, []):
                self.add_error("ends_on", wrong)
            elif wrong := _problem(first, last, breaks):
                self.add_error("breaks", wrong)
        return fields


def _problem(starts_on: date, ends_on: date, breaks: list[date]) -> str:
    """Why there can be no such calendar; empty when there can."""
    try:
        plan_weeks(starts_on, ends_on, breaks)
    except ValueError as error:
        return str(error)
    return ""


class InviteForm(forms.Form):
    email = forms.EmailField(label="E-mail of their account")
    most_sections = forms.IntegerField(label="Most sections", min_value=1, max_value=5, initial=1)
    campus = forms.CharField(max_length=40, required=False)
    person: User | None = None

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        self.person = User.objects.filter(email=email, is_active=True).first()
        if self.person is None:
            raise forms.ValidationError("Nobody has an account with this address yet. Ask them to sign up first.")
        return email
