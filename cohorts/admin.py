"""Cohorts and what hangs on them, for looking."""

from django.contrib import admin

from cohorts.models import Attendance, Cohort, Enrollment, Meeting, PlacementRun, Section, Staffing
from mlsafety_course.looking import LookingAdmin


@admin.register(Cohort)
class CohortAdmin(LookingAdmin):
    list_display = ["title", "slug", "zone", "starts_on", "ends_on"]


@admin.register(Enrollment)
class EnrollmentAdmin(LookingAdmin):
    list_display = ["person", "cohort", "status", "enrolled_at", "left_at"]
    list_filter = ["cohort", "status"]
    list_select_related = ["person", "cohort"]
    search_fields = ["person__email", "person__full_name"]


@admin.register(Staffing)
class StaffingAdmin(LookingAdmin):
    list_display = ["person", "cohort", "status", "most_sections"]
    list_filter = ["cohort", "status"]
    list_select_related = ["person", "cohort"]


@admin.register(Section)
class SectionAdmin(LookingAdmin):
    list_display = ["name", "cohort", "weekday", "clock", "zone", "status"]
    list_filter = ["cohort", "status"]
    list_select_related = ["cohort"]


@admin.register(Meeting)
class MeetingAdmin(LookingAdmin):
    list_display = ["section", "week", "starts_at", "status", "signed_off_by"]
    list_filter = ["status"]
    list_select_related = ["section", "week", "signed_off_by"]


@admin.register(Attendance)
class AttendanceAdmin(LookingAdmin):
    list_display = ["meeting", "enrollment", "mark", "recorded_by", "recorded_at"]
    list_filter = ["mark"]
    list_select_related = [
        "meeting__section",
        "meeting__week",
        "enrollment__person",
        "enrollment__cohort",
        "recorded_by",
    ]


@admin.register(PlacementRun)
class PlacementRunAdmin(LookingAdmin):
    list_display = ["cohort", "status", "asked_by", "asked_at", "finished_at", "published_at"]
    list_filter = ["status"]
    list_select_related = ["cohort", "asked_by"]
