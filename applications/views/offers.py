"""The offer: a page that says what it is, and a button that decides."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from applications.forms import OfferForm
from applications.models import Application
from applications.public_status import campus_wish, public_status
from applications.views.form_page import seat_outlook
from applications.views.status import OFFERED
from applications.workflow import offers, seats
from curriculum.late_joiner import late_start
from mlsafety_course import timekit


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: UserRequest, public_id: str) -> HttpResponse:
    """Accept with one's hours, decline, or change one's mind until the date on the offer."""
    application = get_object_or_404(Application.objects.owned_by(request.user), public_id=public_id)
    if application.status not in OFFERED:
        raise Http404
    if request.method == "POST" and "decline" in request.POST:
        offers.decline(application, by=request.user, at=request.received_at)
        messages.success(request, "You have declined the place. Thank you for telling us.")
        return redirect("applications:form", application.public_id)
    if request.method == "POST":
        return _accept(request, application)
    grid = timekit.unpack(application.grid) if application.grid else frozenset()
    return _page(request, application, OfferForm(initial={"zone": application.zone, "grid": grid}))


def _accept(request: UserRequest, application: Application) -> HttpResponse:
    typed = OfferForm(request.POST)
    if not typed.is_valid():
        return _page(request, application, typed, status=422)
    hours, zone = typed.cleaned_data["grid"], typed.cleaned_data["zone"]
    offers.accept(application, hours, zone, by=request.user, at=request.received_at)
    messages.success(request, f"Your place in {application.round.cohort} is yours, and your hours are stored.")
    return redirect("applications:form", application.public_id)


def _page(request: UserRequest, application: Application, shown: OfferForm, *, status: int = 200) -> HttpResponse:
    at, round_ = timezone.now(), application.round
    until = application.confirm_by or round_.confirm_by
    context = {
        "application": application,
        "standing": public_status(application, at),
        "form": shown,
        "selected": shown.selected,
        "outlook": seat_outlook(application, at),
        "can_answer": application.can_answer(at),
        "is_taken": offers.was_given_up(application) and not seats.count(round_, at).free,
        "wish": campus_wish(application, at),
        "late": late_start(round_.cohort, at),
        "confirm": timekit.three_forms(until, round_.deadline_zone, request.reader_zone),
        "confirm_iso": until.isoformat(),
        "confirm_relative": timekit.relative(until, at),
    }
    return render(request, "applications/offer.html", context, status=status)
