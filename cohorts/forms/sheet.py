"""The attendance sheet as one form: a mark, a note and the version seen, for each person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.models import User
from cohorts.models import Attendance, AttendanceRequest, Enrollment, Mark
from cohorts.workflow.sheet import Row, Saved


@dataclass(frozen=True)
class Beside:
    """What stands beside a name: who they are here, what they told, and what of that waits for an answer."""

    hint: str = ""
    told: str = ""
    asked: AttendanceRequest | None = None


@dataclass(frozen=True)
class Line:
    """One person on the page. `is_own`: the reader, who cannot be marked by themself. `hint` says why `is_unsaved`."""

    person: User
    key: str
    mark: str
    note: str
    version: int
    hint: str
    told: str
    asked: AttendanceRequest | None
    is_own: bool
    is_unsaved: bool
    mark_name: str
    note_field: str
    version_name: str

    @property
    def label(self) -> str:
        return Mark(self.mark).label if self.mark else "Not recorded"

    @property
    def grant_form(self) -> str:
        """The form beside the sheet that grants what was asked, if anything was."""
        return f"grant-{self.asked.public_id}" if self.asked else ""


class GuestForm(forms.Form):
    email = forms.EmailField(label="E-mail of a participant", help_text="Somebody of this cohort who comes this once.")


class SheetForm(forms.Form):
    def __init__(self, *args: Any, people: Collection[Enrollment], reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.reader = people, reader
        for enrollment in people:
            key = enrollment.public_id
            self.fields[f"mark-{key}"] = forms.ChoiceField(choices=Mark.choices, required=False)
            self.fields[f"note-{key}"] = forms.CharField(max_length=300, required=False)
            self.fields[f"version-{key}"] = forms.IntegerField(min_value=0, required=False)

    def rows(self) -> list[Row]:
        """The people of whom something was said; `everyone` marks those without a mark."""
        sent = self.cleaned_data
        everyone = self.data.get("everyone", "")
        rows = [
            Row(
                enrollment,
                sent[f"mark-{enrollment.public_id}"] or everyone,
                sent[f"note-{enrollment.public_id}"],
                sent[f"version-{enrollment.public_id}"] or 0,
            )
            for enrollment in self.people
            if enrollment.person_id != self.reader.pk
        ]
        return [row for row in rows if row.mark or row.note]

    def lines(
        self, known: Mapping[int, Attendance], beside: Mapping[int, Beside], refused: Collection[Saved] = ()
    ) -> list[Line]:
        """What the page shows: what stands, except where a row was just refused, which keeps what was typed."""
        unsaved = {saved.row.enrollment.pk: saved for saved in refused}
        return [
            self._line(person, known.get(person.pk), beside.get(person.pk, Beside()), unsaved.get(person.pk))
            for person in self.people
        ]

    def _line(self, enrollment: Enrollment, stands: Attendance | None, beside: Beside, unsaved: Saved | None) -> Line:
        key = str(enrollment.public_id)
        shown = unsaved.row if unsaved else stands
        is_own = enrollment.person_id == self.reader.pk
        return Line(
            person=enrollment.person,
            key=key,
            mark=shown.mark if shown else "",
            note=shown.note if shown else "",
            version=stands.version if stands else 0,
            hint=f"Not saved. {unsaved.refusal}" if unsaved else beside.hint,
            told=beside.told,
            asked=None if is_own else beside.asked,
            is_own=is_own,
            is_unsaved=unsaved is not None,
            mark_name=f"mark-{key}",
            note_field=f"note-{key}",
            version_name=f"version-{key}",
        )
