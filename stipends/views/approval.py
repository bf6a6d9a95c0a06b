"""Approving a selection: read with count and sum restated, then signed with a fresh second factor."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from accounts.models import Group
from accounts.requests import UserRequest
from accounts.second_factor import second_factor_required
from mlsafety_course import codes
from mlsafety_course.transitions import Refused
from stipends import warnings
from stipends.models import Stipend
from stipends.selection import Row, Selection
from stipends.views.gates import group_required
from stipends.workflow import stipend as workflow

MOST_AT_ONCE = 50


@require_http_methods(["GET", "POST"])
@group_required(Group.APPROVER)
def approve(request: UserRequest) -> HttpResponse:
    return _sign(request) if request.method == "POST" else _read(request)


def _read(request: UserRequest) -> HttpResponse:
    ids = request.GET.getlist("id")
    selection = _selected(request, ids)
    if not selection.count:
        messages.warning(request, "Choose at least one stipend that is ready for approval.")
        return redirect("stipends:queue")
    chosen = [str(row.stipend.public_id) for row in selection.rows]
    context = {
        "selection": selection,
        "left_out": len(set(ids)) - selection.count,
        "confirm_url": f"{reverse('stipends:approve')}?{urlencode({'id': chosen}, doseq=True)}",
    }
    return render(request, "stipends/approve.html", context)


@second_factor_required
def _sign(request: UserRequest) -> HttpResponse:
    """Approve each row by itself, and say what became of it."""
    selection = _selected(request, request.POST.getlist("id"))
    if not selection.count or request.POST.get("digest") != selection.digest:
        raise Refused("One of these stipends changed after you opened the page. None has been approved.")
    at, approved, refused = timezone.now(), [], []
    for row in selection.rows:
        digest = row.stipend.payee.digest if row.stipend.payee else ""
        try:
            workflow.approve(row.stipend, digest=digest, by=request.user, at=at)
            approved.append(row)
        except Refused as refusal:
            refused.append(f"{row.stipend.enrollment.person}: {refusal}")
    if not approved:
        raise Refused(" ".join(refused))
    messages.success(request, f"Approved: {len(approved)}, {Selection(approved).total} together.")
    for sentence in refused:
        messages.error(request, sentence)
    return redirect("stipends:queue")


def _selected(request: UserRequest, ids: list[str]) -> Selection:
    """Those of the ids that can be approved by this person now, in a fixed order."""
    readable = Stipend.objects.readable_by_staff(request.user).on_shelf("ready").with_people()
    chosen = list(readable.filter(public_id__in=_uuids(ids)).by_promise()[:MOST_AT_ONCE])
    found = warnings.of(chosen, request.user, timezone.now())
    return Selection([Row(stipend, found[stipend.pk]) for stipend in chosen])


def _uuids(ids: list[str]) -> list[UUID]:
    """Without what is no UUID."""
    return [found for written in ids if (found := codes.uuid_of(written))]
