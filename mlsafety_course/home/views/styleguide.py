"""The living page: how everything looks, for those who build and those who write."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from mlsafety_course.home.styleguide import samples
from mlsafety_course.home.views.frames import holds_mail


@holds_mail
@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def styleguide(request: UserRequest) -> HttpResponse:
    """Every component in all its states."""
    return render(request, "home/styleguide.html", samples())
