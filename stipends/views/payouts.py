"""What became of each payout: the bank's answers, shown before they are recorded."""

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import Group
from accounts.requests import UserRequest
from accounts.second_factor import second_factor_required
from mlsafety_course.transitions import Refused
from stipends import providers, results
from stipends.forms import ReasonForm, ResultsForm
from stipends.models import Payout, PayoutBatch
from stipends.results import Result, Verdict
from stipends.views.batches import batch_page, readable
from stipends.views.gates import group_required
from stipends.workflow import settling as workflow


@require_POST
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def settle(request: UserRequest, public_id: str) -> HttpResponse:
    """First a dry run: the same text with the digest of what was shown records it."""
    batch = readable(request, public_id)
    form = ResultsForm(request.POST, request.FILES)
    if not form.is_valid():
        return batch_page(request, batch, status=422, results_form=form)
    text = form.cleaned_data["results"]
    found = _read(batch, text)
    if "digest" in request.POST:
        return _record(request, batch, found)
    digest = results.digest(found)
    typed, counts = ResultsForm(initial={"results": text}), Counter(result.verdict for result in found)
    return batch_page(request, batch, results_form=typed, results=found, digest=digest, counts=counts)


def _record(request: UserRequest, batch: PayoutBatch, found: list[Result]) -> HttpResponse:
    if request.POST["digest"] != results.digest(found):
        raise Refused("Some of these payouts changed after you opened the page. Nothing has been recorded.")
    payouts = {payout.number: payout for payout in batch.payouts.all()}
    recorded = Counter[Verdict]()
    for result in _to_record(found):
        try:
            _record_one(request, payouts[result.number], result)
            recorded[result.verdict] += 1
        except Refused as refusal:
            messages.error(request, f"{result.number}: {refusal}")
    waiting = f" Waiting to be claimed: {recorded[Verdict.HOLD]}." if recorded[Verdict.HOLD] else ""
    messages.success(request, f"Recorded as paid: {recorded[Verdict.RECORD]}.{waiting}")
    return redirect("stipends:batch", batch.public_id)


def _record_one(request: UserRequest, payout: Payout, result: Result) -> None:
    by, at = request.user, timezone.now()
    if result.verdict == Verdict.HOLD:
        workflow.mark_unclaimed(payout, by=by, at=at)
    else:
        workflow.settle(payout, result.reference, fee_cents=result.fee_cents, by=by, at=at)


@require_POST
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def not_paid(request: UserRequest, public_id: str) -> HttpResponse:
    """The bank has definitely not paid this one."""
    payout, form = _payout(request, public_id), ReasonForm(request.POST)
    if form.is_valid():
        workflow.reject_payout(payout, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, f"Payout {payout.number} is recorded as not paid. Its stipend can be paid again.")
    else:
        messages.error(request, "Nothing has been changed. Please say what the bank said.")
    return redirect("stipends:batch", payout.batch.public_id)


@require_POST
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def returned(request: UserRequest, public_id: str) -> HttpResponse:
    """The money was paid, or waited to be claimed, and has come back."""
    payout, form = _payout(request, public_id), ReasonForm(request.POST)
    if form.is_valid():
        was_paid = payout.status == Payout.Status.PAID
        workflow.mark_returned(payout, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        follows = "The person is asked for new details." if was_paid else "Its stipend is to be approved once more."
        messages.success(request, f"Payout {payout.number} is recorded as returned. {follows}")
    else:
        messages.error(request, "Nothing has been changed. Please say what the bank said.")
    return redirect("stipends:batch", payout.batch.public_id)


def _payout(request: UserRequest, public_id: str) -> Payout:
    payouts = Payout.objects.filter(batch__in=PayoutBatch.objects.readable_by_staff(request.user))
    return get_object_or_404(payouts.select_related("batch", "person", "approver"), public_id=public_id)


def _read(batch: PayoutBatch, text: str) -> list[Result]:
    known = {
        payout.number: results.Known(payout.status, payout.reference or "")
        for payout in batch.payouts.order_by("number")
    }
    taken = dict(Payout.objects.filter(reference__isnull=False).order_by().values_list("reference", "number"))
    references = {reference: number for reference, number in taken.items() if reference}
    return results.read(text, known, references, holds_unclaimed=providers.CAPABILITIES[batch.provider].holds_unclaimed)


def _to_record(found: list[Result]) -> list[Result]:
    return [result for result in found if result.verdict in {Verdict.RECORD, Verdict.HOLD}]
