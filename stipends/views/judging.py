"""Staff's decisions on one stipend, each with its reason."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import Group
from accounts.requests import UserRequest
from accounts.second_factor import second_factor_required
from stipends.forms import ReasonForm, RecipientForm
from stipends.models import Stipend
from stipends.views.gates import group_required
from stipends.workflow import recipient as recipients
from stipends.workflow import stipend as workflow


@require_POST
@group_required(Group.APPROVER)
@second_factor_required
def reject(request: UserRequest, public_id: str) -> HttpResponse:
    return _with_reason(request, public_id, workflow.reject, "Rejected. The person can read why.")


@require_POST
@group_required(Group.APPROVER)
@second_factor_required
def reinstate(request: UserRequest, public_id: str) -> HttpResponse:
    return _with_reason(request, public_id, workflow.reinstate, "The appeal is granted: it is ready for approval.")


@require_POST
@group_required(Group.APPROVER)
@second_factor_required
def unapprove(request: UserRequest, public_id: str) -> HttpResponse:
    return _with_reason(request, public_id, workflow.unapprove, "The approval is taken back.")


@require_POST
@group_required(Group.APPROVER, Group.PAYOUT_OFFICER)
@second_factor_required
def hold(request: UserRequest, public_id: str) -> HttpResponse:
    return _with_reason(request, public_id, workflow.hold, "On hold. The person can read why.")


@require_POST
@group_required(Group.APPROVER, Group.PAYOUT_OFFICER)
@second_factor_required
def unhold(request: UserRequest, public_id: str) -> HttpResponse:
    return _with_reason(request, public_id, workflow.unhold, "No longer on hold. The person can read why.")


@require_POST
@group_required(Group.APPROVER)
@second_factor_required
def void(request: UserRequest, public_id: str) -> HttpResponse:
    return _with_reason(request, public_id, workflow.void, "Given up. It will not be paid.")


@require_POST
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def recipient(request: UserRequest, public_id: str) -> HttpResponse:
    """Enter finance's own reference of the person's bank recipient, for the details that the page showed."""
    stipend, form = _readable(request, public_id), RecipientForm(request.POST)
    if not form.is_valid():
        return _not_done(request, public_id, str(form.errors["reference"][0]))
    reference, digest = form.cleaned_data["reference"], request.POST.get("digest", "")
    recipients.enter(stipend, reference, digest=digest, by=request.user, at=timezone.now())
    messages.success(request, "The bank recipient is entered.")
    return redirect("stipends:stipend", public_id)


def _with_reason(request: UserRequest, public_id: str, verb: Callable[..., None], sentence: str) -> HttpResponse:
    stipend = _readable(request, public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _not_done(request, public_id, "Please say why: the person reads the reason.")
    verb(stipend, form.cleaned_data["reason"], by=request.user, at=timezone.now())
    messages.success(request, sentence)
    return redirect("stipends:stipend", public_id)


def _readable(request: UserRequest, public_id: str) -> Stipend:
    return get_object_or_404(Stipend.objects.readable_by_staff(request.user).with_people(), public_id=public_id)


def _not_done(request: UserRequest, public_id: str, sentence: str) -> HttpResponse:
    messages.error(request, f"Nothing has been changed. {sentence}")
    return redirect("stipends:stipend", public_id)
