"""Where an application stands: one's list, the status page, the receipt, withdrawing and reopening."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from applications import snapshot
from applications.forms import InterestForm
from applications.models import Application, Round
from applications.next_steps import next_steps
from applications.public_status import campus_wish, public_status
from applications.timeline import timeline
from applications.workflow import drafting
from applications.workflow.lifecycle import WITHDRAW
from mlsafety_course import timekit

Status = Application.Status
OFFERED = {Status.ADMITTED, Status.ACCEPTED, Status.DECLINED}


@require_safe
def mine(request: UserRequest) -> HttpResponse:
    """One's applications, and the rounds one can apply to."""
    at = timezone.now()
    own = list(Application.objects.owned_by(request.user).order_by("-started_at", "-pk"))
    started = {application.round_id for application in own}
    rounds = [round_ for round_ in Round.objects.open(at).select_related("cohort") if round_.pk not in started]
    context = {
        "applications": [(application, public_status(application, at)) for application in own],
        "rounds": [(round_, _three_forms(request, round_)) for round_ in rounds],
    }
    return render(request, "applications/mine.html", context)


@require_POST
def start(request: UserRequest, slug: str) -> HttpResponse:
    round_ = get_object_or_404(Round, slug=slug)
    application = drafting.start(round_, request.user, at=request.received_at)
    return redirect("applications:form", application.public_id)


def status_page(request: UserRequest, application: Application) -> HttpResponse:
    """The timeline, what can be done now, and everything the person wrote."""
    at = timezone.now()
    standing = public_status(application, at)
    context = {
        "application": application,
        "standing": standing,
        "steps": timeline(application, at),
        "wish": campus_wish(application, at),
        "ahead": next_steps(application, standing, at),
        "interest": InterestForm(initial={"email": request.user.email}),
        "can_edit": application.status == Status.SUBMITTED and at < application.closes_at,
        "can_reopen": application.status == Status.WITHDRAWN and application.takes(at),
        "can_answer": application.status in OFFERED and application.can_answer(at),
        "offer_label": "Accept or decline" if application.status == Status.ADMITTED else "Change your answer",
        "can_withdraw": WITHDRAW.allows(application.status),
        "revisions": application.revisions.all(),
        "lines": snapshot.stored(application),
    }
    return render(request, "applications/status.html", context)


@require_safe
def receipt(request: UserRequest, public_id: str) -> HttpResponse:
    """What arrived and when; `?version=` opens an earlier one."""
    application = get_object_or_404(Application.objects.owned_by(request.user), public_id=public_id)
    revisions = application.revisions.all()
    wanted = request.GET.get("version", "")
    chosen = revisions.filter(number=wanted) if wanted.isdecimal() else revisions.order_by("-number")[:1]
    revision = get_object_or_404(chosen)
    context: dict[str, Any] = {
        "application": application,
        "revision": revision,
        "revisions": revisions,
        "arrived": timekit.three_forms(
            revision.received_at, application.round.deadline_zone, request.reader_zone, exclusive=False
        ),
        "deadline": timekit.three_forms(application.closes_at, application.round.deadline_zone, request.reader_zone),
        "can_edit": application.status == Status.SUBMITTED and timezone.now() < application.closes_at,
        "standing": public_status(application, timezone.now()),
        "kept": request.GET.get("kept", ""),
    }
    return render(request, "applications/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: UserRequest, public_id: str) -> HttpResponse:
    """Ask once, then take the application back."""
    application = get_object_or_404(Application.objects.owned_by(request.user), public_id=public_id)
    if request.method != "POST":
        at = timezone.now()
        context = {
            "application": application,
            "standing": public_status(application, at),
            "can_withdraw": WITHDRAW.allows(application.status),
            "can_reopen": application.takes(at),
        }
        return render(request, "applications/withdraw.html", context)
    drafting.withdraw(application, by=request.user, at=request.received_at)
    messages.success(request, "You have withdrawn your application. What you wrote stays here.")
    return redirect("applications:form", application.public_id)


@require_POST
def reopen(request: UserRequest, public_id: str) -> HttpResponse:
    application = get_object_or_404(Application.objects.owned_by(request.user), public_id=public_id)
    drafting.reopen(application, by=request.user, at=request.received_at)
    messages.success(request, "Your application is a draft again. Send it before the deadline, or it does not count.")
    return redirect("applications:form", application.public_id)


def _three_forms(request: UserRequest, round_: Round) -> timekit.ThreeForms:
    return timekit.three_forms(round_.closes_at, round_.deadline_zone, request.reader_zone)
