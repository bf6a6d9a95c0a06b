"""Asking people to teach, and their answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from cohorts.forms import AgreeForm, InviteForm, ReasonForm
from cohorts.models import Cohort, Staffing, TeachingInvite
from cohorts.views.cohort import cohort_page
from cohorts.views.participation import known_hours
from cohorts.workflow import staffing as workflow
from mlsafety_course.posted import posted


@require_http_methods(["GET", "POST"])
def agree(request: UserRequest, slug: str) -> HttpResponse:
    """Say yes with one's hours and the most sections one takes on, or say no; once agreed, change them."""
    asked = _asked(request, slug)
    if request.POST.get("answer") == "decline":
        return _decline(request, asked)
    known = known_hours(asked.cohort, request.user, request.reader_zone)
    wishes = {"most_sections": asked.most_sections, "campus": asked.campus}
    form = AgreeForm(posted(request), initial={**known, **wishes})
    if request.method == "GET" or not form.is_valid():
        context = {"cohort": asked.cohort, "standing": getattr(asked, "status", "invited"), "form": form}
        return render(request, "cohorts/agree.html", context, status=200 if request.method == "GET" else 422)
    return _agree(request, asked, form.cleaned_data)


def _asked(request: UserRequest, slug: str) -> Staffing | TeachingInvite:
    """One's own staffing, else what was asked of an address of one's own. Http404 for whoever was not asked."""
    staffing = Staffing.objects.of(request.user).filter(cohort__slug=slug).first()
    asked = staffing or TeachingInvite.objects.of(request.user).filter(cohort__slug=slug).first()
    if asked is None:
        raise Http404("Nobody asked this person to teach there.")
    return asked


def _taken_up(request: UserRequest, asked: Staffing | TeachingInvite) -> Staffing:
    if isinstance(asked, Staffing):
        return asked
    return workflow.take_up(asked, request.user, at=timezone.now())


def _agree(request: UserRequest, asked: Staffing | TeachingInvite, sent: dict[str, Any]) -> HttpResponse:
    staffing, at = _taken_up(request, asked), timezone.now()
    wishes = {"most_sections": sent["most_sections"], "campus": sent["campus"]}
    act = workflow.change if staffing.status == Staffing.Status.AGREED else workflow.agree
    act(staffing, sent["grid"], sent["zone"], **wishes, by=request.user, at=at)
    if act is workflow.change:
        messages.success(request, "Saved. Sections and meetings that you have already stay yours.")
    else:
        messages.success(request, f"Thank you: you teach in {staffing.cohort}. You get a mail when your section opens.")
    return redirect("teaching")


def _decline(request: UserRequest, asked: Staffing | TeachingInvite) -> HttpResponse:
    workflow.decline(_taken_up(request, asked), by=request.user, at=timezone.now())
    messages.success(request, "Thank you for telling us. You will not be asked again for this cohort.")
    return redirect("home")


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def invite(request: UserRequest, slug: str) -> HttpResponse:
    """Ask whoever reads at an address to teach."""
    cohort = get_object_or_404(Cohort, slug=slug)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return cohort_page(request, cohort, invite=form, status=422)
    asked = workflow.invite_address(cohort, **form.cleaned_data, by=request.user, at=timezone.now())
    who = asked.person if isinstance(asked, Staffing) else asked.email
    messages.success(request, f"{who} is invited by mail. Once they agree, you can give them a section.")
    return redirect("cohorts:cohort", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def withdraw(request: UserRequest, slug: str) -> HttpResponse:
    """Take back an invitation that nobody has answered, found by its address."""
    cohort, email = get_object_or_404(Cohort, slug=slug), request.POST.get("email", "")
    asked = cohort.staffings.select_related("person", "cohort").filter(person__email=email).first()
    found = asked or get_object_or_404(cohort.teaching_invites.open().select_related("cohort"), email=email)
    workflow.withdraw(found, by=request.user, at=timezone.now())
    messages.success(request, f"The invitation of {email} is taken back, and they are told by mail.")
    return redirect("cohorts:cohort", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def leave(request: UserRequest, slug: str) -> HttpResponse:
    """Record that a TA does not teach in this cohort any more, with the reason."""
    cohort, form = get_object_or_404(Cohort, slug=slug), ReasonForm(request.POST)
    theirs = cohort.staffings.select_related("person", "cohort")
    staffing = get_object_or_404(theirs, person__email=request.POST.get("email", ""))
    if not form.is_valid():
        problem = f"Say why {staffing.person} does not teach any more. Nothing was changed."
        return cohort_page(request, cohort, problem=problem, status=422)
    workflow.leave(staffing, form.cleaned_data["reason"], by=request.user, at=timezone.now())
    messages.success(request, f"{staffing.person} does not teach in {cohort} any more. What they recorded is kept.")
    return redirect("cohorts:cohort", slug)
