"""One meeting of a section for the lead: another time, called off, or run by somebody else."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from cohorts.forms import MoveForm, ReasonForm, RescheduleForm, SubstituteForm
from cohorts.meeting_preview import preview
from cohorts.models import Meeting
from cohorts.views.section import section_page
from cohorts.workflow import meeting as workflow
from mlsafety_course import timekit


@require_http_methods(["GET", "POST"])
@permission_required("cohorts.lead_cohort", raise_exception=True)
def move(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """GET shows what another time means for people, POST moves the meeting there."""
    meeting = _of_cohort(slug, public_id)
    form = MoveForm(_typed(request), zone=meeting.section.zone)
    if request.method == "GET" or not form.is_valid():
        return _looked_at(request, meeting, form, "move")
    workflow.move(meeting, form.cleaned_data["starts_at"], by=request.user, at=timezone.now())
    messages.success(request, f"{meeting} is moved, and everybody who is expected is told by mail.")
    return redirect("cohorts:section", slug, meeting.section.public_id)


@require_http_methods(["GET", "POST"])
@permission_required("cohorts.lead_cohort", raise_exception=True)
def reschedule(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """GET shows what another time means for people, POST calls the meeting off, unless it is, and plans another."""
    meeting = _of_cohort(slug, public_id)
    form = RescheduleForm(_typed(request), zone=meeting.section.zone)
    if request.method == "GET" or not form.is_valid():
        return _looked_at(request, meeting, form, "reschedule")
    workflow.reschedule(meeting, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, f"{meeting} is called off and planned anew. Everybody is told in one mail.")
    return redirect("cohorts:section", slug, meeting.section.public_id)


def _typed(request: UserRequest) -> QueryDict | None:
    """What was sent, or asked about; nothing yet where the page is opened without a time."""
    return request.POST if request.method == "POST" else request.GET or None


def _looked_at(request: UserRequest, meeting: Meeting, form: MoveForm, act: str) -> HttpResponse:
    """What the time in the form would mean; without a time that can be read, what is wrong with it."""
    has_time = form.is_bound and "starts_at" not in form.errors
    is_wrong = "starts_at" in form.errors or request.method == "POST"
    starts_at = form.cleaned_data["starts_at"] if has_time else None
    context = {
        "meeting": meeting,
        "section": meeting.section,
        "cohort": meeting.section.cohort,
        "act": act,
        "before": timekit.three_forms(meeting.starts_at, meeting.section.zone, request.reader_zone, exclusive=False),
        "preview": preview(meeting, starts_at, request.reader_zone) if starts_at else None,
        "is_past": starts_at is not None and starts_at <= timezone.now(),
        "zone": timekit.zone_label(meeting.section.zone),
        "form": form,
        "typed_reason": form.data.get("reason", ""),
        "is_wrong": is_wrong,
    }
    return render(request, "cohorts/section_meeting_time.html", context, status=422 if is_wrong else 200)


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
    messages.success(
        request, f"{form.cleaned_data['ta']} stands in at {meeting}. Everybody it concerns is told by mail."
    )
    return redirect("cohorts:section", slug, meeting.section.public_id)


def _of_cohort(slug: str, public_id: str) -> Meeting:
    return get_object_or_404(Meeting.objects.for_sheet(), section__cohort__slug=slug, public_id=public_id)


def _first_error(form: SubstituteForm) -> str:
    return f"{next(iter(form.errors.values()))[0]} Nothing was changed."
