"""Ticks of staff: a list of people whose money has not left, and one tick for those who are chosen."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Group
from accounts.requests import UserRequest
from accounts.second_factor import second_factor_fresh, second_factor_required
from mlsafety_course import codes
from mlsafety_course.transitions import Refused
from stipends import checks as rule
from stipends.forms import ClearanceForm
from stipends.models import Stipend
from stipends.views.gates import group_required
from stipends.workflow import clearance as workflow

A_PAGE = MOST_AT_ONCE = 50


@require_safe
@permission_required("stipends.see_ledger", raise_exception=True)
def checks(request: UserRequest) -> HttpResponse:
    """Everybody whose money has not left, with the newest tick of each kind."""
    rows = Stipend.objects.readable_by_staff(request.user).to_check().with_people()
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    found = rule.of(page.object_list)
    context = {
        "page": page,
        "rows": [(stipend, found[stipend.pk]) for stipend in page.object_list],
        "form": ClearanceForm(),
        "may_tick": request.user.holds(Group.APPROVER) or request.user.holds(Group.PAYOUT_OFFICER),
        "is_fresh": second_factor_fresh(request),
    }
    return render(request, "stipends/checks.html", context)


@require_POST
@group_required(Group.APPROVER, Group.PAYOUT_OFFICER)
@second_factor_required
def tick(request: UserRequest) -> HttpResponse:
    """The same tick about everybody chosen, each by itself; back to the page it was made on."""
    chosen, form = _chosen(request), ClearanceForm(request.POST)
    there = reverse("stipends:checks")
    if chosen and "from_stipend" in request.POST:
        there = reverse("stipends:stipend", args=[chosen[0].public_id])
    if not form.is_valid() or not chosen:
        messages.error(request, "Nothing has been ticked off. Choose somebody; where something needs a look, say what.")
        return redirect(there)
    done = 0
    for person in dict.fromkeys(stipend.enrollment.person for stipend in chosen):
        try:
            workflow.tick(person, **form.cleaned_data, by=request.user, at=timezone.now())
            done += 1
        except Refused as refusal:
            messages.error(request, f"{person}: {refusal}")
    if done:
        messages.success(request, f"Ticked off for {done} {'person' if done == 1 else 'people'}, under your name.")
    return redirect(there)


def _chosen(request: UserRequest) -> list[Stipend]:
    ids = [found for written in request.POST.getlist("id") if (found := codes.uuid_of(written))]
    readable = Stipend.objects.readable_by_staff(request.user).with_people()
    return list(readable.filter(public_id__in=ids[:MOST_AT_ONCE]))
