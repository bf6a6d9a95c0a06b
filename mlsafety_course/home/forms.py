"""What staff type to find their way."""

from django import forms

from mlsafety_course.outbox.models import Status


class OutboxFilter(forms.Form):
    """Narrows the outbox. Lives in the address, so that a view can be kept and shared."""

    q = forms.CharField(label="Search", required=False, max_length=100, widget=forms.SearchInput)
    status = forms.ChoiceField(choices=[("", "Any status"), *Status.choices], required=False)
