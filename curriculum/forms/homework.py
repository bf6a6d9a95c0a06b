"""What people hand in, and until when they ask to hand it in later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from curriculum import uploads
from curriculum.links import MOST_LINKS, lines_of
from mlsafety_course import timekit

LONGEST_TEXT = 60_000
NOTHING_YET = "There is nothing to hand in yet: write an answer, give a link or choose a file."


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, kept to the rules for uploads."""

    widget = SeveralFiles(
        attrs={
            "accept": ",".join(uploads.ENDINGS),
            "data-most-files": uploads.MOST_FILES,
            "data-most-bytes": uploads.MOST_BYTES,
            "data-most-together": uploads.MOST_BYTES_TOGETHER,
        }
    )

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files: Sequence[UploadedFile[Any]] = data if isinstance(data, (list, tuple)) else [data] if data else []
        if wrong := uploads.problems(files):
            raise forms.ValidationError(wrong)
        return list(files)


class LinksField(forms.CharField):
    """Several addresses, one a line; cleaned into a list."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        one = forms.URLField(max_length=500, assume_scheme="https")
        found, wrong = [], []
        for line in lines_of(super().to_python(value) or ""):
            try:
                found.append(one.clean(line))
            except forms.ValidationError:
                wrong.append(f"“{line[:60]}” is no address that can be opened. Copy it from the browser once more.")
        if wrong:
            raise forms.ValidationError(wrong)
        if len(found) > MOST_LINKS - 1:
            raise forms.ValidationError(f"At most {MOST_LINKS} links in all. Put the others into your answer.")
        return found

    def run_validators(self, value: Any) -> None:
        """Each address was checked by itself."""


class HandInForm(forms.Form):
    """One of the three is enough."""

    says_what_is_needed = True
    text = forms.CharField(
        label="Your answer",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Written here, behind a link, or in files: one of the three is enough.",
    )
    link = forms.URLField(
        label="Link",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="To a notebook, repository or folder on Colab, GitHub or Drive. Check that others can open it.",
    )
    more_links = LinksField(label="Further addresses", required=False, help_text="One a line.")
    attachments = FilesField(label="Files", required=False, help_text=uploads.RULES_IN_WORDS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("text", "link", "more_links", "attachments")):
            raise forms.ValidationError(NOTHING_YET)
        return cleaned

    def handed_in(self) -> dict[str, Any]:
        """Text, link and files by the names that the verb knows."""
        given = self.cleaned_data
        links = list(dict.fromkeys(link for link in (given["link"], *given["more_links"]) if link))
        link, *more_links = links or [""]
        return {"text": given["text"], "link": link, "more_links": more_links, "files": given["attachments"]}


class ExtensionForm(forms.Form):
    """Until the end of a day, Anywhere on Earth, as all homework is due."""

    until = forms.DateField(
        label="Until the end of",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="As all homework, until that day has ended everywhere on Earth.",
    )
    reason = forms.CharField(
        label="What keeps you from it?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A sentence or two. Your TA and the course leads read it, nobody else.",
    )

    def clean_until(self) -> datetime:
        day = self.cleaned_data["until"]
        if not timekit.is_plausible(day):
            raise forms.ValidationError("This day is too far away. Check the year.")
        return timekit.end_of_day(day, timekit.AOE_NAME)
