"""Grading: what waits, one attempt with its key and its notes, and the verdict."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import UserRequest
from curriculum import grading_page
from curriculum.forms import GradeForm
from curriculum.models import Attempt, ExtensionRequest, Grade
from curriculum.workflow import grading as workflow
from mlsafety_course.transitions import Refused

A_PAGE = 25


@require_safe
def grading(request: UserRequest) -> HttpResponse:
    """What waits for a grade, the oldest first, one's own drafts, and who asks for more time."""
    at = timezone.now()
    if not grading_page.is_grader(request.user, at):
        raise Http404
    mine = Attempt.objects.gradable_by(request.user, at.date())
    waiting = mine.awaiting_grading().in_order_for(request.user)
    whole = waiting.select_related("enrollment__person", "enrollment__cohort", *grading_page.OF_HOMEWORK)
    page = Paginator(whole, A_PAGE).get_page(request.GET.get("page"))
    asked = ExtensionRequest.objects.decidable_by(request.user, at.date()).waiting()
    context = {
        "page": page,
        "lines": grading_page.lines(page.object_list, request.reader_zone, at),
        "left": grading_page.left(waiting, at),
        "drafts": Grade.objects.drafts_of(request.user),
        "extensions": grading_page.asked_lines(asked, request.user, at),
    }
    return render(request, "curriculum/grading.html", context)


@require_safe
def attempt(request: UserRequest, public_id: str) -> HttpResponse:
    """One attempt with what was said before: to grade, or only to read for who taught the person when it arrived."""
    today = timezone.now().date()
    others = Attempt.objects.readable_by(request.user, today).exclude(enrollment__person=request.user)
    row = _one_of(others, public_id)
    may_grade = Attempt.objects.gradable_by(request.user, today).filter(pk=row.pk).exists()
    form = GradeForm(initial=_first_words(row, request.user), rubric=_rubric(row)) if may_grade else None
    return render(request, "curriculum/attempt.html", _context(request, row, form))


@require_POST
def grade(request: UserRequest, public_id: str) -> HttpResponse:
    """Say pass, revise or cannot open; then on to the next that waits. A slower second grader sees the first one's."""
    at, row = timezone.now(), _gradable(request, public_id)
    form = GradeForm(request.POST, rubric=_rubric(row))
    if not form.is_valid():
        return render(request, "curriculum/attempt.html", _context(request, row, form), status=422)
    released = "draft" not in request.POST
    try:
        workflow.grade(row, **form.cleaned_data, by=request.user, at=at, release=released)
    except Refused as refusal:
        again = GradeForm(initial=form.cleaned_data | {"seen": row.grades.count()}, rubric=_rubric(row))
        context = _context(request, row, again) | {"refusal": str(refusal)}
        return render(request, "curriculum/attempt.html", context, status=409)
    done = "Released" if released else "Kept as a draft"
    messages.success(request, f"{done}: {row.enrollment.person.name}, {row.homework}.")
    waiting = Attempt.objects.gradable_by(request.user, at.date()).awaiting_grading()
    following = waiting.in_order_for(request.user).first()
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


@require_POST
def release_all(request: UserRequest) -> HttpResponse:
    """Release every draft of one's own; what cannot be released stays a draft, with the reason."""
    at = timezone.now()
    if not grading_page.is_grader(request.user, at):
        raise Http404
    released, kept = workflow.release_all(by=request.user, at=at)
    if released:
        messages.success(
            request, f"{released} grade{'' if released == 1 else 's'} released. A mail goes to each person."
        )
    for sentence in kept:
        messages.warning(request, f"Still a draft: {sentence}")
    if not released and not kept:
        messages.info(request, "You have no drafts: nothing was released.")
    return redirect("curriculum:grading")


def _first_words(row: Attempt, user: User) -> dict[str, Any]:
    """The form begins with one's newest draft, if nobody has graded it again since."""
    given = list(row.grades.order_by("pk"))
    draft = given[-1] if given and given[-1].released_at is None and given[-1].grader_id == user.pk else None
    typed = {"verdict": draft.verdict, "feedback": draft.feedback, "ticks": draft.ticks} if draft else {}
    return {"seen": len(given), **typed}


def _rubric(row: Attempt) -> Any:
    return row.homework.assignment.rubric.all()


def _gradable(request: UserRequest, public_id: str) -> Attempt:
    return _one_of(Attempt.objects.gradable_by(request.user, timezone.now().date()), public_id)


def _one_of(attempts: QuerySet[Attempt], public_id: str) -> Attempt:
    every = attempts.select_related("enrollment__person", "enrollment__cohort", *grading_page.OF_HOMEWORK)
    return get_object_or_404(every.prefetch_related("files", "homework__assignment__rubric"), public_id=public_id)


def _context(request: UserRequest, row: Attempt, form: GradeForm | None) -> dict[str, Any]:
    """`form` is None for who may only read."""
    at = timezone.now()
    readable = Attempt.objects.readable_by(request.user, at.date())
    others = readable.filter(enrollment=row.enrollment, homework=row.homework).exclude(pk=row.pk)
    said = grading_page.context_of(row, others.order_by("-number"), request.reader_zone, at)
    comments = list(request.user.saved_comments.all()) if form else []
    return said | {"form": form, "comments": comments}
