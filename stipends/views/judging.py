"""Staff's decisions on one stipend, each with its reason."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import Group
from accounts.requests import UserRequest
from accounts.second_factor import second_factor_required
from mlsafety_course.transitions import Refused
from stipends.forms import AgreementForm, ReasonForm, RecipientForm, WithholdingForm
from stipends.models import Stipend
from stipends.views.gates import group_required
from stipends.workflow import recipient as recipients
from stipends.workflow import stipend as workflow
from stipends.workflow import withholding


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
        return _not_done(request, public_id, _first_error(form))
    reference, digest = form.cleaned_data["reference"], request.POST.get("digest", "")
    recipients.enter(stipend, reference, digest=digest, by=request.user, at=timezone.now())
    messages.success(request, "The bank recipient is entered.")
    return redirect("stipends:stipend", public_id)


@require_POST
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def agree(request: UserRequest, public_id: str) -> HttpResponse:
    """Write down what finance agreed with a person who is paid in another way."""
    stipend, form = _readable(request, public_id), AgreementForm(request.POST)
    if not form.is_valid():
        return _not_done(request, public_id, _first_error(form))
    digest = request.POST.get("digest", "")
    recipients.agree(stipend, **form.cleaned_data, digest=digest, by=request.user, at=timezone.now())
    messages.success(request, "What was agreed is written down, under your name.")
    return redirect("stipends:stipend", public_id)


@require_POST
@group_required(Group.APPROVER, Group.PAYOUT_OFFICER)
@second_factor_required
def withhold(request: UserRequest, public_id: str) -> HttpResponse:
    """Keep a part back, or nothing any more. The net that was seen must still be the net."""
    stipend, form = _readable(request, public_id), WithholdingForm(request.POST)
    if not form.is_valid():
        return _not_done(request, public_id, _first_error(form))
    if request.POST.get("seen") != str(stipend.withheld_cents):
        raise Refused("What is withheld changed after you opened the page. Nothing has been changed now.")
    withholding.withhold(stipend, form.cents(), form.cleaned_data["reason"], by=request.user, at=timezone.now())
    messages.success(request, "Saved. The person is told what they receive, and why.")
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


def _first_error(form: Form) -> str:
    return str(next(iter(form.errors.values()))[0])


def _not_done(request: UserRequest, public_id: str, sentence: str) -> HttpResponse:
    messages.error(request, f"Nothing has been changed. {sentence}")
    return redirect("stipends:stipend", public_id)
