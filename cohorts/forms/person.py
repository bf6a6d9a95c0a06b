"""What people type about themselves: hours, reasons, leaving."""

from django import forms

from accounts.forms import ZONE_CHOICES
from mlsafety_course import timekit


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Reason", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="It is kept with the act."
    )


class LeaveForm(forms.Form):
    reason = forms.CharField(
        label="Why are you leaving?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="You need not say. If you do, the people who run the course read it and learn from it.",
    )


class HoursForm(forms.Form):
    """The week in which a person can meet. The grid is drawn by components/availability.html."""

    zone = forms.ChoiceField(
        label="Time zone of these hours",
        choices=ZONE_CHOICES,
        help_text="We read the grid by the clocks of this place, also when they change in spring.",
    )
    grid = forms.TypedMultipleChoiceField(
        label="Hours",
        choices=[(half_hour, half_hour) for half_hour in range(timekit.WEEK_HALF_HOURS)],
        coerce=int,
        error_messages={"required": "Mark at least one half-hour, or we cannot find you a section."},
    )

    @property
    def selected(self) -> frozenset[int]:
        """The half-hours to show as marked: those just sent, else those known."""
        if not self.is_bound:
            return frozenset(self.initial.get("grid", ()))
        sent: list[str] = self.data.getlist("grid")  # type: ignore[attr-defined]
        return frozenset(int(half_hour) for half_hour in sent if half_hour.isdecimal())

    def clean_grid(self) -> frozenset[int]:
        return frozenset(self.cleaned_data["grid"])


class AgreeForm(HoursForm):
    most_sections = forms.IntegerField(
        label="Most sections you would take on",
        min_value=0,
        max_value=3,
        help_text="0 to 3. A section takes about three hours of your week: the meeting, reading ahead, and feedback. "
        "With 0 you only stand in for others.",
    )
    campus = forms.CharField(
        max_length=40, required=False, help_text="Where you could teach in a room. Leave it empty for online only."
    )
    field_order = ["most_sections", "campus", "zone"]
