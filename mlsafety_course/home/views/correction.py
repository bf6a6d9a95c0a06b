"""A late change of a mark: what it does to the person, before it is done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from cohorts.models import Attendance, AttendanceRequest, Enrollment, Mark, Meeting
from cohorts.workflow import sheet
from mlsafety_course import timekit
from mlsafety_course.home import correction
from mlsafety_course.home.forms import CorrectMarkForm
from mlsafety_course.posted import posted


@require_http_methods(["GET", "POST"])
def correct_mark(request: UserRequest, public_id: str, enrollment: str) -> HttpResponse:
    """Each other mark with what it changes, and the reason for it. POST changes it, and tells the person."""
    at = timezone.now()
    open_ = Meeting.objects.for_sheet().open_to(request.user, at, timezone.localdate())
    meeting = get_object_or_404(open_, public_id=public_id)
    people = Enrollment.objects.select_related("person", "cohort")
    person = get_object_or_404(people, public_id=enrollment, attendances__meeting=meeting)
    if meeting.status == Meeting.Status.PLANNED:
        return redirect("cohorts:meeting", public_id)
    row = meeting.attendances.select_related("recorded_by").get(enrollment=person)
    asked = AttendanceRequest.objects.waiting().filter(meeting=meeting, enrollment=person)
    wanted = next((one.wanted for one in asked), "")
    form = CorrectMarkForm(posted(request), stands=row.mark, initial={"version": row.version, "mark": wanted})
    if request.method == "POST" and form.is_valid():
        return _correct(request, meeting, person, form)
    context = {"form": form, "asked": asked, **_shown(request, meeting, person, row), "chosen": form["mark"].value()}
    return render(request, "home/correct_mark.html", context, status=200 if request.method == "GET" else 422)


def _shown(request: UserRequest, meeting: Meeting, person: Enrollment, row: Attendance) -> dict[str, Any]:
    """How it stands, how it came to that, and what each other mark would change."""
    return {
        "meeting": meeting,
        "enrollment": person,
        "row": row,
        "choices": correction.choices(meeting, person, row, by=request.user, at=timezone.now()),
        "already": correction.already(person),
        "changes": row.changes.select_related("by").order_by("-version"),
        "when": timekit.three_forms(meeting.starts_at, meeting.section.zone, request.reader_zone, exclusive=False),
    }


def _correct(request: UserRequest, meeting: Meeting, person: Enrollment, form: CorrectMarkForm) -> HttpResponse:
    at = timezone.now()
    saved = sheet.correct(meeting, person, **form.cleaned_data, by=request.user, at=at)
    told = " Whoever approves stipends is asked to look again." if correction.open_stipend(person) else ""
    label = Mark(saved.mark).label.lower()
    messages.success(request, f"{person.person} is {label} at {meeting} now, and is told by mail.{told}")
    return redirect("cohorts:meeting", meeting.public_id)
