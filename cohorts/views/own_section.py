"""A participant's section: when it meets by their clocks, who is there, and what to do if it does not fit."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from cohorts.models import Enrollment, Section
from cohorts.own import own_enrollment
from cohorts.own_dates import own_dates
from cohorts.workflow.hours_question import is_asked
from mlsafety_course import timekit


@require_safe
def own_section(request: UserRequest) -> HttpResponse:
    """Every meeting of the section one sits in, and one's companions by the names they use."""
    enrollment, at = own_enrollment(request.user), timezone.now()
    seat = enrollment.seats.current().select_related("section").first()
    section = seat.section if seat and seat.section.status == Section.Status.OPEN else None
    context: dict[str, Any] = {"enrollment": enrollment, "cohort": enrollment.cohort, "section": section, "now": at}
    if section is None:
        context["is_asked"] = is_asked(enrollment, at)
    else:
        meetings = section.meetings.select_related("section", "week")
        companions = Enrollment.objects.active().seated_in(section).exclude(pk=enrollment.pk).select_related("person")
        teaching = section.teachings.current(enrollment.cohort.day_of(at)).select_related("ta")
        first = section.teachings.not_over(enrollment.cohort.day_of(at)).select_related("ta")
        context |= {
            "dates": own_dates(meetings, request.reader_zone),
            "companions": companions.order_by("person__full_name", "pk"),
            "teachings": list(teaching) or list(first),
            "may_ask": _may_ask(enrollment, at),
            "zone": timekit.zone_label(request.reader_zone),
            "section_zone": timekit.zone_label(section.zone),
        }
    return render(request, "cohorts/own_section.html", context)


def _may_ask(enrollment: Enrollment, at: datetime) -> bool:
    until = enrollment.cohort.sections_answer_by
    return until is not None and at < until
