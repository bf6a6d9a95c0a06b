"""What staff and TAs type: to find their way, to correct a mark, to write to people."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cohorts.models import Mark, Section
from curriculum.completion import Verdict
from mlsafety_course.outbox.models import Status


class OutboxFilter(forms.Form):
    """Narrows the outbox. Lives in the address, so that a view can be kept and shared."""

    q = forms.CharField(label="Search", required=False, max_length=100, widget=forms.SearchInput)
    status = forms.ChoiceField(choices=[("", "Any status"), *Status.choices], required=False)


class MatrixFilter(forms.Form):
    """Narrows people by weeks. Lives in the address."""

    section = forms.ChoiceField(required=False)
    verdict = forms.ChoiceField(
        label="Standing",
        choices=[("", "Any standing"), *((verdict, verdict.replace("_", " ").capitalize()) for verdict in Verdict)],
        required=False,
    )
    meeting = forms.ChoiceField(label="Last meeting", choices=[("", "Any"), ("missed", "Missed it")], required=False)
    homework = forms.ChoiceField(
        label="Last homework", choices=[("", "Any"), ("missing", "Not handed in")], required=False
    )

    def __init__(self, *args: Any, sections: Iterable[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(section.public_id), section.name) for section in sections]
        if named:
            self.fields["section"].choices = [("", "Any section"), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["section"]


class CorrectMarkForm(forms.Form):
    """`stands` is the mark that stands now; `version` the one that the page showed."""

    mark = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": "Choose the mark that is right."})
    reason = forms.CharField(
        label="Why does it change?",
        max_length=300,
        help_text="The person reads this in a mail.",
        error_messages={"required": "Say why: the person reads it, and it is kept with the mark."},
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stands: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mark"].choices = [  # type: ignore[attr-defined]
            choice for choice in Mark.choices if choice[0] != stands
        ]


class NoteForm(forms.Form):
    """A mail to chosen people. `number` is the same for every press of the button, so that each has one mail."""

    subject = forms.CharField(max_length=150, error_messages={"required": "A mail needs a subject."})
    text = forms.CharField(
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="“Hello” with their name stands before it, your name after it. You can write **bold**, lists with "
        "dashes, and [words](https://…) as links. A link alone in its paragraph becomes a button.",
        error_messages={"required": "Write what the mail should say."},
    )
    number = forms.UUIDField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """`seen` names the list that the page showed."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
