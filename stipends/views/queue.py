"""The staff list of stipends, and one stipend with everything about it."""

from datetime import timedelta

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Group
from accounts.requests import UserRequest
from accounts.second_factor import second_factor_fresh
from mlsafety_course import lists
from stipends import checks, money, waiting, warnings
from stipends.forms import AgreementForm, ClearanceForm, RecipientForm, WithholdingForm
from stipends.models import Payee, Stipend
from stipends.selection import Row
from stipends.workflow import rights

SHELVES = {
    "ready": "To approve",
    "held": "On hold",
    "needs_details": "Waiting for details",
    "approved": "Approved",
    "paying": "On their way",
    "paid": "Paid",
    "ended": "Ended",
}
HEADS = {
    "name": "Person",
    "_evidence": "Evidence",
    "_warnings": "To look at",
    "_payee": "Paid to",
    "amount": "Amount",
    "expected": "Expected",
    "_status": "Status",
}
SORTS = {"name": "enrollment__person__full_name", "amount": "amount_cents", "expected": "expected_on"}
USUAL = "expected"
A_PAGE = 50
SOON = timedelta(days=2)


@require_safe
@permission_required("stipends.see_ledger", raise_exception=True)
def queue(request: UserRequest) -> HttpResponse:
    """One row a person, with evidence and warnings; the oldest promise first unless the address says otherwise."""
    shelf = request.GET.get("show", "ready")
    shelf = shelf if shelf in SHELVES else "ready"
    readable = Stipend.objects.readable_by_staff(request.user)
    counts = readable.on_shelves()
    rows = readable.on_shelf(shelf).with_people().order_by(lists.order(SORTS, request.GET, USUAL), "opened_at", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    found = warnings.of(list(page.object_list), request.user, timezone.now())
    context = {
        "shelf": shelf,
        "title": SHELVES[shelf],
        "shelves": [lists.Tab(label, f"?show={name}", name == shelf, counts[name]) for name, label in SHELVES.items()],
        "columns": lists.columns(HEADS, request.GET, USUAL, frozenset({"amount"})),
        "query": lists.without(request.GET, "page").urlencode(),
        "page": page,
        "rows": [Row(stipend, found[stipend.pk]) for stipend in page.object_list],
        "today": timezone.localdate(),
        "soon": timezone.localdate() + SOON,
        "waits": waiting.items(request.user, timezone.now()),
        "may_approve": shelf == "ready" and request.user.holds(Group.APPROVER),
    }
    return render(request, "stipends/queue.html", context)


@require_safe
@permission_required("stipends.see_ledger", raise_exception=True)
def stipend(request: UserRequest, public_id: str) -> HttpResponse:
    """Evidence, warnings, checks, details (masked), history, payouts and postings of one person's stipend."""
    readable = Stipend.objects.readable_by_staff(request.user).with_people().select_related("held_by")
    stipend = get_object_or_404(readable, public_id=public_id)
    context = {
        "stipend": stipend,
        "lead": _amount(stipend),
        "row": Row(stipend, warnings.of([stipend], request.user, timezone.now())[stipend.pk]),
        "moves": stipend.moves.select_related("by").order_by("at", "pk"),
        "payouts": stipend.payouts.select_related("batch", "approver", "releaser").order_by("attempt"),
        "entries": stipend.ledger_entries.order_by("at", "pk"),
        "checks": checks.of([stipend])[stipend.pk],
        **_forms(stipend),
        "may_lift": any(request.user.holds(group) for group in rights.lifters(stipend)),
        "is_fresh": second_factor_fresh(request),
        "is_approver": request.user.holds(Group.APPROVER),
        "is_officer": request.user.holds(Group.PAYOUT_OFFICER),
    }
    return render(request, "stipends/stipend.html", context)


def _amount(stipend: Stipend) -> str:
    return f"{stipend.net} net, {stipend.amount} less {stipend.withheld}" if stipend.withheld_cents else stipend.amount


def _forms(stipend: Stipend) -> dict[str, Form]:
    """What staff can type about it, with what stands there now."""
    note = stipend.payee.destination if stipend.payee and stipend.payee.method == Payee.Method.OTHER else ""
    kept = {"amount": money.decimal(stipend.withheld_cents), "reason": stipend.withheld_reason}
    return {
        "recipient_form": RecipientForm(auto_id="recipient-%s"),
        "agreement_form": AgreementForm(initial={"note": note}, auto_id="agree-%s"),
        "tick_form": ClearanceForm(auto_id="tick-%s"),
        "withholding_form": WithholdingForm(initial=kept if stipend.withheld_cents else None, auto_id="withhold-%s"),
    }
