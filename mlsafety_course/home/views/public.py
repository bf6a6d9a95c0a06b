"""What anybody can read: the course, and what we keep about people."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.forms import InterestForm
from applications.models import Round
from curriculum.models import Course, Passage, Unit
from mlsafety_course.home.registry import KEPT
from mlsafety_course.home.run import facts_of_run, hours


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The course: when, how much work, for whom, what it asks and what it pays."""
    at = timezone.now()
    current = Round.objects.current(at)
    course = Course.objects.first()
    context: dict[str, Any] = {
        "course": course,
        "topics": topics(),
        "passages": passages(),
        "round": current,
        "hours": hours(course) if course else [],
        "interest": InterestForm(),
    }
    if current:
        context |= facts_of_run(current, at, getattr(request, "reader_zone", "UTC"))
    return render(request, "home/home.html", context)


def topics() -> list[tuple[str, list[Unit]]]:
    """The units under their announced topics, in the order of the course."""
    units = Unit.objects.prefetch_related("lectures")
    return [(heading, list(group)) for heading, group in groupby(units, key=lambda unit: unit.topic_heading)]


def passages() -> dict[str, list[Passage]]:
    """Staff's texts by the place they stand in."""
    found: dict[str, list[Passage]] = {}
    for passage in Passage.objects.all():
        found.setdefault(passage.place, []).append(passage)
    return found


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What we keep, why, and for how long: printed from the same registry that the tests check."""
    return render(request, "home/privacy.html", {"kept": KEPT})
