"""One meeting for whoever runs it: who comes, and the attendance sheet."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from cohorts.clock_notes import change_for_ta
from cohorts.forms import GuestForm, ReasonForm, SheetForm
from cohorts.models import Enrollment, Guest, Meeting
from cohorts.roster import expected
from cohorts.sheet import sheet_of
from cohorts.workflow import meeting as workflow
from cohorts.workflow import seating
from cohorts.workflow.sheet import Saved
from mlsafety_course import timekit
from mlsafety_course.transitions import Refused


@require_safe
def meeting(request: UserRequest, public_id: str) -> HttpResponse:
    """Who comes, how to join, and the sheet."""
    return _page(request, _open_to(request, public_id))


@require_POST
def record(request: UserRequest, public_id: str) -> HttpResponse:
    """The whole sheet, or as many rows of it as were sent; each is saved or refused by itself."""
    meeting = _open_to(request, public_id)
    saved = _save(request, meeting)
    if request.headers.get("Accept") == "application/json":
        return _answer(saved)
    if any(row.refusal for row in saved):
        return _page(request, meeting, saved, status=409)
    messages.success(request, f"Saved: {len(saved)} {'mark' if len(saved) == 1 else 'marks'}.")
    return redirect("cohorts:meeting", public_id)


@require_POST
def sign_off(request: UserRequest, public_id: str) -> HttpResponse:
    """Save what the sheet says, then sign it off; if that is refused, the page says why and keeps everything."""
    meeting = _open_to(request, public_id)
    saved = _save(request, meeting)
    if any(row.refusal for row in saved):
        return _page(request, meeting, saved, status=409)
    try:
        workflow.sign_off(meeting, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _page(request, meeting, problem=str(refusal), status=409)
    messages.success(request, f"{meeting} is signed off. Marks can still be corrected, with a reason.")
    return redirect("cohorts:meeting", public_id)


@require_POST
def reopen(request: UserRequest, public_id: str) -> HttpResponse:
    meeting = _open_to(request, public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, meeting, problem="Say why you reopen the sheet. Nothing was changed.", status=422)
    workflow.reopen(meeting, form.cleaned_data["reason"], by=request.user, at=timezone.now())
    messages.success(request, "The sheet is open again. Sign it off once more when it is right.")
    return redirect("cohorts:meeting", public_id)


@require_POST
def invite_guest(request: UserRequest, public_id: str) -> HttpResponse:
    """Add a participant of another section, found by their whole address, so that no list of people is shown."""
    meeting = _open_to(request, public_id)
    form = GuestForm(request.POST)
    among = Enrollment.objects.active()
    found = among.in_cohort_by_email(meeting.section.cohort, form.cleaned_data["email"]) if form.is_valid() else None
    if found is None:
        problem = "Nobody in this cohort has that address. Check it with the person. Nothing was changed."
        return _page(request, meeting, guest=form, problem=problem, status=422)
    seating.invite_guest(meeting, found, by=request.user, at=timezone.now())
    messages.success(request, f"{found.person} is on the sheet as a guest.")
    return redirect("cohorts:meeting", public_id)


@require_POST
def take_off(request: UserRequest, public_id: str, guest: str) -> HttpResponse:
    """Take a guest off the sheet who was added by mistake."""
    meeting = _open_to(request, public_id)
    among = Enrollment.objects.filter(cohort=meeting.section.cohort).select_related("person")
    found = get_object_or_404(among, public_id=guest)
    seating.take_off(meeting, found, by=request.user, at=timezone.now())
    messages.success(request, f"{found.person} is not on the sheet any more.")
    return redirect("cohorts:meeting", public_id)


def _open_to(request: UserRequest, public_id: str) -> Meeting:
    rows = Meeting.objects.for_sheet().open_to(request.user, timezone.now(), timezone.localdate())
    return get_object_or_404(rows, public_id=public_id)


def _save(request: UserRequest, meeting: Meeting) -> list[Saved]:
    sheet = SheetForm(request.POST, people=expected([meeting])[meeting.pk], reader=request.user)
    if not sheet.is_valid():
        raise Refused(
            "The sheet could not be read: a note is longer than 300 letters, or a mark is not one of the four."
        )
    return workflow.record_sheet(meeting, sheet.rows(), by=request.user, at=timezone.now())


def _answer(saved: list[Saved]) -> JsonResponse:
    """For js/sheet.js: the new version of each saved row, and a sentence for each that was refused."""
    done = {str(row.row.enrollment.public_id): row.attendance.version for row in saved if row.attendance}
    refused = {str(row.row.enrollment.public_id): row.refusal for row in saved if row.refusal}
    return JsonResponse({"saved": done, "refused": refused}, status=409 if refused else 200)


def _page(
    request: UserRequest, meeting: Meeting, saved: list[Saved] | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    at = timezone.now()
    refused = [row for row in saved or [] if row.refusal]
    if refused and meeting.status == Meeting.Status.HELD:
        more, refused = {"problem": refused[0].refusal} | more, []
    context = {
        "meeting": meeting,
        "sheet": sheet_of(meeting, request.user, at, refused),
        "when": timekit.three_forms(meeting.starts_at, meeting.section.zone, request.reader_zone, exclusive=False),
        "relative": timekit.relative(meeting.starts_at, at),
        "change": change_for_ta(meeting, request.reader_zone),
        "next": _what_next(meeting, at),
        "guest": GuestForm(),
        "removable": _removable(meeting),
    }
    return render(request, "cohorts/meeting.html", context | more, status=status)


def _removable(meeting: Meeting) -> QuerySet[Guest]:
    """Who was added by hand, and is not marked."""
    by_hand = meeting.guests.live().filter(instead_of=None).select_related("enrollment__person")
    return by_hand.exclude(enrollment__in=meeting.attendances.values("enrollment"))


def _what_next(meeting: Meeting, at: datetime) -> str:
    """For the head of the page: what follows from where the sheet stands."""
    if meeting.status == Meeting.Status.HELD:
        return "The sheet is signed off, and everybody sees their own mark. A later change asks for a reason."
    if meeting.status == Meeting.Status.CANCELLED:
        return ""
    if at < meeting.starts_at:
        return "Marks can be given shortly before it begins. Absences that people told you about can be noted any time."
    return "Give everybody a mark, then sign the sheet off: that makes it final, and everybody sees their own mark."
