"""Addresses of stipends: one's own, and the staff pages of money."""

from django.urls import path

from stipends.views import (
    approval,
    batches,
    checks,
    finance,
    judging,
    ledger,
    own,
    packs,
    payouts,
    queue,
    reconciliations,
    reviews,
)  # fmt: skip

app_name = "stipends"
STAFF = "staff/stipends/"
BATCH = f"{STAFF}batches/<uuid:public_id>/"
PAYOUT = f"{STAFF}payouts/<uuid:public_id>/"
ONE = f"{STAFF}<uuid:public_id>/"
urlpatterns = [
    path("course/stipend/", own.mine, name="mine"),
    path("course/stipend/details/", own.details, name="details"),
    path("course/stipend/decline/", own.decline, name="decline"),
    path("course/stipend/take-back/", own.take_back, name="take_back"),
    path(STAFF, queue.queue, name="queue"),
    path(f"{STAFF}approve/", approval.approve, name="approve"),
    path(f"{STAFF}checks/", checks.checks, name="checks"),
    path(f"{STAFF}checks/tick/", checks.tick, name="tick"),
    path(f"{STAFF}finance/", finance.finance, name="finance"),
    path(f"{STAFF}years/<int:year>/", finance.year, name="year"),
    path(f"{STAFF}years/<int:year>.csv", finance.year_csv, name="year_csv"),
    path(f"{STAFF}ledger/", ledger.ledger, name="ledger"),
    path(f"{STAFF}ledger.csv", ledger.ledger_csv, name="ledger_csv"),
    path(f"{STAFF}batches/", batches.batches, name="batches"),
    path(f"{STAFF}batches/open/", batches.open_batch, name="open_batch"),
    path(BATCH, batches.batch, name="batch"),
    path(f"{BATCH}freeze/", batches.freeze, name="freeze"),
    path(f"{BATCH}send/", batches.send, name="send"),
    path(f"{BATCH}cancel/", batches.cancel, name="cancel"),
    path(f"{BATCH}file.csv", batches.file, name="file"),
    path(f"{BATCH}pack/", packs.pack, name="pack"),
    path(f"{BATCH}pack.zip", packs.pack_zip, name="pack_zip"),
    path(f"{BATCH}settle/", payouts.settle, name="settle"),
    path(f"{PAYOUT}not-paid/", payouts.not_paid, name="not_paid"),
    path(f"{PAYOUT}opinion/", reviews.opinion, name="opinion"),
    path(f"{STAFF}reviews/", reviews.reviews, name="reviews"),
    path(f"{STAFF}reconciliation/", reconciliations.reconciliation, name="reconciliation"),
    path(f"{STAFF}reconciliation/start/", reconciliations.start, name="reconcile"),
    path(f"{STAFF}reconciliation/<uuid:public_id>/sign/", reconciliations.sign, name="sign_epoch"),
    path(f"{STAFF}mismatches/<uuid:public_id>/explain/", reconciliations.explain, name="explain"),
    path(f"{PAYOUT}returned/", payouts.returned, name="returned"),
    path(ONE, queue.stipend, name="stipend"),
    path(f"{ONE}reject/", judging.reject, name="reject"),
    path(f"{ONE}reinstate/", judging.reinstate, name="reinstate"),
    path(f"{ONE}unapprove/", judging.unapprove, name="unapprove"),
    path(f"{ONE}hold/", judging.hold, name="hold"),
    path(f"{ONE}unhold/", judging.unhold, name="unhold"),
    path(f"{ONE}void/", judging.void, name="void"),
    path(f"{ONE}recipient/", judging.recipient, name="recipient"),
    path(f"{ONE}agree/", judging.agree, name="agree"),
    path(f"{ONE}withhold/", judging.withhold, name="withhold"),
    path("staff/cohorts/<slug:slug>/terms/", ledger.terms, name="terms"),
]
