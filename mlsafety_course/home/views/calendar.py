"""Shifting the calendar of a cohort, with the units and homework of its weeks: every date first, then the act."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from cohorts.forms import ShiftForm
from cohorts.models import Cohort
from cohorts.views.calendar import calendar_page
from mlsafety_course.home import shifting
from mlsafety_course.posted import posted
from mlsafety_course.transitions import Refused


@require_http_methods(["GET", "POST"])
@permission_required("cohorts.lead_cohort", raise_exception=True)
def shift_calendar(request: UserRequest, slug: str) -> HttpResponse:
    """GET shows every date that would move, POST moves them if they are still the ones that were seen."""
    cohort, at = get_object_or_404(Cohort, slug=slug), timezone.now()
    if request.method == "GET" and not request.GET:
        return redirect("cohorts:calendar", slug)
    form = ShiftForm(posted(request) or request.GET, cohort=cohort, at=at)
    if not form.is_valid():
        return calendar_page(request, cohort, shift=form, status=422)
    first, days = form.cleaned_data["first"], form.cleaned_data["days"]
    try:
        plan = shifting.planned(cohort, first, days, at)
    except Refused as refusal:
        return calendar_page(request, cohort, shift=form, problem=str(refusal), status=409)
    if request.method == "GET":
        context = {"cohort": cohort, "form": form, "preview": shifting.preview(plan, request.reader_zone)}
        return render(request, "home/shift.html", context)
    shifting.shift(cohort, first, days, seen=request.POST.get("digest", ""), by=request.user, at=at)
    messages.success(request, "The calendar has moved. Everybody is told in one mail.")
    return redirect("cohorts:calendar", slug)
