"""Every mail, before and after it leaves."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from mlsafety_course import lists
from mlsafety_course.home.forms import OutboxFilter
from mlsafety_course.home.styleguide.mail import sample_letter
from mlsafety_course.home.views.frames import holds_mail, mail_alone
from mlsafety_course.outbox import workflow
from mlsafety_course.outbox.models import Message

ROWS = 50
SETTLEMENTS = {"sent": workflow.settle_as_sent, "again": workflow.send_again, "cancel": workflow.cancel}


@permission_required("outbox.see_outbox", raise_exception=True)
@require_safe
def outbox(request: UserRequest) -> HttpResponse:
    """The list, newest first; search and status live in the address."""
    filters = OutboxFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    found = Message.objects.shown_to_staff().narrowed(chosen.get("q", ""), chosen.get("status", ""))
    page = Paginator(found.defer("text", "html"), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filters": filters,
        "query": lists.without(request.GET, "page").urlencode(),
        "said": f"{page.paginator.count} mail{pluralize(page.paginator.count)}",
    }
    return render(request, "home/outbox.html", context)


@holds_mail
@permission_required("outbox.see_outbox", raise_exception=True)
@require_safe
def message(request: UserRequest, public_id: str) -> HttpResponse:
    """One mail as it was or will be sent, with its history. Account mail keeps its text to itself."""
    found = get_object_or_404(Message.objects.shown_to_staff(), public_id=public_id)
    return render(request, "home/message.html", {"message": found, "moves": found.moves.select_related("by")})


@mail_alone
@permission_required("outbox.see_outbox", raise_exception=True)
@require_safe
def message_html(request: UserRequest, public_id: str) -> HttpResponse:
    """The HTML of one mail, for the frame in its page."""
    found = get_object_or_404(Message.objects.with_html_for_staff(), public_id=public_id)
    return HttpResponse(found.html)


@mail_alone
@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def sample_mail(request: UserRequest) -> HttpResponse:
    """The HTML of a mail that shows all that a mail may hold, for the frame in the living page."""
    return HttpResponse(sample_letter().html)


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
