"""What a lead types about office hours and events."""

from typing import Any

from django import forms

from accounts.forms import ZONE_CHOICES
from cohorts.forms.moments import CLOCK, MomentField
from cohorts.forms.validators import in_one_line
from cohorts.models import Gathering
from cohorts.models.section import WEEKDAYS


class EventForm(forms.Form):
    """What it is and where; the time is asked by the forms below."""

    kind = forms.ChoiceField(label="What it is", choices=Gathering.Kind)
    title = forms.CharField(max_length=100, validators=[in_one_line])
    host = forms.CharField(label="Who holds it", max_length=100, required=False, validators=[in_one_line])
    description = forms.CharField(
        label="What to expect", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    minutes = forms.IntegerField(min_value=15, max_value=480, initial=60)
    join_url = forms.URLField(label="Link to join", required=False, max_length=200, assume_scheme="https")
    room = forms.CharField(max_length=100, required=False, validators=[in_one_line])

    def wishes(self, zone: str) -> dict[str, Any]:
        """By the names that the verbs know, without the time."""
        names = ("kind", "title", "host", "description", "minutes", "join_url", "room")
        return {"zone": zone, **{name: self.cleaned_data[name] for name in names}}


class GatheringForm(EventForm):
    """One, at a time by the clocks of `zone`."""

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"] = MomentField(label="Starts at", zone=zone)
        self.order_fields(["kind", "title", "starts_at", "minutes"])


class WeeklyForm(EventForm):
    """One in every teaching week that is still to come."""

    weekday = forms.TypedChoiceField(choices=list(enumerate(WEEKDAYS)), coerce=int)
    clock = forms.TimeField(label="Starts at", widget=CLOCK)
    zone = forms.ChoiceField(label="Time zone", choices=ZONE_CHOICES, help_text="It keeps to these clocks.")
    field_order = ["kind", "title", "weekday", "clock", "minutes", "zone"]
