"""A TA's section by weeks, and the record of one of its people."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from cohorts.models import Enrollment, Section
from curriculum.handed_in import tone
from curriculum.progress import HOMEWORK_WORDS
from mlsafety_course import timekit
from mlsafety_course.home.forms import MatrixFilter
from mlsafety_course.home.matrix import matrix, narrowed
from mlsafety_course.home.own_attendance import own_attendance
from mlsafety_course.home.this_week import this_week


@require_safe
def teaching_section(request: UserRequest, public_id: str) -> HttpResponse:
    """One section: its people, who came when, what they handed in, where they stand."""
    at = timezone.now()
    section = get_object_or_404(Section.objects.seen_by(request.user, at.date()), public_id=public_id)
    people = Enrollment.objects.seated_in(section).select_related("person", "cohort")
    form = MatrixFilter(request.GET, sections=[])
    wish = form.cleaned_data if form.is_valid() else {}
    whole = matrix(list(people), at)
    context = {
        "section": section,
        "form": form,
        "is_narrowed": any(wish.values()),
        "matrix": narrowed(whole, wish),
        "all": len(whole.lines),
        "meetings": section.meetings.select_related("week").order_by("starts_at", "pk"),
    }
    return render(request, "home/teaching_section.html", context)


@require_safe
def teaching_person(request: UserRequest, public_id: str) -> HttpResponse:
    """One person of one's own sections (for leads anybody): what is recorded, handed in and asked."""
    at = timezone.now()
    seen = Enrollment.objects.seen_by(request.user, at.date()).select_related("person", "cohort")
    enrollment = get_object_or_404(seen, public_id=public_id)
    week = this_week(enrollment, at, request.reader_zone)
    context = {
        "enrollment": enrollment,
        "week": week,
        "homeworks": [(one.title, tone(one.status), HOMEWORK_WORDS[one.status]) for one in week.facts.homeworks],
        "own": own_attendance(enrollment, at, request.reader_zone),
        "seats": enrollment.seats.select_related("section"),
        "zone_label": timekit.zone_label(enrollment.person.zone),
        "local_now": timekit.day_and_time(at, enrollment.person.zone),
    }
    return render(request, "home/teaching_person.html", context)
