"""Leaving an address for the next round: asked on a public page, confirmed from the mail."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.forms import InterestForm
from applications.models import Interest, Round
from applications.workflow import interest as workflow
from mlsafety_course.posted import posted

LIMITS = {"interest": "10/h/ip"}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: HttpRequest) -> HttpResponse:
    """Ask for the address. Known or not, the answer is the same."""
    form = InterestForm(posted(request))
    if not form.is_valid():
        context = {"form": form, "open": Round.objects.open(timezone.now()).first()}
        return render(request, "applications/interest.html", context, status=422 if form.is_bound else 200)
    refused: HttpResponse | None = ratelimit.consume_or_429(
        request, app="applications", action="interest", config=LIMITS
    )
    if refused:
        return refused
    workflow.ask(form.cleaned_data["email"], at=timezone.now())
    messages.success(
        request, "Look into that mailbox: unless the address is on the list already, a mail asks whether it is yours."
    )
    return redirect("applications:interest")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_interest(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link in the mail: a button puts the address on the list, another takes it off."""
    asked = get_object_or_404(Interest, token=token)
    if request.method != "POST":
        return render(request, "applications/confirm_interest.html", {"interest": asked})
    if "forget" in request.POST:
        workflow.forget(asked)
        messages.success(request, "The address is deleted. You hear nothing more from us.")
        return redirect("home")
    workflow.confirm(asked, at=timezone.now())
    messages.success(request, "You are on the list. We write once, when applications open.")
    return redirect("applications:confirm_interest", token)
