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
from applications import reading
from applications.forms import ProposalForm, ReviewForm
from applications.models import Application, Review
from applications.workflow import reviewing

MAY_READ = permission_required("applications.review_application", raise_exception=True)


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
    context = {
        "waiting": waiting,
        "done": done[:50],
        "done_count": done.count(),
        "due_on": min((row.due_on for row in waiting), default=None),
        "is_lead": reading.is_lead(request.user),
    }
    return render(request, "applications/queue.html", context)


@require_safe
@MAY_READ
def read(request: UserRequest, public_id: str) -> HttpResponse:
    application = _application(request, public_id)
    return _page(request, application, _blank_form(application, request))


@require_POST
@MAY_READ
def review(request: UserRequest, public_id: str) -> HttpResponse:
    """Keep the scores and go on to the next one."""
    application = _application(request, public_id)
    typed = ReviewForm(request.POST)
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
    waiting = reading.queue(request.user)
    return redirect("applications:read", waiting[0].public_id) if waiting else redirect("applications:queue")


def _blank_form(application: Application, request: UserRequest) -> ReviewForm:
    own = application.reviews.filter(reviewer=request.user).values().first()
    return ReviewForm(initial=own or {})


def _page(request: UserRequest, application: Application, shown: ReviewForm, *, status: int = 200) -> HttpResponse:
    is_lead = reading.is_lead(request.user)
    context: dict[str, Any] = {
        "application": application,
        "title": f"Score application {application.number}",
        "eyebrow": f"{application.round}{_due(application, request)}",
        "lines": reading.lines(application, request.user),
        "form": shown,
        "others": reading.others(application, request.user),
        "left": Application.objects.to_read_by(request.user).count(),
        "is_lead": is_lead,
        "conflict_url": reverse("applications:conflict", args=[application.public_id]),
        "can_review": application.status == Application.Status.SUBMITTED,
    }
    if is_lead:
        context |= proposal_of(application)
    return render(request, "applications/read.html", context, status=status)


def proposal_of(application: Application) -> dict[str, Any]:
    """What a lead needs to propose."""
    current = {"proposal": application.proposal, "reason": application.reason, "seen": application.proposal}
    is_open = application.status in {Application.Status.SUBMITTED, Application.Status.WAITLISTED}
    return {"proposal_form": ProposalForm(initial=current, round_=application.round), "can_propose": is_open}


def _due(application: Application, request: UserRequest) -> str:
    """By when this reader was asked to have read it, for the line above the title."""
    due_on = application.assignments.filter(reviewer=request.user).values_list("due_on", flat=True).first()
    return f", due {date_format(due_on, 'l j F')}" if due_on else ""
