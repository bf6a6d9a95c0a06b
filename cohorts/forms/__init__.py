"""What people type, one module per noun."""

from cohorts.forms.calendar import CohortChangeForm, CohortLikeForm, CopyForm, ShiftForm, WeeksForm
from cohorts.forms.cohort import CohortForm, InviteForm
from cohorts.forms.gathering import GatheringForm, WeeklyForm
from cohorts.forms.person import AgreeForm, HoursForm, LeaveForm, ReasonForm
from cohorts.forms.section import (
    EndTeachingForm,
    HelperForm,
    MoveForm,
    RescheduleForm,
    SeatForm,
    SectionChangeForm,
    SectionForm,
    SubstituteForm,
    TeacherForm,
)
from cohorts.forms.sheet import GuestForm, SheetForm

__all__ = [
    "AgreeForm",
    "CohortChangeForm",
    "CohortForm",
    "CohortLikeForm",
    "CopyForm",
    "EndTeachingForm",
    "GatheringForm",
    "GuestForm",
    "HelperForm",
    "HoursForm",
    "InviteForm",
    "LeaveForm",
    "MoveForm",
    "ReasonForm",
    "RescheduleForm",
    "SeatForm",
    "SectionChangeForm",
    "SectionForm",
    "SheetForm",
    "ShiftForm",
    "SubstituteForm",
    "TeacherForm",
    "WeeklyForm",
    "WeeksForm",
]
