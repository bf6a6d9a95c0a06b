"""The records of being together, one module per noun."""

from cohorts.models.attendance import Attendance, AttendanceChange, Mark
from cohorts.models.cohort import Cohort, Week
from cohorts.models.enrollment import Availability, Enrollment, EnrollmentMove
from cohorts.models.meeting import Guest, Meeting, MeetingMove
from cohorts.models.placement import PlacementRun, PlacementRunMove
from cohorts.models.section import Seat, Section, SectionMove, Teaching
from cohorts.models.staffing import Staffing, StaffingMove

__all__ = [
    "Attendance",
    "AttendanceChange",
    "Availability",
    "Cohort",
    "Enrollment",
    "EnrollmentMove",
    "Guest",
    "Mark",
    "Meeting",
    "MeetingMove",
    "PlacementRun",
    "PlacementRunMove",
    "Seat",
    "Section",
    "SectionMove",
    "Staffing",
    "StaffingMove",
    "Teaching",
    "Week",
]
