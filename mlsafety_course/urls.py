"""The address book: each app names its own pages, all under addresses meant for people."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path

admin.autodiscover()
for model in (Group, EmailAddress, Authenticator):  # made by migrations or by the person: nobody edits them here
    admin.site.unregister(model)
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "mlsafety_course.uploading.unreadable"
urlpatterns = [
    path("", include("mlsafety_course.home.urls")),
    path("", include("applications.urls")),
    path("", include("cohorts.urls")),
    path("", include("curriculum.urls")),
    path("", include("stipends.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
