"""One's own stipend."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from cohorts.models import Enrollment
from mlsafety_course import timekit
from stipends import journey
from stipends.forms import PayeeForm
from stipends.models import Payee, Stipend
from stipends.workflow import payee as payees
from stipends.workflow import stipend as workflow


@require_safe
def mine(request: UserRequest) -> HttpResponse:
    """Where it stands, what we wait for and from whom; before it is earned, what it will be."""
    stipend = Stipend.objects.last_of(request.user)
    if stipend is None:
        return _before(request)
    moves, payments = list(stipend.moves.order_by("at", "pk")), journey.payments(stipend)
    cohort, now, zone = stipend.enrollment.cohort, timezone.now(), request.reader_zone
    details_are_taken = payees.are_taken(request.user, now)
    context = {
        "stipend": stipend,
        "steps": journey.steps(stipend, moves, zone),
        "waiting": journey.waiting_for(stipend, payments, zone, now, details_are_taken=details_are_taken),
        "promise": journey.promise(stipend, payments, timezone.localdate()),
        "reason": journey.ended_because(stipend, moves),
        "payments": payments,
        **journey.to_claim(payments, zone, now),
        "usable_from": journey.usable_from(stipend, now, zone),
        **_closings(stipend, zone),
        "may_appeal": stipend.status == Stipend.Status.REJECTED and now < cohort.appeals_close_at,
        "is_over": stipend.status in journey.ENDED,
        "is_before_closing": now < stipend.details_close_at,
        "may_give_details": details_are_taken and stipend.is_waiting,
        "payee": stipend.payee or _last_details(request),
    }
    return render(request, "stipends/mine.html", context)


def _closings(stipend: Stipend, zone: str) -> dict[str, object]:
    """Until when details are taken and appeals heard."""
    cohort = stipend.enrollment.cohort
    ends = {"closes": stipend.details_close_at, "appeals": cohort.appeals_close_at}
    return {name: timekit.three_forms(at, cohort.zone, zone) for name, at in ends.items()}


def _before(request: UserRequest) -> HttpResponse:
    """What it will be, and whether details can be given already."""
    enrollment = Enrollment.objects.current_of(request.user)
    context: dict[str, object] = {"enrollment": enrollment, "payee": _last_details(request)}
    if enrollment:
        cohort, opens_at = enrollment.cohort, payees.open_from(enrollment.cohort)
        context["details_open"] = opens_at <= timezone.now() < cohort.details_close_at
        context["opens"] = timekit.three_forms(opens_at, cohort.zone, request.reader_zone, exclusive=False)
    return render(request, "stipends/mine_before.html", context)


@require_http_methods(["GET", "POST"])
def details(request: UserRequest) -> HttpResponse:
    """How the person would like to be paid."""
    at = request.received_at
    if request.method == "GET":
        payees.refuse_outside_window(request.user, at)
    last = _last_details(request)
    known = {"legal_name": last.legal_name, "country": last.country, "method": last.method} if last else {}
    form = PayeeForm(request.POST or None, initial=known or {"legal_name": request.user.full_name})
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        context = {"form": form, "payee": last, "may_decline": _may_decline(request)}
        return render(request, "stipends/details.html", context, status=status)
    workflow.give_details(request.user, form.details(), by=request.user, at=at)
    messages.success(request, "Saved. Your payment details are kept encrypted; only staff who pay can read them.")
    return redirect("stipends:mine")


@require_POST
def decline(request: UserRequest) -> HttpResponse:
    workflow.decline(_own(request), by=request.user, at=request.received_at)
    messages.success(request, "You have declined your stipend. Your certificate stays as it is.")
    return redirect("stipends:mine")


@require_POST
def take_back(request: UserRequest) -> HttpResponse:
    workflow.take_back(_own(request), by=request.user, at=request.received_at)
    messages.success(request, "Your stipend is yours again.")
    return redirect("stipends:mine")


def _own(request: UserRequest) -> Stipend:
    stipend = Stipend.objects.last_of(request.user)
    if stipend is None:
        raise Http404
    return stipend


def _may_decline(request: UserRequest) -> bool:
    stipend = Stipend.objects.last_of(request.user)
    return stipend is not None and stipend.can_be_declined(request.received_at)


def _last_details(request: UserRequest) -> Payee | None:
    return request.user.payees.order_by("-version").first()
