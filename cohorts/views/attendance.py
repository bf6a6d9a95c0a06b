"""What a participant asks about a meeting, and how whoever runs it answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from cohorts.forms.attendance import AbsenceForm, CorrectionForm, DeclineForm
from cohorts.models import AttendanceRequest, Meeting
from cohorts.own import own_enrollment
from cohorts.workflow import attendance_request as workflow
from mlsafety_course import timekit
from mlsafety_course.posted import posted
from mlsafety_course.transitions import Refused


@require_http_methods(["GET", "POST"])
def absence(request: UserRequest, public_id: str) -> HttpResponse:
    """Say that one cannot come to a meeting, or could not."""
    meeting, form = _own_meeting(request, public_id), AbsenceForm(posted(request))
    if request.method == "GET" or not form.is_valid():
        until = workflow.notice_until(meeting)
        return _page(request, "cohorts/absence.html", meeting, form, until)
    enrollment, reason = own_enrollment(request.user), form.cleaned_data["reason"]
    workflow.tell_absence(meeting, enrollment, reason, by=request.user, at=timezone.now())
    messages.success(request, f"Your TA is told that you cannot come to {meeting}. The answer comes by mail.")
    return redirect("attendance")


@require_http_methods(["GET", "POST"])
def correction(request: UserRequest, public_id: str) -> HttpResponse:
    """Ask for another mark at a meeting that is signed off."""
    meeting, enrollment = _own_meeting(request, public_id), own_enrollment(request.user)
    row = meeting.attendances.filter(enrollment=enrollment).first()
    form = CorrectionForm(posted(request), stands=row.mark if row else "")
    if request.method == "GET" or not form.is_valid():
        until = workflow.correction_until(meeting)
        return _page(request, "cohorts/correction.html", meeting, form, until, row=row)
    workflow.ask_correction(meeting, enrollment, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, f"Your TA is asked to look at {meeting} again. The answer comes by mail.")
    return redirect("attendance")


@require_POST
def take_back(request: UserRequest, public_id: str) -> HttpResponse:
    """What one has asked oneself, while nobody has answered."""
    own = AttendanceRequest.objects.with_people().filter(enrollment__person=request.user)
    asked = get_object_or_404(own, public_id=public_id)
    workflow.withdraw(asked, by=request.user, at=timezone.now())
    messages.success(request, "Taken back. Nothing else has changed.")
    return redirect("attendance")


@require_POST
def grant(request: UserRequest, public_id: str) -> HttpResponse:
    """One click: what was asked for is recorded, and the person is told."""
    asked = _decidable(request, public_id)
    workflow.grant(asked, by=request.user, at=timezone.now())
    who, mark = asked.enrollment.person, asked.get_wanted_display().lower()
    messages.success(request, f"{who} is recorded as {mark} at {asked.meeting}, and is told by mail.")
    return _back(request, asked)


@require_POST
def decline(request: UserRequest, public_id: str) -> HttpResponse:
    """With a sentence that the person reads."""
    asked, form = _decidable(request, public_id), DeclineForm(request.POST)
    if not form.is_valid():
        raise Refused("Say in a sentence why not: the person reads it. Nothing was changed.")
    workflow.decline(asked, form.cleaned_data["answer"], by=request.user, at=timezone.now())
    messages.success(request, f"{asked.enrollment.person} is told why not. The mark stays as it is.")
    return _back(request, asked)


def _own_meeting(request: UserRequest, public_id: str) -> Meeting:
    return get_object_or_404(Meeting.objects.of(own_enrollment(request.user)).for_sheet(), public_id=public_id)


def _decidable(request: UserRequest, public_id: str) -> AttendanceRequest:
    found = AttendanceRequest.objects.decidable_by(request.user, timezone.now(), timezone.localdate())
    return get_object_or_404(found.with_people(), public_id=public_id)


def _back(request: UserRequest, asked: AttendanceRequest) -> HttpResponse:
    """To the page where the button stood: a meeting's, or the teaching home."""
    return redirect("cohorts:meeting", asked.meeting.public_id) if "sheet" in request.POST else redirect("teaching")


def _page(
    request: UserRequest,
    template: str,
    meeting: Meeting,
    form: AbsenceForm | CorrectionForm,
    until: object,
    **more: object,
) -> HttpResponse:
    at = timezone.now()
    context = {
        "meeting": meeting,
        "form": form,
        "when": timekit.three_forms(meeting.starts_at, meeting.section.zone, request.reader_zone, exclusive=False),
        "until": until,
        "is_too_late": until is None or at >= until,  # type: ignore[operator]
        "is_over": at >= meeting.ends_at,
        **more,
    }
    return render(request, template, context, status=200 if request.method == "GET" else 422)
