"""The reader's queue and the reading page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from applications import reading, rubric
from applications.forms import ProposalForm, ReviewForm
from applications.models import Application, Review
from applications.workflow import correcting, reading_plan, reviewing

MAY_READ = permission_required("applications.review_application", raise_exception=True)
SHOWN = 50


@require_safe
@MAY_READ
def queue(request: UserRequest) -> HttpResponse:
    """What is left to read, and what has been read."""
    done = (
        Review.objects.filter(reviewer=request.user)
        .select_related("application__round")
        .order_by("-reviewed_at", "-pk")
    )
    waiting = reading.queue(request.user)
    shown = list(waiting[:SHOWN])
    context = {
        "waiting": shown,
        "left": Application.objects.to_read_by(request.user).count(),
        "done": done[:SHOWN],
        "done_count": done.count(),
        "due_on": shown[0].due_on if shown else None,
        "is_blind": all(row.round.is_blind for row in shown),
    }
    return render(request, "applications/queue.html", context)


@require_safe
@MAY_READ
def upcoming(request: UserRequest) -> HttpResponse:
    """One address for whatever this reader reads next."""
    return _next(request)


@require_safe
@MAY_READ
def read(request: UserRequest, public_id: str) -> HttpResponse:
    application = _application(request, public_id)
    own = application.reviews.filter(reviewer=request.user).values().first()
    return _page(request, application, _form(application, initial=own or {}))


@require_POST
@MAY_READ
def review(request: UserRequest, public_id: str) -> HttpResponse:
    """Keep the scores and go on to the next one."""
    application = _application(request, public_id)
    typed = _form(application, request.POST)
    if not typed.is_valid():
        return _page(request, application, typed, status=422)
    recommendation, comment = typed.cleaned_data["recommendation"], typed.cleaned_data["comment"]
    reviewing.review(application, typed.scores, recommendation, comment, by=request.user, at=timezone.now())
    messages.success(request, f"Your scores for {application.number} are stored.")
    return _next(request) if "next" in request.POST else redirect("applications:read", public_id)


@require_POST
@MAY_READ
def conflict(request: UserRequest, public_id: str) -> HttpResponse:
    application = _application(request, public_id)
    reviewing.declare_conflict(application, by=request.user, at=timezone.now())
    messages.success(
        request, f"Noted: {application.number} has left your queue. A course lead gives it to somebody else."
    )
    return _next(request)


def _application(request: UserRequest, public_id: str) -> Application:
    readable = Application.objects.readable_by_staff(request.user).select_related(
        "round__cohort", "applicant", "reason"
    )
    return get_object_or_404(readable, public_id=public_id)


def _next(request: UserRequest) -> HttpResponse:
    public_id = reading.next_for(request.user)
    return redirect("applications:read", public_id) if public_id else redirect("applications:queue")


def _form(application: Application, *typed: Any, **kwargs: Any) -> ReviewForm:
    """In the words of its round."""
    return ReviewForm(*typed, criteria=rubric.of_round(application.round.criteria.all()), **kwargs)


def _page(request: UserRequest, application: Application, shown: ReviewForm, *, status: int = 200) -> HttpResponse:
    sight = reading.sight(application, request.user)
    lines = reading.lines(application, request.user)
    context: dict[str, Any] = {
        "application": application,
        "title": _title(application, sight),
        "eyebrow": f"{application.round}{_due(application, request)}",
        "facts": [line for line in lines if line["text"] and not reading.is_long(line)],
        "texts": [line for line in lines if reading.is_long(line)],
        "form": shown,
        "said": _said(reading.others(application, request.user), shown),
        "left": Application.objects.to_read_by(request.user).exclude(pk=application.pk).count(),
        "sight": sight,
        "conflict_url": reverse("applications:conflict", args=[application.public_id]),
        "can_review": application.status == Application.Status.SUBMITTED,
    }
    if sight.is_lead:
        said = [(review.mean, review.recommendation) for review in application.reviews.all()]
        context |= {
            "needed": reading_plan.needed(application, said, application.round.rule),
            "reads": len(said),
            "can_correct": application.status in correcting.WAYS,
            **proposal_of(application),
        }
    return render(request, "applications/read.html", context, status=status)


def _said(others: list[Review] | None, shown: ReviewForm) -> list[tuple[Review, list[tuple[str, int]]]] | None:
    """Each review with its scores in the words of the round; None while they are hidden."""
    if others is None:
        return None
    named = [(criterion.label, criterion.name) for criterion in shown.criteria]
    return [(review, [(label, getattr(review, name)) for label, name in named]) for review in others]


def _title(application: Application, sight: reading.Sight) -> str:
    return application.applicant.full_name if sight.sees_who else f"Application {application.number}"


def proposal_of(application: Application) -> dict[str, Any]:
    """What a lead needs to propose."""
    current = {"proposal": application.proposal, "reason": application.reason, "seen": application.proposal}
    is_open = application.status in {Application.Status.SUBMITTED, Application.Status.WAITLISTED}
    return {"proposal_form": ProposalForm(initial=current, round_=application.round), "can_propose": is_open}


def _due(application: Application, request: UserRequest) -> str:
    """By when this reader was asked to have read it, for the line above the title."""
    due_on = application.assignments.filter(reviewer=request.user).values_list("due_on", flat=True).first()
    return f", due {date_format(due_on, 'l j F')}" if due_on else ""
