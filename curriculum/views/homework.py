"""A participant's homework: the task, handing in, receipts and feedback."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from cohorts.models import Enrollment
from curriculum.forms import LONGEST_TEXT, HandInForm
from curriculum.handed_in import attempt_facts, dates_of, is_late, tone
from curriculum.markdown import render as as_html
from curriculum.models import Attempt, Grade, Homework
from curriculum.progress import HOMEWORK_WORDS, AttemptFacts, HomeworkStatus, homework_status, taken_until
from curriculum.uploads import RULES_IN_WORDS
from curriculum.workflow import homework as workflow
from mlsafety_course import timekit
from mlsafety_course.transitions import Refused


@require_safe
def homework(request: UserRequest, public_id: str) -> HttpResponse:
    """The task, what was handed in with its receipts and feedback, and the form while it is open."""
    at = timezone.now()
    piece, enrollment = _own(request, public_id, at)
    return render(request, "curriculum/homework.html", _context(request, piece, enrollment, HandInForm(), at))


@require_POST
def hand_in(request: UserRequest, public_id: str) -> HttpResponse:
    """Keep one attempt; judged by when the request arrived, however long the files took."""
    at = request.received_at
    piece, enrollment = _own(request, public_id, at)
    form = HandInForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "curriculum/homework.html", _context(request, piece, enrollment, form, at), status=422)
    try:
        attempt = workflow.hand_in(piece, enrollment, **form.handed_in(), by=request.user, at=at)
    except Refused as refusal:
        context = _context(request, piece, enrollment, form, at) | {"refusal": str(refusal)}
        return render(request, "curriculum/homework.html", context, status=409)
    received = timekit.day_and_time(attempt.received_at, request.reader_zone)
    messages.success(request, f"Attempt {attempt.number} arrived {received}. Its receipt is below and in your mail.")
    return redirect("curriculum:homework", public_id)


@require_POST
def preview(request: UserRequest, public_id: str) -> HttpResponse:
    """The answer as its readers will see it, for htmx alone or with the whole page. Nothing is stored."""
    at = request.received_at
    piece, enrollment = _own(request, public_id, at)
    html = as_html(request.POST.get("text", "")[:LONGEST_TEXT])
    if request.htmx:
        return render(request, "components/editor_preview.html", {"html": html})
    typed = HandInForm(initial={name: request.POST.get(name, "") for name in ("text", "link")})
    return render(
        request,
        "curriculum/homework.html",
        _context(request, piece, enrollment, typed, at) | {"preview": html},
    )


def _own(request: UserRequest, public_id: str, at: datetime) -> tuple[Homework, Enrollment]:
    """Homework of one's own cohort that has opened; anything else does not exist."""
    found = Homework.objects.shown_to(request.user, at).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    mine = Enrollment.objects.of(request.user).select_related("cohort", "person")
    return found, mine.get(cohort=found.cohort_id)


def _context(
    request: UserRequest, piece: Homework, enrollment: Enrollment, form: HandInForm, at: datetime
) -> dict[str, Any]:
    facts = attempt_facts([enrollment.pk]).get((enrollment.pk, piece.pk), [])
    status = homework_status(dates_of(piece), facts, at=at)
    until = taken_until(dates_of(piece), facts, at=at)
    return {
        "homework": piece,
        "unit": piece.assignment.unit,
        "form": form,
        "preview": None,
        "status": status,
        "tone": tone(status),
        "status_label": HOMEWORK_WORDS[status],
        "due": timekit.three_forms(piece.due_at, timekit.AOE_NAME, request.reader_zone),
        "due_relative": timekit.relative(piece.due_at, at),
        "closes": timekit.three_forms(until, timekit.AOE_NAME, request.reader_zone),
        "is_late": at < until and is_late(piece, facts, at),
        "is_closed": at >= until,
        "is_done": status == HomeworkStatus.PASSED,
        "is_active": enrollment.status == Enrollment.Status.ACTIVE,
        "attempts": _attempts(piece, enrollment, facts, request.reader_zone),
        "rules": RULES_IN_WORDS,
        "next": _what_next(status, at >= until),
    }


LOOKED_AFTER = "After five days a course lead looks after it."


def _what_next(status: HomeworkStatus, is_closed: bool) -> str:
    """For the head of the page: what follows from where this homework stands."""
    if status == HomeworkStatus.PASSED:
        return "Nothing is left to do here: it counts as passed. The page stays readable."
    if status == HomeworkStatus.PENDING:
        return f"Your TA reads it and you get a mail. {LOOKED_AFTER} Until then it counts against nobody."
    if is_closed:
        return (
            "It takes no more attempts. If something happened to you, write to us: a course lead can make an exception."
        )
    return f"Your TA reads what you hand in and writes to you. {LOOKED_AFTER} You may hand in again until it closes."


def _attempts(piece: Homework, enrollment: Enrollment, facts: list[AttemptFacts], zone: str) -> list[dict[str, Any]]:
    """The newest first, each with its receipt and the feedback that was released."""
    grades: dict[int, list[Grade]] = {}
    given = Grade.objects.released().filter(attempt__homework=piece, attempt__enrollment=enrollment)
    for grade in given.select_related("grader").order_by("released_at", "pk"):
        grades.setdefault(grade.attempt_id, []).append(grade)
    attempts = Attempt.objects.filter(homework=piece, enrollment=enrollment).prefetch_related("files")
    return [
        {
            "attempt": attempt,
            "received": timekit.three_forms(attempt.received_at, "UTC", zone, exclusive=False),
            "is_late": is_late(piece, facts, attempt.received_at),
            "grades": grades.get(attempt.pk, []),
        }
        for attempt in attempts.order_by("-number")
    ]
