"""What staff write about lectures, readings and assignments, the links they mend, and the file they bring."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cohorts.models import Cohort
from curriculum.link_fixes import FIELDS, Linked
from curriculum.models import Assignment, Lecture, Reading

LARGEST_FILE = 1_000_000
FROZEN = "Cohorts that are planned already keep what they ask for; later ones follow this."


def _address(label: str, *, required: bool, longest: int = 200) -> forms.URLField:
    return forms.URLField(label=label, required=required, max_length=longest, assume_scheme="https")


class LectureForm(forms.ModelForm[Lecture]):
    video_url = _address("Video", required=False)
    slides_url = _address("Slides", required=False)
    notes_url = _address("Notes", required=False)

    class Meta:
        model = Lecture
        fields = [
            *("title", "description", "availability", "optional"),
            *("video_url", "video_minutes", "slides_url", "notes_url"),
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"optional": FROZEN, "video_minutes": "Empty: the course's estimate is shown."}


class NewLectureForm(LectureForm):
    class Meta(LectureForm.Meta):
        fields = ["number", *LectureForm.Meta.fields]
        help_texts = {
            **LectureForm.Meta.help_texts,
            "number": "As the course counts its lectures. Those of a unit are listed by their number.",
        }


class ReadingForm(forms.ModelForm[Reading]):
    url = _address("Address", required=True, longest=500)

    class Meta:
        model = Reading
        fields = ["title", "authors", "url", "kind", "lecture", "minutes", "required"]
        labels = {"lecture": "Belongs to"}
        help_texts = {"required": FROZEN, "kind": "In a word: paper, video, web."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["lecture"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for mypy
        field.queryset, field.empty_label = self.instance.unit.lectures.all(), "The whole unit"


class AssignmentForm(forms.ModelForm[Assignment]):
    url = _address("Questions", required=False)

    class Meta:
        model = Assignment
        fields = ["title", "kind", "url", "description", "minutes", "question_count", "required", "marking_key"]
        widgets = {name: forms.Textarea(attrs={"rows": 8}) for name in ("description", "marking_key")}
        help_texts = {"required": FROZEN, "description": "Markdown. Participants read it when the unit opens."}


class LinkForm(forms.Form):
    """One link of one thing, for every cohort or for one."""

    says_what_is_needed = True
    field = forms.ChoiceField(label="Which link")
    url = forms.URLField(label="Right address", max_length=500, assume_scheme="https")
    cohort = forms.ModelChoiceField(Cohort.objects.all(), label="For", required=False, empty_label="Every cohort")

    def __init__(self, *args: Any, thing: Linked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["field"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for mypy
        field.choices = list(FIELDS[type(thing)].items())


class CourseFileForm(forms.Form):
    """The course as YAML: a file first, then its text again with the confirmation."""

    says_what_is_needed = True
    file = forms.FileField(label="Course file", required=False, help_text="YAML in UTF-8, up to 1 MB.")
    text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def clean_file(self) -> str:
        """What the file says."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is None:
            return ""
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 1 MB. Nothing was changed.")
        try:
            return str(file.read().decode("utf-8"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError("The file is not text in UTF-8. Nothing was changed.") from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("file") or cleaned.get("text")):
            self.add_error("file", "Choose the file of the course.")
        return cleaned
