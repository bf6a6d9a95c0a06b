"""What a lead types about the calendar of a cohort."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from accounts.forms import ZONE_CHOICES
from cohorts.forms.cohort import BreaksField, refuse_impossible_weeks, unused_slug
from cohorts.forms.moments import DAY, MomentField
from cohorts.forms.validators import in_one_line, plausible
from cohorts.models import Cohort
from cohorts.schedule import WeekPlan, numbered, refuse_disorder
from cohorts.workflow.cohort import INSTANTS
from mlsafety_course import timekit

LABELS = {
    "submissions_close_at": "Homework is no longer taken",
    "grading_closes_at": "Grading ends",
    "survey_closes_at": "The exit survey closes",
    "appeals_close_at": "Appeals end",
    "details_close_at": "Stipend details are no longer taken",
    "awards_from": "Completion is awarded from",
}
LINK = {"required": False, "max_length": 200, "assume_scheme": "https"}


def moments(zone: str, instants: Mapping[str, datetime]) -> dict[str, MomentField]:
    """A field for each closing and the first award, by the clocks of the zone."""
    return {name: MomentField(label=LABELS[name], zone=zone, initial=instants[name]) for name in INSTANTS}


class CohortChangeForm(forms.Form):
    """Closings are read by the clocks of the zone that stands, also where another zone is chosen with them."""

    title = forms.CharField(max_length=100, validators=[in_one_line])
    zone = forms.ChoiceField(label="Time zone", choices=ZONE_CHOICES)
    chat_url = forms.URLField(label="Link to the chat", help_text="Shown to participants.", **LINK)  # type: ignore[arg-type]
    drive_url = forms.URLField(label="Link to the shared folder", help_text="Shown to participants.", **LINK)  # type: ignore[arg-type]

    def __init__(self, *args: Any, cohort: Cohort, zone_stays: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": vars(cohort), **kwargs})
        self.fields |= moments(cohort.zone, {name: getattr(cohort, name) for name in INSTANTS})
        if zone_stays:
            self.fields["zone"].disabled = True
            self.fields["zone"].help_text = zone_stays

    @property
    def named(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "zone", "chat_url", "drive_url")]

    @property
    def closings(self) -> list[forms.BoundField]:
        return [self[name] for name in INSTANTS]


class WeeksForm(forms.Form):
    starts_on = forms.DateField(label="First day", widget=DAY, validators=[plausible])
    ends_on = forms.DateField(label="Last day", widget=DAY, validators=[plausible])
    breaks = BreaksField()

    def clean(self) -> dict[str, Any]:
        refuse_impossible_weeks(self)
        return self.cleaned_data


class ShiftForm(forms.Form):
    """`first` is the first day of a week of the cohort that has not begun."""

    first = forms.TypedChoiceField(label="From", coerce=date.fromisoformat)
    days = forms.IntegerField(
        label="By how many days", min_value=-350, max_value=350, initial=7, help_text="7 is one week later, -7 earlier."
    )

    def __init__(self, *args: Any, cohort: Cohort, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weeks = [week for week in cohort.weeks.all() if timekit.start_of_day(week.starts_on, cohort.zone) > at]
        choices = [
            (week.starts_on.isoformat(), f"{week}, {week.starts_on.day} {week.starts_on:%B %Y}") for week in weeks
        ]
        self.fields["first"].choices = choices  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    like = forms.ModelChoiceField(
        label="Earlier cohort", queryset=Cohort.objects.all(), to_field_name="slug", empty_label=None
    )
    first_day = forms.DateField(label="New first day", widget=DAY, validators=[plausible])


class CohortLikeForm(forms.Form):
    """A cohort like an earlier one: every date of it, moved, to be looked at and put right before it is kept."""

    title = forms.CharField(
        max_length=100, validators=[in_one_line], help_text="What people call it, such as Autumn 2023."
    )
    slug = forms.SlugField(label="Address", max_length=50, help_text="Small letters and hyphens. It stays.")

    def __init__(
        self, *args: Any, zone: str, weeks: Iterable[WeekPlan], instants: Mapping[str, datetime], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.count = 0
        for number, week in enumerate(weeks):
            self._add_week(number, week)
        self.fields |= moments(zone, instants)

    def _add_week(self, number: int, week: WeekPlan) -> None:
        days = {"first": ("First day", week.starts_on), "last": ("Last day", week.ends_on)}
        for name, (label, initial) in days.items():
            self.fields[f"{name}-{number}"] = forms.DateField(
                label=f"{label} of row {number + 1}", initial=initial, widget=DAY, validators=[plausible]
            )
        self.fields[f"break-{number}"] = forms.BooleanField(
            label=f"Row {number + 1} is a break", initial=week.is_break, required=False
        )
        self.count = number + 1

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(self[f"first-{n}"], self[f"last-{n}"], self[f"break-{n}"]) for n in range(self.count)]

    @property
    def closings(self) -> list[forms.BoundField]:
        return [self[name] for name in INSTANTS]

    def clean_slug(self) -> str:
        return unused_slug(self.cleaned_data["slug"])

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            try:
                refuse_disorder(self.weeks)
            except ValueError as error:
                raise forms.ValidationError(str(error)) from error
        return self.cleaned_data

    @property
    def weeks(self) -> list[WeekPlan]:
        sent = self.cleaned_data
        return numbered([(sent[f"first-{n}"], sent[f"last-{n}"], sent[f"break-{n}"]) for n in range(self.count)])

    @property
    def instants(self) -> dict[str, datetime]:
        return {name: self.cleaned_data[name] for name in INSTANTS}
