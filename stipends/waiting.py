"""What about money waits for somebody: on the staff list of stipends, and on a lead's home for whoever may read it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.urls import reverse

from accounts.models import User
from mlsafety_course.items import Item
from stipends.models import Mismatch, Payee, Payout, PayoutBatch, Reconciliation, Stipend, StipendTerms
from stipends.models.stipend import WAITING
from stipends.workflow import epoch

LONG_FOR_DETAILS = timedelta(days=7)
LONG_FOR_RESULTS = timedelta(days=7)
LONG_ON_HOLD = timedelta(days=14)
LONG_FROZEN = NEAR = timedelta(days=2)
S, P, B = Stipend.Status, Payout.Status, PayoutBatch.Status


def items(reader: User, at: datetime) -> list[Item]:
    """Everything for whoever reads the ledger; for others the budgets alone, which are theirs to see. Urgent first."""
    found = [*short_budgets()]
    if reader.has_perm("stipends.see_ledger"):
        found += [*payments(reader, at), *books(reader), *stipends(reader, at), *files(reader, at)]
    return sorted((item for item in found if item.count), key=lambda item: not item.is_urgent)


def payments(reader: User, at: datetime) -> Iterator[Item]:
    """Payouts that no machine can settle."""
    review = Payout.objects.readable_by_staff(reader).under_review(at).count()
    rest = "under review: two people find out what became of"
    url = reverse("stipends:reviews")
    yield Item(review, f"payment is {rest} it", f"payments are {rest} them", url, is_urgent=True)


def books(reader: User) -> Iterator[Item]:
    """Payments that are stopped, what any reconciliation found and nobody has explained, and the last one's trouble."""
    url = reverse("stipends:reconciliation")
    stopped = "restore stops all payments: reconcile and sign"
    yield Item(int(not epoch.is_current()), stopped, stopped, url, is_urgent=True)
    rest = "between our book and PayPal's"
    open_count = Mismatch.objects.readable_by_staff(reader).unexplained().count()
    one, many = f"difference {rest} is unexplained", f"differences {rest} are unexplained"
    yield Item(open_count, one, many, url, is_urgent=True)
    if last := Reconciliation.objects.filter(ended_at__isnull=False).first():
        unread = f"reconciliation could not be finished: {last.trouble}"
        yield Item(int(not last.is_complete), unread, unread, url)


def short_budgets() -> Iterator[Item]:
    """Cohorts that have earned more than their budget: finance's matter, never the participants'."""
    for terms in StipendTerms.objects.with_totals().select_related("cohort"):
        if terms.short_cents:
            sentence = f"budget is too small: {terms.cohort} needs {terms.short} more"
            yield Item(1, sentence, sentence, reverse("stipends:terms", args=[terms.cohort.slug]), is_urgent=True)


def stipends(reader: User, at: datetime) -> Iterator[Item]:
    """Promised days about to be missed, and stipends that wait long for somebody."""
    queue, tally = reverse("stipends:queue"), _tally(reader, at)
    promised = "the day we told the person is near or past"
    for key, words, show, is_urgent in (
        ("approve", ("stipend waits for approval", "stipends wait for approval"), "ready", True),
        ("send", ("approved stipend waits for a batch", "approved stipends wait for a batch"), "approved", True),
        ("confirm", ("payment waits for its result", "payments wait for their results"), "paying", True),
    ):
        one, many = (f"{word}, and {promised}" for word in words)
        yield Item(tally[key], one, many, f"{queue}?show={show}", is_urgent)
    rest = "for payment details for more than 7 days"
    url = f"{queue}?show=needs_details"
    yield Item(tally["details"], f"stipend has waited {rest}", f"stipends have waited {rest}", url)
    rest = "on hold for more than two weeks"
    yield Item(tally["held"], f"stipend has been {rest}", f"stipends have been {rest}", f"{queue}?show=held")
    rest = "for finance to enter the bank recipient, or to write down what was agreed"
    yield Item(tally["finance"], f"stipend waits {rest}", f"stipends wait {rest}", f"{queue}?show=ready")


def _tally(reader: User, at: datetime) -> dict[str, int]:
    free = Q(held_at__isnull=True)
    near = free & Q(expected_on__lte=(at + NEAR).date())
    without_recipient = Q(payee__method=Payee.Method.BANK, payee__given_by=F("enrollment__person"))
    without_proof = Q(payee__method=Payee.Method.OTHER, payee__proof_encrypted="")
    wanted = {
        "approve": near & Q(status=S.READY),
        "send": near & Q(status=S.APPROVED),
        "confirm": near & Q(status=S.PAYING),
        "details": free & Q(status=S.NEEDS_DETAILS, opened_at__lt=at - LONG_FOR_DETAILS),
        "held": Q(status__in=WAITING, held_at__lt=at - LONG_ON_HOLD),
        "finance": free & Q(status=S.READY) & (without_recipient | without_proof),
    }
    counts = {name: Count("pk", filter=where) for name, where in wanted.items()}
    return Stipend.objects.readable_by_staff(reader).order_by().aggregate(**counts)


def files(reader: User, at: datetime) -> Iterator[Item]:
    """Batches that somebody began and nobody went on with."""
    batches, url = PayoutBatch.objects.readable_by_staff(reader), reverse("stipends:batches")
    frozen = batches.filter(status=B.FROZEN, frozen_at__lt=at - LONG_FROZEN).count()
    rest = "frozen and not sent for more than two days"
    yield Item(frozen, f"batch is {rest}", f"batches are {rest}", url)
    sent = batches.filter(status=B.SENT, sent_at__lt=at - LONG_FOR_RESULTS, payouts__status=P.SENDING).distinct()
    rest = "sent for more than a week without all its results"
    yield Item(sent.count(), f"batch is {rest}", f"batches are {rest}", url)
    by_hand = Q(payouts__status=P.UNCLAIMED, payouts__due_at=None, payouts__claim_by__lt=at)
    late = batches.filter(by_hand, status=B.SENT).distinct().count()
    rest = "with money that should have been claimed by now: ask PayPal what became of it"
    yield Item(late, f"batch {rest}", f"batches {rest}", url)
