"""Who sits where: proposing, looking before it counts, publishing, and putting one person by hand."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from cohorts.forms import SeatForm
from cohorts.models import Cohort, Enrollment, PlacementRun
from cohorts.placement_preview import preview
from cohorts.workflow import placement as workflow
from cohorts.workflow import seating


@require_safe
@permission_required("cohorts.lead_cohort", raise_exception=True)
def placement(request: UserRequest, slug: str) -> HttpResponse:
    """The newest proposal, section by section, and who is left without a seat."""
    cohort = get_object_or_404(Cohort, slug=slug)
    run = cohort.placement_runs.select_related("made_by", "published_by").first()
    context = {
        "cohort": cohort,
        "run": run,
        "preview": preview(run, cohort.day_of(timezone.now())) if run else None,
        "waiting": cohort.enrollments.without_seat().count(),
        "without_hours": cohort.enrollments.active().without_hours().count(),
        "sections": cohort.sections.not_closed().count(),
        "earlier": cohort.placement_runs.select_related("made_by")[1:6],
    }
    return render(request, "cohorts/placement.html", context)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def propose(request: UserRequest, slug: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort, slug=slug)
    run = workflow.propose(cohort, by=request.user, at=timezone.now())
    messages.success(
        request, f"Proposed: {run.figures['placed']} of {run.figures['people']} have a seat. Nobody was told."
    )
    return redirect("cohorts:placement", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def publish(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    run = get_object_or_404(PlacementRun, cohort__slug=slug, public_id=public_id)
    seated = workflow.publish(run, by=request.user, at=timezone.now())
    messages.success(request, f"Published: {seated} people were given a seat now, and each gets one mail.")
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
    held = seating.seat(enrollment, form.cleaned_data["section"], by=request.user, at=timezone.now())
    messages.success(request, f"{enrollment.person} sits in {held.section}. What was recorded before stays with them.")
    return redirect("cohorts:cohort", slug)
