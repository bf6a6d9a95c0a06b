"""Offering places that came back to those who wait."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import UserRequest
from applications.models import Application, Round
from applications.views.deciding import MAY_DECIDE, chosen
from applications.workflow import waitlist


@require_POST
@MAY_DECIDE
def promote(request: UserRequest, public_id: str) -> HttpResponse:
    """Offer one person the free place."""
    readable = Application.objects.readable_by_staff(request.user).select_related("round__cohort", "applicant")
    application = get_object_or_404(readable, public_id=public_id)
    waitlist.promote(application, by=request.user, at=timezone.now())
    messages.success(request, f"{application.applicant} is offered the free place, and the mail is on its way.")
    return redirect("applications:table", application.round.slug)


@require_POST
@MAY_DECIDE
def promote_next(request: UserRequest, slug: str) -> HttpResponse:
    """Offer the free places to those who were named on the page, in the order of the list."""
    round_ = get_object_or_404(Round.objects.led_by(request.user), slug=slug)
    readable = Application.objects.readable_by_staff(request.user).filter(round=round_)
    named = readable.filter(public_id__in=chosen(request.POST.getlist("next"))).order_by("rank", "pk")
    results = waitlist.promote_many(
        named.select_related("round__cohort", "applicant"), by=request.user, at=timezone.now()
    )
    return render(request, "applications/offered.html", {"round": round_, "results": results})
