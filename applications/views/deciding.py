"""What leads do with applications: propose, offer a free place, correct."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import UserRequest
from applications.forms import ProposalForm
from applications.models import Application, Round
from applications.workflow import deciding
from mlsafety_course import codes

MAY_DECIDE = permission_required("applications.release_decisions", raise_exception=True)


@require_POST
@MAY_DECIDE
def propose_many(request: UserRequest, slug: str) -> HttpResponse:
    """Propose the same for all chosen rows; the page says for each what came of it."""
    round_ = get_object_or_404(Round.objects.led_by(request.user), slug=slug)
    typed = ProposalForm(request.POST, round_=round_)
    seen = chosen(request.POST.getlist("chosen"))
    context: dict[str, Any] = {"round": round_, "query": request.POST.get("query", ""), "form": typed}
    if not typed.is_valid() or not seen:
        context |= {"seen": seen, "chosen": request.POST.getlist("chosen")}
        return render(request, "applications/proposed.html", context, status=422)
    readable = Application.objects.readable_by_staff(request.user).filter(round=round_, public_id__in=seen)
    context["results"] = deciding.propose_many(
        readable.select_related("round", "applicant").order_by("number"),
        typed.cleaned_data["proposal"],
        reason=typed.cleaned_data["reason"],
        seen=seen,
        by=request.user,
        at=timezone.now(),
    )
    return render(request, "applications/proposed.html", context)


@require_POST
@MAY_DECIDE
def propose(request: UserRequest, public_id: str) -> HttpResponse:
    readable = Application.objects.readable_by_staff(request.user).select_related("round", "applicant")
    application = get_object_or_404(readable, public_id=public_id)
    typed = ProposalForm(request.POST, round_=application.round)
    if not typed.is_valid():
        context = {"application": application, "form": typed, "round": application.round}
        return render(request, "applications/proposal.html", context, status=422)
    choice = typed.cleaned_data
    deciding.propose(
        application,
        choice["proposal"],
        reason=choice["reason"],
        seen=choice["seen"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, f"{application.number}: {application.get_proposal_display().lower()}.")
    return redirect("applications:read", public_id)


def chosen(values: list[str]) -> dict[UUID, str]:
    """Which applications, and the proposal that was seen of each; what is no id is left out."""
    seen = {}
    for value in values:
        public_id, _, proposal = value.partition(":")
        if found := codes.uuid_of(public_id):
            seen[found] = proposal
    return seen
