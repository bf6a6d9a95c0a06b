"""People who were promised a place in this cohort: a lead enrolls them, or notes that they do not want it any more."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import UserRequest
from cohorts.forms import ReasonForm
from cohorts.models import Cohort, Enrollment
from cohorts.workflow import promise as workflow


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def enroll_all_promised(request: UserRequest, slug: str) -> HttpResponse:
    """Everybody whose promise is due in this cohort."""
    cohort = get_object_or_404(Cohort, slug=slug)
    people = workflow.take_up_all(cohort, by=request.user, at=timezone.now())
    messages.success(request, f"Enrolled as promised, and told by mail: {len(people)}.")
    return redirect("cohorts:cohort", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def enroll_promised(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """One person, with the hours they gave before."""
    cohort = get_object_or_404(Cohort, slug=slug)
    promise = _put_off(request, cohort, public_id)
    workflow.take_up(promise, cohort, by=request.user, at=timezone.now())
    messages.success(request, f"{promise.person} is enrolled as promised, and told by mail.")
    return redirect("cohorts:cohort", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def waive_promise(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """The person has said that they do not want the place any more."""
    promise = _put_off(request, get_object_or_404(Cohort, slug=slug), public_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        workflow.waive(promise, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, f"No place is kept for {promise.person} any more. They are told by mail.")
    else:
        messages.error(request, "Say why: the person reads it in their mail. Nothing was changed.")
    return redirect("cohorts:cohort", slug)


def _put_off(request: UserRequest, cohort: Cohort, public_id: str) -> Enrollment:
    """Never the lead's own: another lead decides about it."""
    others = (
        Enrollment.objects.put_off_to(cohort, timezone.now().date())
        .exclude(person=request.user)
        .select_related("cohort", "person")
    )
    return get_object_or_404(others, public_id=public_id)
