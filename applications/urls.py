"""Addresses of applications."""

from django.urls import path

from applications.views import deciding, drafting, offers, releases, reviewing, rounds, status

app_name = "applications"
urlpatterns = [
    path("rounds/<slug:slug>/", rounds.round_page, name="round"),
    path("apply/", status.mine, name="mine"),
    path("apply/start/<slug:slug>/", status.start, name="start"),
    path("apply/<uuid:public_id>/", drafting.form, name="form"),
    path("apply/<uuid:public_id>/save/", drafting.save, name="save"),
    path("apply/<uuid:public_id>/receipt/", status.receipt, name="receipt"),
    path("apply/<uuid:public_id>/withdraw/", status.withdraw, name="withdraw"),
    path("apply/<uuid:public_id>/reopen/", status.reopen, name="reopen"),
    path("apply/<uuid:public_id>/offer/", offers.offer, name="offer"),
    path("staff/applications/", reviewing.queue, name="queue"),
    path("staff/applications/<uuid:public_id>/", reviewing.read, name="read"),
    path("staff/applications/<uuid:public_id>/review/", reviewing.review, name="review"),
    path("staff/applications/<uuid:public_id>/conflict/", reviewing.conflict, name="conflict"),
    path("staff/applications/<uuid:public_id>/propose/", deciding.propose, name="propose"),
    path("staff/applications/<uuid:public_id>/promote/", deciding.promote, name="promote"),
    path("staff/rounds/<slug:slug>/", deciding.table, name="table"),
    path("staff/rounds/<slug:slug>/propose/", deciding.propose_many, name="propose_many"),
    path("staff/rounds/<slug:slug>/assign/", deciding.assign, name="assign"),
    path("staff/rounds/<slug:slug>/applications.csv", deciding.export, name="export"),
    path("staff/decisions/<slug:slug>/", releases.release, name="release"),
]
