"""What anybody can read: the course, and what we keep about people."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.models import Round
from curriculum.models import CompletionPolicy, Course, Passage, Unit
from mlsafety_course import timekit
from mlsafety_course.home.registry import KEPT
from stipends.models import StipendTerms
from stipends.money import text


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
    }
    if current:
        context |= facts_of_run(current, at, getattr(request, "reader_zone", "UTC"))
    return render(request, "home/home.html", context)


def facts_of_run(current: Round, at: datetime, reader_zone: str) -> dict[str, Any]:
    """Dates, rule and stipend of the cohort one can apply to now."""
    cohort = current.cohort
    terms = StipendTerms.objects.filter(cohort=cohort).first()
    return {
        "is_open": current.has_opened(at) and not current.has_closed(at),
        "deadline": timekit.three_forms(current.closes_at, current.deadline_zone, reader_zone),
        "deadline_relative": timekit.relative(current.closes_at, at),
        "opens": timekit.three_forms(current.opens_at, current.deadline_zone, reader_zone, exclusive=False),
        "confirm_by": timekit.three_forms(current.confirm_by, current.deadline_zone, reader_zone),
        "weeks": cohort.weeks.teaching().count(),
        "calendar_weeks": cohort.weeks.count(),
        "rule": CompletionPolicy.objects.in_words(cohort),
        "terms": terms,
        "stipend": text(terms.amount_cents, terms.currency).removesuffix(".00") if terms else "",
    }


HOURS = {"lectures": "lectures", "readings": "reading", "written_assignments": "homework", "discussion": "discussion"}


def hours(course: Course) -> list[tuple[str, str]]:
    """The week's hours by what they go to: ("1-2 h", "reading")."""
    found = []
    for key, label in HOURS.items():
        least, most = course.hours[key]["min"], course.hours[key]["max"]
        found.append((f"{least} h" if least == most else f"{least}\u2013{most} h", label))
    return found


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
