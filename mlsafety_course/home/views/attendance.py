"""Attendance for the participant themself, and what of it waits for a lead."""

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from cohorts.models import AttendanceRequest, Teaching
from cohorts.own import own_enrollment
from mlsafety_course import timekit
from mlsafety_course.home.attention.attendance import unsigned_sheets
from mlsafety_course.home.own_attendance import own_attendance

A_PAGE = 50


@require_safe
def attendance(request: UserRequest) -> HttpResponse:
    """One's own record, week by week."""
    enrollment = own_enrollment(request.user)
    own = own_attendance(enrollment, timezone.now(), request.reader_zone)
    return render(request, "home/attendance.html", {"enrollment": enrollment, "own": own})


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def waiting_attendance(request: UserRequest) -> HttpResponse:
    """Sheets that nobody signed off, and requests that nobody answered, the oldest first."""
    at = timezone.now()
    others = AttendanceRequest.objects.waiting().exclude(enrollment__person=request.user)
    page = Paginator(others, A_PAGE).get_page(request.GET.get("page"))
    sheets = unsigned_sheets(at).for_sheet().order_by("starts_at", "pk")
    teaching = Teaching.objects.current(at.date()).select_related("ta")
    context = {
        "page": page,
        "waiting": [(asked, timekit.relative(asked.asked_at, at)) for asked in page],
        "sheets": sheets.prefetch_related(Prefetch("section__teachings", teaching, "teaching_now"))[:A_PAGE],
    }
    return render(request, "home/waiting_attendance.html", context)
