"""Our book against the provider's: what was compared, what differs, and whether payments may go on after a restore."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Group
from accounts.requests import UserRequest
from accounts.second_factor import second_factor_fresh, second_factor_required
from stipends.forms import ExplanationForm
from stipends.models import Mismatch, Reconciliation
from stipends.views.gates import group_required
from stipends.workflow import epoch
from stipends.workflow import reconciliation as workflow

MOST_AT_ONCE = 200  # differences on one page


@require_safe
@permission_required("stipends.see_ledger", raise_exception=True)
def reconciliation(request: UserRequest) -> HttpResponse:
    """What nobody has explained yet, of every run; what the last one found besides; and what stops payments."""
    runs = list(Reconciliation.objects.with_open_counts().select_related("by")[:20])
    found = Mismatch.objects.readable_by_staff(request.user)
    found = found.select_related("payout__person", "explained_by", "reconciliation")
    unexplained = found.unexplained()
    context = {
        "runs": runs,
        "last": runs[0] if runs else None,
        "unexplained": unexplained[:MOST_AT_ONCE],
        "unexplained_count": unexplained.count(),
        "explained": found.filter(reconciliation__in=runs[:1], explained_at__isnull=False),
        "is_stopped": not epoch.is_current(),
        "signed": epoch.signed(),
        "wanted": settings.PAYOUT_EPOCH,
        "is_officer": request.user.holds(Group.PAYOUT_OFFICER),
        "is_fresh": second_factor_fresh(request),
    }
    return render(request, "stipends/reconciliation.html", context)


@require_POST
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def start(request: UserRequest) -> HttpResponse:
    workflow.ask(by=request.user, at=timezone.now())
    messages.success(request, "Asked for. The comparison begins within seconds: load this page again to see it.")
    return redirect("stipends:reconciliation")


@require_POST
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def explain(request: UserRequest, public_id: str) -> HttpResponse:
    """Say once what a difference was."""
    found = Mismatch.objects.readable_by_staff(request.user).select_related("payout")
    mismatch, form = get_object_or_404(found, public_id=public_id), ExplanationForm(request.POST)
    if form.is_valid():
        workflow.explain(mismatch, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, "Explained, under your name.")
    else:
        messages.error(request, "Nothing has been recorded. Say what it was and what was done about it.")
    return redirect("stipends:reconciliation")


@require_POST
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def sign(request: UserRequest, public_id: str) -> HttpResponse:
    """Let payments go on after a restore."""
    asked, form = get_object_or_404(Reconciliation, public_id=public_id), ExplanationForm(request.POST)
    if form.is_valid():
        epoch.sign(asked, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, "Signed. Payments go on.")
    else:
        messages.error(request, "Nothing has been signed. Say what you compared the payment files with.")
    return redirect("stipends:reconciliation")
