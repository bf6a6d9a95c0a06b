"""Asking people to teach, and their answer."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from cohorts.forms import AgreeForm, InviteForm
from cohorts.models import Cohort, Staffing
from cohorts.views.cohort import cohort_page
from cohorts.views.participation import known_hours
from cohorts.workflow import staffing as workflow
from mlsafety_course.posted import posted


@require_http_methods(["GET", "POST"])
def agree(request: UserRequest, slug: str) -> HttpResponse:
    """Say yes with one's hours and the most sections one takes on, or say no."""
    staffing = get_object_or_404(Staffing.objects.of(request.user), cohort__slug=slug)
    if request.POST.get("answer") == "decline":
        return _decline(request, staffing)
    known = known_hours(staffing.cohort, request.user, request.reader_zone)
    form = AgreeForm(posted(request), initial={**known, "most_sections": staffing.most_sections})
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "cohorts/agree.html", {"staffing": staffing, "form": form}, status=status)
    sent, at = form.cleaned_data, timezone.now()
    workflow.agree(staffing, sent["grid"], sent["zone"], most_sections=sent["most_sections"], by=request.user, at=at)
    messages.success(request, f"Thank you: you teach in {staffing.cohort}. You get a mail when your section opens.")
    return redirect("teaching")


def _decline(request: UserRequest, staffing: Staffing) -> HttpResponse:
    workflow.decline(staffing, by=request.user, at=timezone.now())
    messages.success(request, "Thank you for telling us. You will not be asked again for this cohort.")
    return redirect("home")


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def invite(request: UserRequest, slug: str) -> HttpResponse:
    """Ask a person with an account to teach."""
    cohort = get_object_or_404(Cohort, slug=slug)
    form = InviteForm(request.POST)
    if not form.is_valid() or form.person is None:
        return cohort_page(request, cohort, invite=form, status=422)
    wishes = {"most_sections": form.cleaned_data["most_sections"], "campus": form.cleaned_data["campus"]}
    workflow.invite(cohort, form.person, **wishes, by=request.user, at=timezone.now())
    messages.success(request, f"{form.person} is invited by mail. Once they agree, you can give them a section.")
    return redirect("cohorts:cohort", slug)
