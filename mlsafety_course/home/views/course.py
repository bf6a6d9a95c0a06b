"""A participant's home."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from cohorts.own import own_enrollment
from mlsafety_course.home.this_week import ThisWeek, this_week


@require_safe
def course(request: UserRequest) -> HttpResponse:
    """This week: what to do now."""
    week = this_week(own_enrollment(request.user), timezone.now(), request.reader_zone)
    context = {"week": week, "enrollment": week.enrollment, "lead": lead(week), "next": coming(week)}
    return render(request, "home/course.html", context)


def lead(week: ThisWeek) -> str:
    """The week in one sentence or two."""
    if week.current is None:
        first = week.units[0] if week.units else None
        return f"The course has not begun. Unit 1 opens {first.opens}." if first else "The plan is being made."
    unit = f"Unit {week.current.release.unit.order}, {week.current.release.unit.title}, is open."
    if week.is_over:
        unit = "The course is over; its material stays open."
    homework = {0: "No required homework waits for you.", 1: "One piece of required homework waits for you."}
    return f"{unit} {homework.get(week.waiting, f'{week.waiting} pieces of required homework wait for you.')}"


def coming(week: ThisWeek) -> str:
    """What opens next, or what ends the course."""
    locked = next((line for line in week.units if not line.is_open), None)
    if week.has_completed:
        return "You have completed the course. Your certificate and your stipend have pages of their own."
    if week.was_told:
        return "By the rule, the course was not completed. What was counted, and how to appeal, stands under Standing."
    if week.is_over and not week.survey_waits:
        return "What you handed in is graded to the end. You have a mail as soon as it is settled."
    if locked is None:
        return "All units are open. The exit survey is the last thing the course asks for." if week.units else ""
    return f"Unit {locked.release.unit.order}, {locked.release.unit.title}, opens {locked.opens}."
