"""Addresses of curriculum."""

from django.urls import path

from curriculum.views import attempts, certificates, content, grading, homework, plan, survey, units

app_name = "curriculum"
urlpatterns = [
    path("course/units/<slug:slug>/", units.unit, name="unit"),
    path("course/units/<slug:slug>/tick/", units.tick, name="tick"),
    path("course/homework/<uuid:public_id>/", homework.homework, name="homework"),
    path("course/homework/<uuid:public_id>/hand-in/", homework.hand_in, name="hand_in"),
    path("course/homework/<uuid:public_id>/preview/", homework.preview, name="preview"),
    path("course/survey/", survey.survey, name="survey"),
    path("course/certificate/", certificates.certificate, name="certificate"),
    path("verify/<str:code>/", certificates.verify, name="verify"),
    path("files/<uuid:public_id>/", attempts.file, name="file"),
    path("teaching/homework/", grading.grading, name="grading"),
    path("teaching/homework/<uuid:public_id>/", grading.attempt, name="attempt"),
    path("teaching/homework/<uuid:public_id>/grade/", grading.grade, name="grade"),
    path("teaching/homework/<uuid:public_id>/release/", grading.release, name="release"),
    path("staff/curriculum/", content.staff_curriculum, name="staff_curriculum"),
    path("staff/curriculum/units/<slug:slug>/", content.edit_unit, name="edit_unit"),
    path("staff/curriculum/passages/<slug:slug>/", content.passage, name="passage"),
    path("staff/cohorts/<slug:slug>/schedule/", plan.schedule, name="schedule"),
    path("staff/cohorts/<slug:slug>/policy/", plan.policy, name="policy"),
    path("staff/people/<uuid:public_id>/exception/", plan.exception, name="exception"),
]
