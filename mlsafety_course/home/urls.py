"""Addresses of the pages that mix apps."""

from django.urls import path

from mlsafety_course.home.views import (
    arrival,
    course,
    decisions,
    health,
    mydata,
    post_office,
    public,
    rounds,
    staff,
    styleguide,
    teaching,
)

urlpatterns = [
    path("", public.home, name="home"),
    path("privacy/", public.privacy, name="privacy"),
    path("rounds/<slug:slug>/", rounds.round_page, name="round"),
    path("my-data/", mydata.my_data, name="my_data"),
    path("my-data/file.json", mydata.my_data_file, name="my_data_file"),
    path("healthz", health.healthz, name="healthz"),
    path("accounts/arrived/", arrival.after_login, name="after_login"),
    path("course/", course.course, name="course"),
    path("course/standing/", course.standing, name="standing"),
    path("teaching/", teaching.teaching, name="teaching"),
    path("teaching/sections/<uuid:public_id>/", teaching.teaching_section, name="teaching_section"),
    path("staff/", staff.staff, name="staff"),
    path("staff/decisions/<slug:slug>/", decisions.release, name="release"),
    path("staff/cohorts/<slug:slug>/matrix/", staff.cohort_matrix, name="matrix"),
    path("staff/people/<uuid:public_id>/", staff.person, name="person"),
    path("staff/styleguide/", styleguide.styleguide, name="styleguide"),
    path("staff/styleguide/mail/", post_office.sample_mail, name="sample_mail"),
    path("staff/outbox/", post_office.outbox, name="outbox"),
    path("staff/outbox/<uuid:public_id>/", post_office.message, name="message"),
    path("staff/outbox/<uuid:public_id>/html/", post_office.message_html, name="message_html"),
    path("staff/outbox/<uuid:public_id>/settle/", post_office.settle, name="settle_message"),
]
