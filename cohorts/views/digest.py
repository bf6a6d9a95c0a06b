"""When a TA wants the daily mail."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import UserRequest
from cohorts.forms.attendance import DigestHourForm
from cohorts.models import Staffing
from cohorts.workflow import digest as workflow
from mlsafety_course import timekit
from mlsafety_course.transitions import Refused


@require_POST
def digest_hour(request: UserRequest) -> HttpResponse:
    """One hour for all cohorts that one teaches in."""
    if not Staffing.objects.agreed().filter(person=request.user).exists():
        raise Http404
    form = DigestHourForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose an hour of the day. Nothing was changed.")
    hour = form.cleaned_data["hour"]
    workflow.send_at(hour, by=request.user, at=timezone.now())
    zone = timekit.zone_label(request.user.zone)
    messages.success(request, f"Your daily mail comes at {hour:02d}:00, {zone}, on days with something to say.")
    return redirect("teaching")
