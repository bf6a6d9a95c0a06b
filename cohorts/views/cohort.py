"""Runs of the course: the list, a new one, and one cohort's calendar, sections, TAs and people."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import UserRequest
from cohorts.forms import CohortForm, CopyForm, InviteForm
from cohorts.models import Cohort, Enrollment
from cohorts.models.enrollment import cohort_due
from cohorts.workflow import cohort as workflow
from mlsafety_course import timekit
from mlsafety_course.posted import posted

PEOPLE_ON_A_PAGE = 50


@require_safe
@permission_required("cohorts.lead_cohort", raise_exception=True)
def cohorts(request: UserRequest) -> HttpResponse:
    page = Paginator(Cohort.objects.with_people_counted(), 25).get_page(request.GET.get("page"))
    return render(request, "cohorts/cohorts.html", {"page": page})


@require_http_methods(["GET", "POST"])
@permission_required("cohorts.lead_cohort", raise_exception=True)
def new_cohort(request: UserRequest) -> HttpResponse:
    """Dates and zone; weeks and closings follow from them."""
    form = CohortForm(posted(request), initial={"zone": timekit.canonical(request.reader_zone)})
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        context = {"form": form, "copy": CopyForm(), "has_earlier": Cohort.objects.exists()}
        return render(request, "cohorts/new_cohort.html", context, status=status)
    cohort = workflow.set_up(**form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, f"{cohort} is set up. Next: invite TAs, then plan their sections.")
    return redirect("cohorts:cohort", cohort.slug)


@require_safe
@permission_required("cohorts.lead_cohort", raise_exception=True)
def cohort(request: UserRequest, slug: str) -> HttpResponse:
    return cohort_page(request, get_object_or_404(Cohort, slug=slug))


def cohort_page(request: UserRequest, cohort: Cohort, *, status: int = 200, **more: Any) -> HttpResponse:
    """The whole cohort on one page; people in steps of fifty."""
    people, at = cohort.enrollments.with_seats().with_hours_given().order_by("person__full_name", "pk"), timezone.now()
    context = {
        "cohort": cohort,
        "weeks": cohort.weeks.all(),
        "closings": _closings(cohort, request.reader_zone),
        "sections": cohort.sections.with_people(cohort.day_of(at)),
        "staffings": cohort.staffings.with_hours_given().with_withdrawn(),
        "asked": cohort.teaching_invites.open(),
        "page": Paginator(people, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page")),
        "waiting": cohort.enrollments.without_seat().count(),
        "invite": InviteForm(),
        "problem": "",
        **_promised(cohort, request.user, at),
    }
    return render(request, "cohorts/cohort.html", context | more, status=status)


def _promised(cohort: Cohort, reader: User, at: datetime) -> dict[str, Any]:
    """Who may come on a promise, and for how many of them this cohort is the one. Never the reader."""
    rows = Enrollment.objects.put_off_to(cohort, at.date()).promised().exclude(person=reader).with_hours_given()
    found = rows.select_related("person", "cohort").annotate(due_in=cohort_due(at.date()))
    if cohort.has_ended(at):
        found = found.filter(Q(deferred_to=cohort) | Q(due_in=None))
    people, due = found.order_by("person__full_name", "pk"), found.filter(due_in=cohort.pk).count()
    return {"promised": people, "due": due, "is_over": cohort.has_ended(at)}


def _closings(cohort: Cohort, reader_zone: str) -> list[tuple[str, timekit.ThreeForms]]:
    instants = [
        ("Homework is no longer taken", cohort.submissions_close_at),
        ("Grading ends", cohort.grading_closes_at),
        ("The exit survey closes", cohort.survey_closes_at),
        ("Appeals end", cohort.appeals_close_at),
        ("Stipend details are no longer taken", cohort.details_close_at),
    ]
    forms = [(label, timekit.three_forms(at, timekit.AOE_NAME, reader_zone)) for label, at in instants]
    awards = timekit.three_forms(cohort.awards_from, cohort.zone, reader_zone, exclusive=False)
    return [*forms, ("Completion is awarded from", awards)]
