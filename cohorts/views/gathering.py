"""Office hours and events: what people may come to, and planning them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from cohorts.forms import GatheringForm, ReasonForm, WeeklyForm
from cohorts.gatherings import lines
from cohorts.models import Cohort, Enrollment, Gathering, Staffing
from cohorts.workflow import gathering as workflow
from mlsafety_course import timekit
from mlsafety_course.posted import posted


@require_safe
def gatherings(request: UserRequest) -> HttpResponse:
    """Everything optional of one's cohorts, for participants and TAs; what is over is folded away."""
    takes_part = Enrollment.objects.current_of(request.user)
    if takes_part is None and not Staffing.objects.of(request.user).agreed().exists():
        raise Http404("This page is for participants and TAs.")
    at = timezone.now()
    every = lines(Gathering.objects.open_to(request.user), at, request.reader_zone)
    context = {
        "takes_part": takes_part,
        "coming": [line for line in every if not line.is_over],
        "over": [line for line in reversed(every) if line.is_over],
    }
    return render(request, "cohorts/gatherings.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("cohorts.lead_cohort", raise_exception=True)
def cohort_gatherings(request: UserRequest, slug: str) -> HttpResponse:
    """All of a cohort's; POST plans one."""
    cohort = get_object_or_404(Cohort, slug=slug)
    form = GatheringForm(posted(request), zone=cohort.zone, prefix="one")
    if request.method == "GET" or not form.is_valid():
        return _page(request, cohort, form=form, status=200 if request.method == "GET" else 422)
    starts_at = form.cleaned_data["starts_at"]
    made = workflow.plan(cohort, starts_at, **form.wishes(cohort.zone), by=request.user, at=timezone.now())
    messages.success(request, f"{made} is planned. People see it on their pages; nobody gets a mail.")
    return redirect("cohorts:cohort_gatherings", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def plan_weekly(request: UserRequest, slug: str) -> HttpResponse:
    """One in every teaching week still to come."""
    cohort = get_object_or_404(Cohort, slug=slug)
    form = WeeklyForm(request.POST, prefix="weekly")
    if not form.is_valid():
        return _page(request, cohort, weekly=form, status=422)
    sent = form.cleaned_data
    wishes = form.wishes(sent["zone"])
    made = workflow.plan_weekly(cohort, sent["weekday"], sent["clock"], **wishes, by=request.user, at=timezone.now())
    messages.success(request, f"Planned, {len(made)} times. People see it on their pages; nobody gets a mail.")
    return redirect("cohorts:cohort_gatherings", slug)


def _page(request: UserRequest, cohort: Cohort, *, status: int = 200, **more: Any) -> HttpResponse:
    at = timezone.now()
    every = lines(cohort.gatherings.all(), at, request.reader_zone)
    weekly = {"kind": Gathering.Kind.OFFICE_HOURS, "title": "Office hours", "zone": cohort.zone, "weekday": 4}
    context = {
        "cohort": cohort,
        "zone": timekit.zone_label(cohort.zone),
        "coming": [line for line in every if not line.is_over],
        "over": [line for line in reversed(every) if line.is_over],
        "form": GatheringForm(zone=cohort.zone, prefix="one", initial={"kind": Gathering.Kind.SPEAKER}),
        "weekly": WeeklyForm(prefix="weekly", initial=weekly),
    }
    return render(request, "cohorts/cohort_gatherings.html", context | more, status=status)


@require_http_methods(["GET", "POST"])
@permission_required("cohorts.lead_cohort", raise_exception=True)
def gathering(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """One of them, to be changed or called off."""
    gathering = _of_cohort(slug, public_id)
    form = GatheringForm(posted(request), zone=gathering.zone, initial=vars(gathering))
    if request.method == "GET" or not form.is_valid():
        return _one(request, gathering, form=form, status=200 if request.method == "GET" else 422)
    starts_at, wishes = form.cleaned_data["starts_at"], form.wishes(gathering.zone)
    workflow.change(gathering, starts_at, **wishes, by=request.user, at=timezone.now())
    messages.success(request, "Saved. Participants get a mail if the time or the place is another one.")
    return redirect("cohorts:cohort_gatherings", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def cancel(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    gathering, form = _of_cohort(slug, public_id), ReasonForm(request.POST)
    if not form.is_valid():
        problem = "Say why it is called off: participants read it in their mail. Nothing was changed."
        return _one(request, gathering, problem=problem, status=422)
    workflow.cancel(gathering, form.cleaned_data["reason"], by=request.user, at=timezone.now())
    messages.success(request, f"{gathering} is called off, and participants are told by mail.")
    return redirect("cohorts:cohort_gatherings", slug)


def _of_cohort(slug: str, public_id: str) -> Gathering:
    return get_object_or_404(Gathering.objects.select_related("cohort"), cohort__slug=slug, public_id=public_id)


def _one(request: UserRequest, gathering: Gathering, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "gathering": gathering,
        "cohort": gathering.cohort,
        "line": lines([gathering], timezone.now(), request.reader_zone)[0],
        "has_begun": gathering.starts_at <= timezone.now(),
        "zone": timekit.zone_label(gathering.zone),
        "form": GatheringForm(zone=gathering.zone, initial=vars(gathering)),
        "problem": "",
    }
    return render(request, "cohorts/gathering.html", context | more, status=status)
