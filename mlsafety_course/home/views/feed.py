"""The personal calendar: its address for the person, its entries for whatever program knows the address."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from cohorts.models import CalendarFeed
from cohorts.workflow import feed as workflow
from mlsafety_course.home.feed import person

FRESH = "calendar_token"  # in the session, from the making of an address until it has been shown


@require_safe
def feed_page(request: UserRequest) -> HttpResponse:
    """Whether there is an address, and this once what it is."""
    _refuse_strangers(request)
    token = request.session.pop(FRESH, "")
    address = settings.BASE_URL + reverse("calendar", args=[token]) if token else ""
    context = {
        "address": address,
        "subscribe": f"webcal://{address.partition('://')[2]}" if address else "",
        "feed": CalendarFeed.objects.live().filter(person=request.user).first(),
    }
    return render(request, "home/feed.html", context)


@require_POST
def make_feed(request: UserRequest) -> HttpResponse:
    _refuse_strangers(request)
    request.session[FRESH] = workflow.make(request.user, at=timezone.now())
    return redirect("feed")


@require_POST
def end_feed(request: UserRequest) -> HttpResponse:
    _refuse_strangers(request)
    workflow.end(request.user, at=timezone.now())
    messages.success(request, "The address answers no more. What your calendar program has fetched stays there.")
    return redirect("feed")


@login_not_required
@require_safe
def calendar(request: UserRequest, token: str) -> HttpResponse:
    """For calendar programs, which cannot sign in: the secret in the address is the key."""
    reader = person.reader_of(token)
    if reader is None:
        raise Http404("There is no calendar at this address.")
    response = HttpResponse(person.calendar_of(reader, timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="ml-safety.ics"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _refuse_strangers(request: UserRequest) -> None:
    if not person.has_calendar(request.user):
        raise Http404("This page is for participants and TAs.")
