"""What a lead types about a section, its meetings and seats."""

from typing import Any

from django import forms
from django.db import models

from accounts.forms import ZONE_CHOICES
from accounts.models import User
from cohorts.forms.moments import CLOCK, DAY, MomentField
from cohorts.forms.validators import in_one_line, plausible
from cohorts.models import Cohort, Section, Staffing, Teaching
from cohorts.models.section import WEEKDAYS


class PersonChoice(forms.ModelChoiceField[User]):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.full_name} ({obj.email})"


class SectionForm(forms.Form):
    name = forms.CharField(
        max_length=60, validators=[in_one_line], help_text="People see it, such as Wednesday evening A."
    )
    ta = PersonChoice(
        label="TA",
        queryset=User.objects.none(),
        empty_label="Choose one",
        help_text="Only people who agreed to teach are listed.",
    )
    weekday = forms.TypedChoiceField(choices=list(enumerate(WEEKDAYS)), coerce=int)
    clock = forms.TimeField(label="Starts at", widget=CLOCK)
    minutes = forms.IntegerField(min_value=15, max_value=240, initial=60)
    zone = forms.ChoiceField(label="Time zone", choices=ZONE_CHOICES, help_text="The section keeps to these clocks.")
    minimum = forms.IntegerField(label="Fewest people", min_value=1, max_value=100, initial=5)
    maximum = forms.IntegerField(label="Most people", min_value=1, max_value=100, initial=8)
    join_url = forms.URLField(label="Link to join", required=False, max_length=200, assume_scheme="https")
    campus = forms.CharField(
        max_length=40,
        required=False,
        help_text="Leave empty for online. Else only people of this campus are placed here.",
    )
    room = forms.CharField(max_length=100, required=False)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.fields["zone"].initial = cohort.zone
        self.fields["ta"].queryset = people_who_agreed(cohort)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Section.objects.filter(cohort=self.cohort, name=name).exists():
            raise forms.ValidationError("This cohort has a section of that name already.")
        return name

    def clean(self) -> dict[str, Any]:
        refuse_more_fewest_than_most(self)
        return self.cleaned_data


class SectionChangeForm(forms.Form):
    join_url = forms.URLField(label="Link to join", required=False, max_length=200, assume_scheme="https")
    room = forms.CharField(max_length=100, required=False)
    minimum = forms.IntegerField(label="Fewest people", min_value=1, max_value=100)
    maximum = forms.IntegerField(label="Most people", min_value=1, max_value=100)

    def clean(self) -> dict[str, Any]:
        refuse_more_fewest_than_most(self)
        return self.cleaned_data


def refuse_more_fewest_than_most(form: forms.Form) -> None:
    """A section's fewest people cannot be more than its most."""
    sizes = form.cleaned_data
    if sizes.get("minimum", 0) > sizes.get("maximum", 100):
        form.add_error("maximum", "The most people cannot be less than the fewest.")


class MoveForm(forms.Form):
    """Read by the clocks of the section's zone."""

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"] = MomentField(label="New time", zone=zone)


class RescheduleForm(MoveForm):
    reason = forms.CharField(
        label="Why it is called off", max_length=300, help_text="Everybody who is expected reads it in their mail."
    )
    field_order = ["starts_at", "reason"]


class SeatForm(forms.Form):
    section = forms.ModelChoiceField(Section.objects.none())

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = Section.objects.filter(cohort=cohort).not_closed()
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]


class TeacherForm(forms.Form):
    ta = PersonChoice(label="TA", queryset=User.objects.none())
    from_on = forms.DateField(label="From", widget=DAY, validators=[plausible])

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ta"].queryset = people_who_agreed(cohort)  # type: ignore[attr-defined]


class HelperForm(forms.Form):
    """A co-TA or a standing substitute of a section."""

    prefix = "helper"
    ta = PersonChoice(label="TA", queryset=User.objects.none())
    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in (Teaching.Role.CO, Teaching.Role.SUBSTITUTE)]
    )
    from_on = forms.DateField(label="From", widget=DAY, validators=[plausible])
    to_on = forms.DateField(
        label="Until", widget=DAY, required=False, validators=[plausible], help_text="Empty: to the end."
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ta"].queryset = people_who_agreed(cohort)  # type: ignore[attr-defined]


class EndTeachingForm(forms.Form):
    teaching = forms.ModelChoiceField(Teaching.objects.none())
    last_on = forms.DateField(validators=[plausible])

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teaching"].queryset = section.teachings.all()  # type: ignore[attr-defined]


class SubstituteForm(forms.Form):
    ta = PersonChoice(label="Substitute", queryset=User.objects.none())

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ta"].queryset = people_who_agreed(cohort)  # type: ignore[attr-defined]


def people_who_agreed(cohort: Cohort) -> models.QuerySet[User]:
    """The TAs of a cohort, by name."""
    return User.objects.filter(staffings__in=Staffing.objects.agreed().filter(cohort=cohort))
