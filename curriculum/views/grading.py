"""Grading: what waits, one attempt with its key and its notes, and the verdict."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from curriculum.access import is_staff, teaches_in
from curriculum.forms import GradeForm
from curriculum.handed_in import attempt_facts, is_late
from curriculum.models import Attempt, Grade
from curriculum.progress import AttemptFacts
from curriculum.workflow import grading as workflow
from mlsafety_course import timekit
from mlsafety_course.transitions import Refused

A_PAGE = 25


@require_safe
def grading(request: UserRequest) -> HttpResponse:
    """What waits for a grade, the oldest first, and one's own drafts."""
    at = timezone.now()
    if not is_staff(request.user) and not teaches_in(request.user, at).exists():
        raise Http404
    mine = Attempt.objects.gradable_by(request.user, at.date())
    waiting = mine.awaiting_grading().select_related("enrollment__person", "enrollment__cohort", "homework__assignment")
    page = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    oldest = waiting.first()
    context = {
        "page": page,
        "lines": _lines(page.object_list, request.reader_zone, at),
        "oldest": _waited(oldest, at) if oldest else "",
        "drafts": Grade.objects.drafts_of(request.user),
    }
    return render(request, "curriculum/grading.html", context)


def _lines(attempts: Iterable[Attempt], zone: str, at: datetime) -> list[dict[str, Any]]:
    waiting = list(attempts)
    facts = attempt_facts({attempt.enrollment_id for attempt in waiting})
    return [
        {
            "attempt": attempt,
            "received": timekit.day_and_time(attempt.received_at, zone),
            "waited": _waited(attempt, at),
            "is_late": _is_late(attempt, facts),
        }
        for attempt in waiting
    ]


def _is_late(attempt: Attempt, facts: Mapping[tuple[int, int], list[AttemptFacts]]) -> bool:
    return is_late(attempt.homework, facts[attempt.enrollment_id, attempt.homework_id], attempt.received_at)


def _waited(attempt: Attempt, at: datetime) -> str:
    return timekit.relative(attempt.received_at, at).removesuffix(" ago")


@require_safe
def attempt(request: UserRequest, public_id: str) -> HttpResponse:
    """One attempt with what was said before: to grade, or only to read for who taught the person when it arrived."""
    today = timezone.now().date()
    others = Attempt.objects.readable_by(request.user, today).exclude(enrollment__person=request.user)
    row = _one_of(others, public_id)
    may_grade = Attempt.objects.gradable_by(request.user, today).filter(pk=row.pk).exists()
    form = GradeForm(initial={"seen": row.grades.count()}) if may_grade else None
    return render(request, "curriculum/attempt.html", _context(request, row, form))


@require_POST
def grade(request: UserRequest, public_id: str) -> HttpResponse:
    """Say pass, revise or cannot open; then on to the next that waits. A slower second grader sees the first one's."""
    at, row = timezone.now(), _gradable(request, public_id)
    form = GradeForm(request.POST)
    if not form.is_valid():
        return render(request, "curriculum/attempt.html", _context(request, row, form), status=422)
    released = "draft" not in request.POST
    try:
        workflow.grade(row, **form.cleaned_data, by=request.user, at=at, release=released)
    except Refused as refusal:
        again = GradeForm(initial=form.cleaned_data | {"seen": row.grades.count()})
        context = _context(request, row, again) | {"refusal": str(refusal)}
        return render(request, "curriculum/attempt.html", context, status=409)
    done = "Released" if released else "Kept as a draft"
    messages.success(request, f"{done}: {row.enrollment.person.name}, {row.homework}.")
    following = Attempt.objects.gradable_by(request.user, at.date()).awaiting_grading().first()
    return redirect("curriculum:attempt", following.public_id) if following else redirect("curriculum:grading")


@require_POST
def release(request: UserRequest, public_id: str) -> HttpResponse:
    """Release the newest draft on an attempt."""
    at, row = timezone.now(), _gradable(request, public_id)
    draft = row.grades.filter(released_at=None).order_by("pk").last()
    if draft is None:
        raise Refused("There is no draft left here: it is released already.")
    workflow.release(draft, by=request.user, at=at)
    messages.success(request, f"Released: {row.enrollment.person.name}, {row.homework}. They get a mail now.")
    return redirect("curriculum:grading")


def _gradable(request: UserRequest, public_id: str) -> Attempt:
    return _one_of(Attempt.objects.gradable_by(request.user, timezone.now().date()), public_id)


def _one_of(attempts: QuerySet[Attempt], public_id: str) -> Attempt:
    every = attempts.select_related("enrollment__person", "enrollment__cohort", "homework__assignment__unit")
    return get_object_or_404(every.prefetch_related("files"), public_id=public_id)


def _context(request: UserRequest, row: Attempt, form: GradeForm | None) -> dict[str, Any]:
    """`form` is None for who may only read."""
    readable = Attempt.objects.readable_by(request.user, timezone.now().date())
    others = readable.filter(enrollment=row.enrollment, homework=row.homework).exclude(pk=row.pk)
    zone = request.reader_zone
    return {
        "attempt": row,
        "form": form,
        "received": timekit.three_forms(row.received_at, "UTC", zone, exclusive=False),
        "is_late": _is_late(row, attempt_facts([row.enrollment_id])),
        "grades": row.grades.select_related("grader").order_by("graded_at", "pk"),
        "others": others.order_by("-number").prefetch_related("grades__grader"),
    }
