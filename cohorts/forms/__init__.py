"""What people type, one module per noun."""

from cohorts.forms.cohort import CohortForm, InviteForm
from cohorts.forms.person import AgreeForm, HoursForm, LeaveForm, ReasonForm
from cohorts.forms.section import (
    MoveForm,
    SeatForm,
    SectionChangeForm,
    SectionForm,
    SubstituteForm,
    TeacherForm,
)
from cohorts.forms.sheet import GuestForm, SheetForm

__all__ = [
    "AgreeForm",
    "CohortForm",
    "GuestForm",
    "HoursForm",
    "InviteForm",
    "LeaveForm",
    "MoveForm",
    "ReasonForm",
    "SeatForm",
    "SectionChangeForm",
    "SectionForm",
    "SheetForm",
    "SubstituteForm",
    "TeacherForm",
]
