"""Payouts that no machine can settle: what is known of them, and what two people found out."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Group
from accounts.requests import UserRequest
from accounts.second_factor import second_factor_fresh, second_factor_required
from stipends.forms import OpinionForm
from stipends.models import Payout
from stipends.views.gates import group_required
from stipends.workflow import review as workflow


@require_safe
@permission_required("stipends.see_ledger", raise_exception=True)
def reviews(request: UserRequest) -> HttpResponse:
    """Everything under review, the longest waiting first."""
    waiting = Payout.objects.readable_by_staff(request.user).under_review(timezone.now())
    context = {
        "payouts": waiting.with_people().prefetch_related("opinions__by", "moves").order_by("batch__sent_at", "number"),
        "form": OpinionForm(),
        "may_judge": request.user.holds(Group.APPROVER) or request.user.holds(Group.PAYOUT_OFFICER),
        "is_fresh": second_factor_fresh(request),
    }
    return render(request, "stipends/reviews.html", context)


@require_POST
@group_required(Group.APPROVER, Group.PAYOUT_OFFICER)
@second_factor_required
def opinion(request: UserRequest, public_id: str) -> HttpResponse:
    """One person's word. The second that agrees decides."""
    payout = get_object_or_404(Payout.objects.readable_by_staff(request.user), public_id=public_id)
    form = OpinionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing has been recorded. Say what became of it, how you know, and its reference.")
        return redirect("stipends:reviews")
    decided = workflow.give_opinion(payout, **form.cleaned_data, by=request.user, at=timezone.now())
    said = "That makes two who agree: it is settled." if decided else "It is settled once another person agrees."
    messages.success(request, f"Recorded what you found out about {payout.number}. {said}")
    return redirect("stipends:reviews")
