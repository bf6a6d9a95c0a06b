"""Who sits where: asking for a proposal, looking before it counts, publishing, and putting one person by hand."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.requests import UserRequest
from cohorts.forms import SeatForm
from cohorts.forms.placement import ProposeForm, PublishForm
from cohorts.models import Cohort, Enrollment, PlacementRun
from cohorts.placing.desk import desk
from cohorts.placing.preview import preview
from cohorts.placing.progress import Work, work_of
from cohorts.workflow import placement as workflow
from cohorts.workflow import seating


@require_safe
@permission_required("cohorts.lead_cohort", raise_exception=True)
@vary_on_headers("HX-Request")
def placement(request: UserRequest, slug: str) -> HttpResponse:
    """The newest proposal, section by section, and how far the one is that a worker is making."""
    cohort = get_object_or_404(Cohort, slug=slug)
    at = timezone.now()
    newest = cohort.placement_runs.with_people().without_plan().first()
    work = work_of(newest, at) if newest and not newest.published_at else None
    if request.htmx and work and work.url:
        return _how_far(request, work)
    run = cohort.placement_runs.done().with_people().first()
    shown = [row.pk for row in (newest, run) if row]
    context = {
        "cohort": cohort,
        "work": work,
        "run": run,
        "preview": preview(run, cohort.day_of(at)) if run else None,
        "waiting": cohort.enrollments.without_seat().count(),
        "without_hours": cohort.enrollments.active().without_hours().count(),
        "sections": cohort.sections.not_closed().count(),
        "earlier": cohort.placement_runs.exclude(pk__in=shown).with_people().without_plan()[:5],
        **desk(cohort, run, at),
    }
    return render(request, "cohorts/placement.html", context)


def _how_far(request: UserRequest, work: Work) -> HttpResponse:
    """For a page that asks every two seconds: nothing while nothing has changed, so that nothing is announced twice."""
    if request.GET.get("seen") == work.mark:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "components/work.html", {"work": work})


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def propose(request: UserRequest, slug: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort, slug=slug)
    form = ProposeForm(request.POST)
    misses = (form.cleaned_data["allowed_misses"] or 0) if form.is_valid() else 0
    workflow.ask(cohort, allowed_misses=misses, by=request.user, at=timezone.now())
    messages.success(request, "A proposal is asked for. Nobody is told until you publish it.")
    return redirect("cohorts:placement", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def cancel(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    run = get_object_or_404(PlacementRun, cohort__slug=slug, public_id=public_id)
    workflow.cancel(run, by=request.user, at=timezone.now())
    messages.success(request, "Cancelled. Nothing was changed.")
    return redirect("cohorts:placement", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def publish(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    run = get_object_or_404(PlacementRun.objects.select_related("cohort"), cohort__slug=slug, public_id=public_id)
    at = timezone.now()
    form = PublishForm(request.POST, cohort=run.cohort, at=at)
    if not form.is_valid():
        messages.error(request, "Nothing was published. Say until which day people may ask for another section.")
        return redirect("cohorts:placement", slug)
    version, answer_by = form.cleaned_data["version"], form.cleaned_data["answer_by"]
    seated = workflow.publish(run, version=version, answer_by=answer_by, by=request.user, at=at)
    people = "1 person was" if seated == 1 else f"{seated} people were"
    messages.success(request, f"Published: {people} given a seat now, with one mail each.")
    return redirect("cohorts:placement", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def seat(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """Put one person into a section by hand."""
    enrollment = get_object_or_404(Enrollment.objects.with_seats(), cohort__slug=slug, public_id=public_id)
    form = SeatForm(request.POST, cohort=enrollment.cohort)
    if not form.is_valid():
        messages.error(request, "Choose a section that is not closed. Nothing was changed.")
        return redirect("cohorts:cohort", slug)
    held = seating.seat_by_hand(enrollment, form.cleaned_data["section"], by=request.user, at=timezone.now())
    messages.success(request, f"{enrollment.person} sits in {held.section}. What was recorded before stays with them.")
    return redirect("cohorts:cohort", slug)
