"""One meeting of a section for the lead: another time, called off, or run by somebody else."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import UserRequest
from cohorts.forms import MoveForm, ReasonForm, SubstituteForm
from cohorts.models import Meeting
from cohorts.views.section import section_page
from cohorts.workflow import meeting as workflow


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def move(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    meeting = _of_cohort(slug, public_id)
    form = MoveForm(request.POST, zone=meeting.section.zone)
    if not form.is_valid():
        return section_page(request, meeting.section, problem=_first_error(form), status=422)
    workflow.move(meeting, form.cleaned_data["starts_at"], by=request.user, at=timezone.now())
    messages.success(request, f"{meeting} is moved, and everybody who is expected is told by mail.")
    return redirect("cohorts:section", slug, meeting.section.public_id)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def cancel(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    meeting, form = _of_cohort(slug, public_id), ReasonForm(request.POST)
    if not form.is_valid():
        problem = "Say why the meeting is called off: people read it in their mail. Nothing was changed."
        return section_page(request, meeting.section, problem=problem, status=422)
    workflow.cancel(meeting, form.cleaned_data["reason"], by=request.user, at=timezone.now())
    messages.success(request, f"{meeting} is cancelled, and everybody who was expected is told by mail.")
    return redirect("cohorts:section", slug, meeting.section.public_id)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def substitute(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    meeting = _of_cohort(slug, public_id)
    form = SubstituteForm(request.POST, cohort=meeting.section.cohort)
    if not form.is_valid():
        return section_page(request, meeting.section, problem=_first_error(form), status=422)
    workflow.appoint_substitute(meeting, form.cleaned_data["ta"], by=request.user, at=timezone.now())
    messages.success(request, f"{form.cleaned_data['ta']} stands in at {meeting}, and is told by mail.")
    return redirect("cohorts:section", slug, meeting.section.public_id)


def _of_cohort(slug: str, public_id: str) -> Meeting:
    return get_object_or_404(Meeting.objects.for_sheet(), section__cohort__slug=slug, public_id=public_id)


def _first_error(form: MoveForm | SubstituteForm) -> str:
    return f"{next(iter(form.errors.values()))[0]} Nothing was changed."
