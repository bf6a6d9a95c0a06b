"""Days and times as people type them, by the clocks of one place."""

from datetime import datetime
from typing import Any

from django import forms

from cohorts.forms.validators import plausible
from mlsafety_course import timekit

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class MomentField(forms.CharField):
    """An instant, typed and shown by the clocks of `zone`. Cleans to UTC."""

    def __init__(self, *, zone: str, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"type": "datetime-local"}), **kwargs)
        self.zone = zone

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(timekit.zone(self.zone)).strftime("%Y-%m-%dT%H:%M")
        return value

    def clean(self, value: Any) -> datetime | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            local = datetime.fromisoformat(typed).replace(tzinfo=None)
        except ValueError as error:
            raise forms.ValidationError("Give a day and a time, such as 2023-03-15 18:00.") from error
        plausible(local)
        return timekit.wall(local.date(), local.time(), self.zone)
