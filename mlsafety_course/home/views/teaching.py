"""A TA's home and section page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from cohorts.models import Enrollment, Meeting, Section, Staffing
from curriculum.models import Attempt
from mlsafety_course import timekit
from mlsafety_course.home.attention.cohort import UNSIGNED_AFTER
from mlsafety_course.home.matrix import matrix

SOON = 5


@require_safe
def teaching(request: UserRequest) -> HttpResponse:
    """The next meeting first, then sheets to sign off and homework to grade."""
    at = timezone.now()
    today = at.date()
    mine = Meeting.objects.run_by(request.user, at, today).for_sheet().filter(status=Meeting.Status.PLANNED)
    coming = mine.not_over(at)
    attempts = Attempt.objects.gradable_by(request.user, today).awaiting_grading()
    oldest, waiting = attempts.first(), attempts.count()
    unsigned = list(mine.over(at))
    context = {
        "now": at,
        "sections": Section.objects.taught_by(request.user, today).select_related("cohort"),
        "next": coming[0] if coming else None,
        "next_relative": timekit.relative(coming[0].starts_at, at) if coming else "",
        "coming": coming[1:SOON],
        "unsigned": unsigned,
        "overdue_before": at - UNSIGNED_AFTER,
        "to_grade": waiting,
        "lead": lead(len(unsigned), waiting),
        "oldest": timekit.relative(oldest.received_at, at) if oldest else "",
        "staffings": Staffing.objects.filter(person=request.user).select_related("cohort"),
    }
    return render(request, "home/teaching.html", context)


def lead(unsigned: int, to_grade: int) -> str:
    """What waits, in one sentence."""
    sheets = f"{unsigned} sheet{pluralize(unsigned)} to sign off" if unsigned else ""
    homework = f"{to_grade} piece{pluralize(to_grade)} of homework to grade" if to_grade else ""
    waiting = " and ".join(part for part in (sheets, homework) if part)
    return f"You have {waiting}." if waiting else "Nothing waits for you. The next meeting is below."


@require_safe
def teaching_section(request: UserRequest, public_id: str) -> HttpResponse:
    """One section: its people, who came when, what they handed in, where they stand."""
    at = timezone.now()
    section = get_object_or_404(Section.objects.seen_by(request.user, at.date()), public_id=public_id)
    people = Enrollment.objects.seated_in(section).select_related("person", "cohort")
    meetings = section.meetings.select_related("week").order_by("starts_at", "pk")
    context = {"section": section, "matrix": matrix(list(people), at), "meetings": meetings, "at": at}
    return render(request, "home/teaching_section.html", context)
