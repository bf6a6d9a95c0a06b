"""Addresses of cohorts."""

from django.urls import path

from cohorts.views import cohort, meeting, participation, placement, section, section_meeting, staffing

app_name = "cohorts"

COHORT = "staff/cohorts/<slug:slug>/"
SECTION = COHORT + "sections/<uuid:public_id>/"
PLANNED_MEETING = COHORT + "meetings/<uuid:public_id>/"
MEETING = "teaching/meetings/<uuid:public_id>/"

urlpatterns = [
    path("course/hours/", participation.hours, name="hours"),
    path("course/attendance/", participation.attendance, name="attendance"),
    path("course/leave/", participation.leave, name="leave"),
    path("course/leave/back/", participation.come_back, name="come_back"),
    path("teaching/agree/<slug:slug>/", staffing.agree, name="agree"),
    path(MEETING, meeting.meeting, name="meeting"),
    path(MEETING + "record/", meeting.record, name="record"),
    path(MEETING + "sign-off/", meeting.sign_off, name="sign_off"),
    path(MEETING + "reopen/", meeting.reopen, name="reopen_meeting"),
    path(MEETING + "guests/", meeting.invite_guest, name="invite_guest"),
    path("staff/cohorts/", cohort.cohorts, name="cohorts"),
    path("staff/cohorts/new/", cohort.new_cohort, name="new_cohort"),
    path(COHORT, cohort.cohort, name="cohort"),
    path(COHORT + "invite/", staffing.invite, name="invite"),
    path(COHORT + "sections/new/", section.new_section, name="new_section"),
    path(SECTION, section.section, name="section"),
    path(SECTION + "open/", section.open_section, name="open_section"),
    path(SECTION + "close/", section.close_section, name="close_section"),
    path(SECTION + "teacher/", section.hand_over, name="hand_over"),
    path(PLANNED_MEETING + "move/", section_meeting.move, name="move_meeting"),
    path(PLANNED_MEETING + "cancel/", section_meeting.cancel, name="cancel_meeting"),
    path(PLANNED_MEETING + "substitute/", section_meeting.substitute, name="substitute"),
    path(COHORT + "placement/", placement.placement, name="placement"),
    path(COHORT + "placement/run/", placement.propose, name="propose_placement"),
    path(COHORT + "placement/<uuid:public_id>/cancel/", placement.cancel, name="cancel_placement"),
    path(COHORT + "placement/<uuid:public_id>/publish/", placement.publish, name="publish_placement"),
    path(COHORT + "people/<uuid:public_id>/seat/", placement.seat, name="seat"),
]
