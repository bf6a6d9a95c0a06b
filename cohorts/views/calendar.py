"""The calendar of a cohort: its name, zone, links, weeks and closings; and a new cohort like an earlier one."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from cohorts.forms import CohortChangeForm, CohortForm, CohortLikeForm, CopyForm, ShiftForm, WeeksForm
from cohorts.models import Cohort
from cohorts.schedule import gaps, monday_of, moved_run, numbered, shifted, shifted_deadline
from cohorts.workflow import cohort as workflow
from mlsafety_course import timekit
from mlsafety_course.posted import posted


@require_http_methods(["GET", "POST"])
@permission_required("cohorts.lead_cohort", raise_exception=True)
def calendar(request: UserRequest, slug: str) -> HttpResponse:
    """Every date of the cohort; POST changes its name, zone, links, closings and first award."""
    cohort, at = get_object_or_404(Cohort, slug=slug), timezone.now()
    form = CohortChangeForm(posted(request), cohort=cohort, zone_stays=_zone_stays(cohort))
    if request.method == "GET" or not form.is_valid():
        return calendar_page(request, cohort, form=form, status=200 if request.method == "GET" else 422)
    workflow.change(cohort, **form.cleaned_data, by=request.user, at=at)
    messages.success(request, "Saved. Everybody sees the new dates from now on.")
    return redirect("cohorts:calendar", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def plan_weeks(request: UserRequest, slug: str) -> HttpResponse:
    """Other weeks and breaks, while nothing is planned in them."""
    cohort, form = get_object_or_404(Cohort, slug=slug), WeeksForm(request.POST)
    if not form.is_valid():
        return calendar_page(request, cohort, weeks_form=form, status=422)
    workflow.plan_again(cohort, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, "The weeks are planned anew. Check the closings below: they stay where they were.")
    return redirect("cohorts:calendar", slug)


def _zone_stays(cohort: Cohort) -> str:
    return workflow.ZONE_STAYS if workflow.zone_stays(cohort, timezone.now()) else ""


def calendar_page(request: UserRequest, cohort: Cohort, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page with all its forms; `more` are those that were sent with mistakes."""
    weeks = list(cohort.weeks.all())
    breaks = "\n".join(f"{monday_of(week.starts_on)}" for week in weeks if week.is_break)
    first = {"starts_on": cohort.starts_on, "ends_on": cohort.ends_on, "breaks": breaks}
    context = {
        "cohort": cohort,
        "weeks": weeks,
        "gaps": gaps(weeks),
        "zone": timekit.zone_label(cohort.zone),
        "has_meetings": cohort.weeks.filter(meetings__isnull=False).exists(),
        "form": CohortChangeForm(cohort=cohort, zone_stays=_zone_stays(cohort)),
        "weeks_form": WeeksForm(initial=first),
        "shift": ShiftForm(cohort=cohort, at=timezone.now()),
        "problem": "",
    }
    return render(request, "cohorts/calendar.html", context | more, status=status)


@require_http_methods(["GET", "POST"])
@permission_required("cohorts.lead_cohort", raise_exception=True)
def cohort_like(request: UserRequest) -> HttpResponse:
    """A new cohort like an earlier one: GET shows every date moved to the new first day, POST keeps what was sent."""
    if not request.GET:
        return redirect("cohorts:new_cohort")
    copy = CopyForm(request.GET)
    if not copy.is_valid():
        context = {"form": CohortForm(), "copy": copy, "has_earlier": True}
        return render(request, "cohorts/new_cohort.html", context, status=422)
    earlier, first_day = copy.cleaned_data["like"], copy.cleaned_data["first_day"]
    form = CohortLikeForm(posted(request), **_moved(earlier, first_day))
    if request.method == "GET" or not form.is_valid():
        context = {"form": form, "earlier": earlier, "zone": timekit.zone_label(earlier.zone)}
        return render(request, "cohorts/cohort_like.html", context, status=200 if request.method == "GET" else 422)
    sent = form.cleaned_data
    wishes = {"slug": sent["slug"], "title": sent["title"], "weeks": form.weeks, "instants": form.instants}
    made = workflow.set_up_like(earlier, **wishes, by=request.user, at=timezone.now())
    messages.success(request, f"{made} is set up like {earlier}. Next: invite TAs, then plan their sections.")
    return redirect("cohorts:cohort", made.slug)


def _moved(earlier: Cohort, first_day: date) -> dict[str, Any]:
    """What the form begins with: by whole weeks, and by the clocks, whatever season it is there."""
    weeks = list(earlier.weeks.all())
    days = (monday_of(first_day) - monday_of(earlier.starts_on)).days
    instants = {
        name: shifted_deadline(getattr(earlier, name), days, earlier.zone) for name in workflow.CLOSE_DAYS_AFTER_END
    }
    instants["awards_from"] = shifted(earlier.awards_from, days, earlier.zone)
    return {"zone": earlier.zone, "weeks": numbered(moved_run(weeks, first_day)), "instants": instants}
