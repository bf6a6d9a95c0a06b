"""Every mail, before and after it leaves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from mlsafety_course.outbox import workflow
from mlsafety_course.outbox.models import Message, Status

ROWS = 50
SETTLEMENTS = {"sent": workflow.settle_as_sent, "again": workflow.send_again, "cancel": workflow.cancel}


@permission_required("outbox.see_outbox", raise_exception=True)
@require_safe
def outbox(request: UserRequest) -> HttpResponse:
    """The list, newest first, by status."""
    found = Message.objects.shown_to_staff()
    status = request.GET.get("status", "")
    if status in Status.values:
        found = found.filter(status=status)
    page = Paginator(found.defer("text", "html"), ROWS).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page": page, "statuses": Status.choices, "status": status}
    context["query"] = f"status={status}" if status in Status.values else ""
    return render(request, "home/outbox.html", context)


@permission_required("outbox.see_outbox", raise_exception=True)
@require_safe
def message(request: UserRequest, public_id: str) -> HttpResponse:
    """One mail as it was or will be sent, with its history. Account mail keeps its text to itself."""
    found = get_object_or_404(Message.objects.shown_to_staff(), public_id=public_id)
    return render(request, "home/message.html", {"message": found, "moves": found.moves.select_related("by")})


@permission_required("outbox.see_outbox", raise_exception=True)
@require_POST
def settle(request: UserRequest, public_id: str) -> HttpResponse:
    """A person says what became of a mail: it arrived, send it again, or do not send it."""
    found = get_object_or_404(Message, public_id=public_id)
    verb = SETTLEMENTS.get(request.POST.get("outcome", ""))
    if verb:
        verb(found, by=request.user, at=timezone.now())
        messages.success(request, f"{found} is now {found.get_status_display().lower()}.")
    return redirect("message", public_id)
