"""Where a person lands after signing in."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from mlsafety_course.home.context import places


@require_safe
def after_login(request: UserRequest) -> HttpResponse:
    """The home of the role furthest down the road; for a new person, the applications."""
    homes = places(request)
    return redirect(homes[-1].url if homes else "applications:mine")
