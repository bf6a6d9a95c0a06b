"""Giving out readings: everything is shown before, nothing is given out but what was shown, and readers come and go."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import UserRequest
from applications.models import Application, Round
from applications.views.deciding import MAY_DECIDE
from applications.workflow import readers, reading_plan, reviewing
from mlsafety_course import timekit


@require_http_methods(["GET", "HEAD", "POST"])
@MAY_DECIDE
def readings(request: UserRequest, slug: str) -> HttpResponse:
    """Who would read what; POST carries the digest of what was seen."""
    round_, at = _round(request, slug), timezone.now()
    if request.method == "POST":
        count = reviewing.assign(round_, digest=request.POST.get("digest", ""), by=request.user, at=at)
        messages.success(request, f"{count} reading{pluralize(count)} given out.")
        return redirect("applications:readings", slug)
    starts_at = round_.closes_at + round_.grace
    context = {
        "round": round_,
        "plan": reading_plan.plan(round_, at=at),
        "rule": reading_plan.rule_in_words(round_),
        "is_in_review": round_.is_in_review(at),
        "starts": timekit.three_forms(starts_at, round_.deadline_zone, request.reader_zone, exclusive=False),
    }
    return render(request, "applications/readings.html", context)


@require_POST
@MAY_DECIDE
def away(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    round_ = _round(request, slug)
    reader = get_object_or_404(User.objects.filter(pk__in=readers.known(round_)), public_id=public_id)
    count = reviewing.mark_away(round_, reader, by=request.user, at=timezone.now())
    given_up = f"{count} unread reading{pluralize(count)} can go to others: give them out below."
    messages.success(request, f"{reader} is away. {given_up if count else 'Nothing of theirs was unread.'}")
    return redirect("applications:readings", slug)


@require_POST
@MAY_DECIDE
def back(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    round_ = _round(request, slug)
    reader = get_object_or_404(User.objects.filter(pk__in=readers.known(round_)), public_id=public_id)
    reviewing.mark_back(round_, reader, by=request.user)
    messages.success(request, f"{reader} is back, and gets readings with the others.")
    return redirect("applications:readings", slug)


@require_POST
@MAY_DECIDE
def one_more(request: UserRequest, public_id: str) -> HttpResponse:
    """Ask for one more reading of one application."""
    readable = Application.objects.readable_by_staff(request.user).select_related("round", "applicant")
    application = get_object_or_404(readable, public_id=public_id)
    seen = request.POST.get("seen", "")
    reviewing.ask_for_one_more(
        application, seen=int(seen) if seen.isdecimal() else -1, by=request.user, at=timezone.now()
    )
    messages.success(request, "One more reading is asked for. It is given out with the next readings of the round.")
    return redirect("applications:read", public_id)


def _round(request: UserRequest, slug: str) -> Round:
    return get_object_or_404(Round.objects.led_by(request.user).select_related("cohort"), slug=slug)
