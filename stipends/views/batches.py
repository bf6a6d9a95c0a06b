"""Payout batches: open, choose and freeze, send, cancel, and the file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Group
from accounts.requests import UserRequest
from accounts.second_factor import second_factor_fresh, second_factor_required
from mlsafety_course.transitions import Refused
from stipends import payout_file, providers
from stipends.forms import BatchForm, ReasonForm, ResultsForm
from stipends.models import PayoutBatch, Stipend
from stipends.models.stipend import StipendQuerySet
from stipends.selection import Row, Selection
from stipends.views.gates import group_required
from stipends.workflow import batch as workflow
from stipends.workflow.settling import never_left

MOST_ON_A_PAGE = 500  # a form has at most DATA_UPLOAD_MAX_NUMBER_FIELDS fields


@require_safe
@permission_required("stipends.see_ledger", raise_exception=True)
def batches(request: UserRequest) -> HttpResponse:
    """The newest first."""
    readable = PayoutBatch.objects.readable_by_staff(request.user).select_related("opened_by", "frozen_by", "sent_by")
    is_officer = request.user.holds(Group.PAYOUT_OFFICER)
    context = {
        "page": Paginator(readable.order_by("-opened_at", "-pk"), 50).get_page(request.GET.get("page")),
        "payable": Stipend.objects.readable_by_staff(request.user).payable().count(),
        "form": BatchForm() if is_officer else None,
    }
    return render(request, "stipends/batches.html", context)


@require_POST
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def open_batch(request: UserRequest) -> HttpResponse:
    form = BatchForm(request.POST)
    if not form.is_valid():
        messages.error(request, "No batch was opened. Choose a kind of file and a currency.")
        return redirect("stipends:batches")
    batch = workflow.open_batch(**form.cleaned_data, by=request.user, at=timezone.now())
    return redirect("stipends:batch", batch.public_id)


@require_safe
@permission_required("stipends.see_ledger", raise_exception=True)
def batch(request: UserRequest, public_id: str) -> HttpResponse:
    return batch_page(request, readable(request, public_id))


def batch_page(request: UserRequest, batch: PayoutBatch, *, status: int = 200, **more: Any) -> HttpResponse:
    """A batch with what can be done to it now."""
    is_open = batch.status == PayoutBatch.Status.OPEN
    payouts = list(batch.payouts.select_related("person", "approver", "payee", "stipend").order_by("number"))
    is_api = providers.CAPABILITIES[batch.provider].is_api
    awaited = {"sending", "unclaimed"}
    waiting = "".join(f"{payout.number}, \n" for payout in payouts if payout.status in awaited and not is_api)
    context = {
        "batch": batch,
        "payouts": payouts,
        "selection": releasable(request, batch) if is_open else None,
        "fitting": _fitting(request, batch).count() if is_open else 0,
        "is_officer": request.user.holds(Group.PAYOUT_OFFICER),
        "is_api": is_api,
        "kept": set(never_left(batch).values_list("pk", flat=True)) if is_api else set(),
        "is_fresh": second_factor_fresh(request),
        "moves": batch.moves.select_related("by").order_by("at", "pk"),
        "results_form": ResultsForm(initial={"results": waiting}) if waiting else None,
    }
    return render(request, "stipends/batch.html", {**context, **more}, status=status)


@require_POST
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def freeze(request: UserRequest, public_id: str) -> HttpResponse:
    """Freeze the chosen ones, if the list is still the one that was seen."""
    batch = readable(request, public_id)
    offered = releasable(request, batch)
    if request.POST.get("digest") != offered.digest:
        raise Refused("The list of payable stipends changed after you opened the page. Nothing has been frozen.")
    chosen = set(request.POST.getlist("id"))
    rows = [row.stipend for row in offered.rows if str(row.stipend.public_id) in chosen]
    workflow.freeze(batch, rows, by=request.user, at=timezone.now())
    payouts = "1 payout" if batch.payout_count == 1 else f"{batch.payout_count} payouts"
    messages.success(request, f"Frozen: {payouts}, {batch.total} together. Nothing has been sent yet.")
    return redirect("stipends:batch", public_id)


@require_POST
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def send(request: UserRequest, public_id: str) -> HttpResponse:
    batch = readable(request, public_id)
    workflow.send(batch, by=request.user, at=timezone.now())
    is_api = providers.CAPABILITIES[batch.provider].is_api
    by_machine = "Sent. PayPal is asked within seconds, one payment at a time; this page says how each stands."
    by_hand = "Marked as sent. Now download the file and hand it to the bank, once."
    messages.success(request, by_machine if is_api else by_hand)
    return redirect("stipends:batch", public_id)


@require_POST
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def cancel(request: UserRequest, public_id: str) -> HttpResponse:
    batch = readable(request, public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing has been changed. Please say why.")
        return redirect("stipends:batch", public_id)
    workflow.cancel(batch, form.cleaned_data["reason"], by=request.user, at=timezone.now())
    messages.success(request, "Cancelled. Its stipends can go into another batch.")
    return redirect("stipends:batch", public_id)


@require_safe
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def file(request: UserRequest, public_id: str) -> HttpResponse:
    """The frozen bytes, the same at every download. Only once sent, so that what leaves was compared last."""
    batch = readable(request, public_id)
    if providers.CAPABILITIES[batch.provider].is_api:
        raise Refused("This batch is paid by this site itself. A file handed to PayPal as well would pay it twice.")
    response = HttpResponse(checked_file(batch).encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{batch.file_name}"'
    return response


def checked_file(batch: PayoutBatch) -> str:
    """The frozen text; Refused before the batch is sent, and where it is not the one that was frozen."""
    if batch.status not in {PayoutBatch.Status.SENT, PayoutBatch.Status.SETTLED}:
        raise Refused("The file can be downloaded once the batch is marked as sent.")
    text = batch.file
    if payout_file.sha256(text) != batch.sha256:
        raise Refused(
            "The stored file is not the one that was frozen. Do not pay from it: tell whoever runs this site."
        )
    return text


def readable(request: UserRequest, public_id: str) -> PayoutBatch:
    everything = PayoutBatch.objects.readable_by_staff(request.user).select_related("opened_by", "frozen_by", "sent_by")
    return get_object_or_404(everything, public_id=public_id)


def releasable(request: UserRequest, batch: PayoutBatch) -> Selection:
    """What this officer may put into this batch, as much of it as one form takes, the oldest promise first."""
    most = min(providers.CAPABILITIES[batch.provider].max_rows, MOST_ON_A_PAGE)
    return Selection([Row(stipend) for stipend in _fitting(request, batch).with_people().by_promise()[:most]])


def _fitting(request: UserRequest, batch: PayoutBatch) -> StipendQuerySet:
    methods = providers.CAPABILITIES[batch.provider].methods
    return Stipend.objects.releasable_by(request.user).filter(currency=batch.currency, payee__method__in=methods)
