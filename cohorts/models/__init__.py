"""The records of being together, one module per noun."""

from cohorts.models.attendance import Attendance, AttendanceChange, AttendanceRequest, AttendanceRequestMove, Mark
from cohorts.models.cohort import Cohort, Week
from cohorts.models.cover import Cover, CoverMove
from cohorts.models.enrollment import Availability, Enrollment, EnrollmentMove
from cohorts.models.feed import CalendarFeed
from cohorts.models.gathering import Gathering, GatheringMove
from cohorts.models.meeting import Guest, Meeting, MeetingMove
from cohorts.models.placement import HoursQuestion, HoursQuestionMove, PlacementRule, PlacementRun, PlacementRunMove
from cohorts.models.section import Seat, Section, SectionMove, Teaching
from cohorts.models.staffing import Staffing, StaffingMove, TeachingInvite
from cohorts.models.switch import Switch, SwitchMove

__all__ = [
    "Attendance",
    "AttendanceChange",
    "AttendanceRequest",
    "AttendanceRequestMove",
    "Availability",
    "CalendarFeed",
    "Cohort",
    "Cover",
    "CoverMove",
    "Enrollment",
    "EnrollmentMove",
    "Gathering",
    "GatheringMove",
    "Guest",
    "HoursQuestion",
    "HoursQuestionMove",
    "Mark",
    "Meeting",
    "MeetingMove",
    "PlacementRule",
    "PlacementRun",
    "PlacementRunMove",
    "Seat",
    "Section",
    "SectionMove",
    "Staffing",
    "StaffingMove",
    "Switch",
    "SwitchMove",
    "Teaching",
    "TeachingInvite",
    "Week",
]
