"""Addresses of one's own account, beside allauth's."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [path("accounts/profile/", views.profile, name="profile")]
