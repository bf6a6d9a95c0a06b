"""A participant's own pages: their hours, their attendance, leaving and coming back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import UserRequest
from cohorts.forms import HoursForm, LeaveForm
from cohorts.models import Availability, Cohort, Enrollment, Staffing
from cohorts.own import own_enrollment
from cohorts.workflow import enrollment as workflow
from mlsafety_course import timekit
from mlsafety_course.posted import posted


def _cohort_of(person: User) -> Cohort:
    """The cohort whose hours they keep: as participant, else as TA."""
    enrollment = Enrollment.objects.current_of(person)
    staffing = Staffing.objects.of(person).agreed().order_by("-cohort__starts_on", "-pk").first()
    if enrollment is None and staffing is None:
        raise Http404("This page is for participants and TAs.")
    return enrollment.cohort if enrollment else staffing.cohort  # type: ignore[union-attr]


@require_http_methods(["GET", "POST"])
def hours(request: UserRequest) -> HttpResponse:
    """The hours in which one can meet."""
    cohort = _cohort_of(request.user)
    form = HoursForm(posted(request), initial=known_hours(cohort, request.user, request.reader_zone))
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "cohorts/hours.html", {"cohort": cohort, "form": form}, status=status)
    grid, zone = form.cleaned_data["grid"], form.cleaned_data["zone"]
    workflow.give_hours(cohort, request.user, grid, zone, by=request.user, at=timezone.now())
    messages.success(request, "Your hours are saved. A seat you already have stays yours.")
    return redirect("cohorts:hours")


def known_hours(cohort: Cohort, person: User, zone: str) -> dict[str, Any]:
    """What the hours form starts with: what was given before, else an empty week in the reader's zone."""
    free = Availability.objects.filter(cohort=cohort, person=person).first()
    return {"zone": free.zone, "grid": timekit.unpack(free.grid)} if free else {"zone": timekit.canonical(zone)}


@require_http_methods(["GET", "POST"])
def leave(request: UserRequest) -> HttpResponse:
    """Give the place back before the start, or drop out of a running course."""
    enrollment, at = own_enrollment(request.user), timezone.now()
    form = LeaveForm(posted(request))
    if request.method == "GET" or not form.is_valid():
        context = {
            "enrollment": enrollment,
            "form": form,
            "has_started": enrollment.cohort.has_started(at),
            "back_until": workflow.may_return_until(enrollment, at),
            "reason": "" if enrollment.status == Enrollment.Status.ACTIVE else last_reason(enrollment),
        }
        return render(request, "cohorts/leave.html", context, status=200 if request.method == "GET" else 422)
    workflow.leave(enrollment, form.cleaned_data["reason"], by=request.user, at=at)
    messages.success(request, "You have left the course. What you did is kept. Thank you for telling us.")
    return redirect("home")


def last_reason(enrollment: Enrollment) -> str:
    """Why it stands as it does, in the words of whoever changed it last; may be empty (one query)."""
    move = enrollment.moves.last()
    return str(move.reason) if move else ""


@require_POST
def come_back(request: UserRequest) -> HttpResponse:
    """Return within seven days of dropping out."""
    seat = workflow.return_(own_enrollment(request.user), "", by=request.user, at=timezone.now())
    found = f"You have your seat in {seat.section} again." if seat else "Your old seat is taken: we look for another."
    messages.success(request, f"Welcome back. {found}")
    return redirect("course")
