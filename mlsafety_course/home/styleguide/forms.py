"""Samples of forms: fields as they stand and refused, hours, texts, files, and rows of the attendance sheet."""

from typing import Any

from django import forms
from django.utils.safestring import mark_safe

from curriculum.forms import FilesField
from curriculum.uploads import RULES_IN_WORDS

WEEKDAY_EVENINGS = [day * 48 + half_hour for day in (0, 2, 3) for half_hour in range(36, 42)]
SUNDAY_MORNING = [6 * 48 + half_hour for half_hour in range(20, 25)]
MOTIVATION = (
    "I keep models running for a living, and have seen two of them fail in ways that no test of ours showed. "
    "I would like to learn how such failures are found before they do harm."
)
PREVIEW = mark_safe(
    "<h3>Question 2</h3><p>The <strong>top event</strong> is a wrong diagnosis that nobody notices. Two causes:</p>"
    "<ul><li>the scanner was changed, and nobody trained the model again;</li><li>the alarm is muted.</li></ul>"
)
LEVELS = [("none", "Not yet"), ("course", "About a college course"), ("work", "Used it in research or at work")]
TOPICS = [("robustness", "Robustness"), ("monitoring", "Monitoring"), ("alignment", "Alignment")]


class FieldsForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Full name", help_text="As it should stand on a certificate.")
    call = forms.CharField(label="Name to use", required=False)
    search = forms.CharField(
        label="Find a person", required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": "Name"})
    )
    zone = forms.ChoiceField(label="Time zone", choices=[("utc", "UTC"), ("ny", "America/New York")])
    level = forms.ChoiceField(label="Linear algebra", choices=LEVELS, widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label="What interests you most?",
        choices=TOPICS,
        required=False,
        help_text="Choose as many as you like.",
        widget=forms.CheckboxSelectMultiple,
    )
    day = forms.DateField(label="First day", widget=forms.DateInput(attrs={"type": "date"}))
    clock = forms.TimeField(label="Meets at", widget=forms.TimeInput(attrs={"type": "time"}))
    seats = forms.IntegerField(label="Seats", min_value=2, max_value=12, help_text="Between 2 and 12.")
    fixed = forms.CharField(label="Cohort", disabled=True, initial="Spring 2023")
    consent = forms.BooleanField(label="I agree that the course team reads this.")


class AnswerForm(forms.Form):
    """A longer text, and files."""

    says_what_is_needed = True
    text = forms.CharField(
        label="Why this course?",
        help_text="What draws you to it, and what might come after.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    attachments = FilesField(label="Files", required=False, help_text=RULES_IN_WORDS)


def samples() -> dict[str, Any]:
    typed = {"seats": "40", "zone": "utc", "call": "Ann"}
    refused = FieldsForm({f"refused-{name}": value for name, value in typed.items()}, prefix="refused")
    return {
        "form_fields": FieldsForm(prefix="sample"),
        "form_refused": refused,
        "answer_draft": AnswerForm(initial={"text": MOTIVATION}, prefix="draft"),
        "answer_long": AnswerForm(initial={"text": MOTIVATION}, prefix="long"),
        "answer_markdown": AnswerForm(initial={"text": "## Question 2\nThe **top event** is …"}, prefix="markdown"),
        "answer_preview": PREVIEW,
        "unknown_url": "/course/homework/00000000-0000-4000-8000-000000000000/preview/",
        "hours_marked": frozenset(WEEKDAY_EVENINGS + SUNDAY_MORNING),
        "hours_none": frozenset[int](),
        "hours_errors": ["Mark at least two hours a week: your section's discussion has to fit into them."],
        "roster": [
            *(_row(*row) for row in ROSTER),
            _row(*TOLD) | {"told": "Cannot come: “I have an exam.”", "grant_form": "sample-grant"},
        ],
    }


ROSTER = [
    ("Ann Okafor", "", "present", "", "", False),
    ("Benedikt Lindqvist", "Ben", "late", "", "Guest from section B", False),
    ("Chiara Rossi", "", "excused", "Wrote on Monday: has an exam", "", False),
    ("Dmitri Volkov", "", "absent", "", "Not saved. Dmitri is late by Lena Lead now; you marked absent.", True),
    ("Élise Garçon", "", "", "", "", False),
]


TOLD = ("Femi Adeyemi", "", "", "", "", False)


def _row(full_name: str, name: str, mark: str, note: str, hint: str, is_unsaved: bool) -> dict[str, Any]:
    key = full_name.partition(" ")[0].lower()
    person = {"full_name": full_name, "name_to_use": name}
    return {
        "person": person,
        "mark": mark,
        "note": note,
        "hint": hint,
        "is_unsaved": is_unsaved,
        "mark_name": f"sample-mark-{key}",
        "note_name": f"sample-note-{key}" if note else "",
    }
