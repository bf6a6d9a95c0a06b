"""The lead's pages of a round: table, proposals, assignment, export."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from applications import arrivals
from applications import table as tables
from applications.forms import ProposalForm, TableForm
from applications.models import Application, Round
from applications.models.application import ApplicationQuerySet
from applications.workflow import deciding, reviewing, seats
from mlsafety_course import codes, lists
from mlsafety_course.exports import csv_download

ROWS_PER_PAGE = 50
MAY_DECIDE = permission_required("applications.release_decisions", raise_exception=True)


@require_safe
@MAY_DECIDE
def table(request: UserRequest, slug: str) -> HttpResponse:
    """Every application of the round; filters, search and order live in the address."""
    round_ = get_object_or_404(Round.objects.led_by(request.user).select_related("cohort"), slug=slug)
    filters, found = _found(request, round_)
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    at = timezone.now()
    by, figures = date_format(round_.decisions_by, "l j F Y"), tables.counts(round_)
    context = {
        "round": round_,
        "filters": filters,
        "page": page,
        "rows": tables.lines(page.object_list, request.reader_zone, at),
        "columns": lists.columns(tables.HEADS, request.GET, tables.USUAL),
        "query": lists.without(request.GET, "page").urlencode(),
        "said": f"{page.paginator.count} application{pluralize(page.paginator.count)}",
        "proposal_form": ProposalForm(round_=round_),
        "seats": seats.count(round_, at),
        "is_in_review": round_.is_in_review(at),
        "counts": figures,
        "lead": _lead(figures["owed"]),
        "next": f"A proposal is seen by nobody outside until it is released. Everybody was promised an answer by {by}.",
        "arrivals": arrivals.line(round_, at),
    }
    return render(request, "applications/table.html", context)


def _lead(owed: int) -> str:
    """What a lead does with the table now."""
    if owed:
        waiting = (
            f"{owed} reading{pluralize(owed)} that {pluralize(owed, 'was,were')} given out {pluralize(owed, 'is,are')}"
        )
        return f"{waiting} still to come. Propose for those that are fully read, and come back for the others."
    return "Every reading that was given out is in. Choose rows and propose for them."


@require_POST
@MAY_DECIDE
def propose_many(request: UserRequest, slug: str) -> HttpResponse:
    """Propose the same for all chosen rows; the page says for each what came of it."""
    round_ = get_object_or_404(Round.objects.led_by(request.user), slug=slug)
    typed = ProposalForm(request.POST, round_=round_)
    seen = _chosen(request.POST.getlist("chosen"))
    context: dict[str, Any] = {"round": round_, "query": request.POST.get("query", ""), "form": typed}
    if not typed.is_valid() or not seen:
        context |= {"seen": seen, "chosen": request.POST.getlist("chosen")}
        return render(request, "applications/proposed.html", context, status=422)
    readable = Application.objects.readable_by_staff(request.user).filter(round=round_, public_id__in=seen)
    context["results"] = deciding.propose_many(
        readable.select_related("round", "applicant").order_by("number"),
        typed.cleaned_data["proposal"],
        reason=typed.cleaned_data["reason"],
        seen=seen,
        by=request.user,
        at=timezone.now(),
    )
    return render(request, "applications/proposed.html", context)


@require_POST
@MAY_DECIDE
def propose(request: UserRequest, public_id: str) -> HttpResponse:
    readable = Application.objects.readable_by_staff(request.user).select_related("round", "applicant")
    application = get_object_or_404(readable, public_id=public_id)
    typed = ProposalForm(request.POST, round_=application.round)
    if not typed.is_valid():
        context = {"application": application, "form": typed, "round": application.round}
        return render(request, "applications/proposal.html", context, status=422)
    choice = typed.cleaned_data
    deciding.propose(
        application,
        choice["proposal"],
        reason=choice["reason"],
        seen=choice["seen"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, f"{application.number}: {application.get_proposal_display().lower()}.")
    return redirect("applications:read", public_id)


@require_POST
@MAY_DECIDE
def promote(request: UserRequest, public_id: str) -> HttpResponse:
    readable = Application.objects.readable_by_staff(request.user).select_related("round__cohort", "applicant")
    application = get_object_or_404(readable, public_id=public_id)
    deciding.promote(application, by=request.user, at=timezone.now())
    messages.success(request, f"{application.applicant} is offered the free place, and the mail is on its way.")
    return redirect("applications:table", application.round.slug)


@require_POST
@MAY_DECIDE
def assign(request: UserRequest, slug: str) -> HttpResponse:
    round_ = get_object_or_404(Round.objects.led_by(request.user), slug=slug)
    count = reviewing.assign(round_, by=request.user, at=timezone.now())
    messages.success(request, f"{count} readings given out." if count else "Every application has its readers already.")
    return redirect("applications:table", slug)


@require_safe
@MAY_DECIDE
def export(request: UserRequest, slug: str) -> HttpResponse:
    """The table as CSV, with the same filters. Weekly hours are not in it."""
    round_ = get_object_or_404(Round.objects.led_by(request.user), slug=slug)
    return csv_download(f"applications-{slug}", tables.HEADER, tables.cells(_found(request, round_)[1]))


def _found(request: UserRequest, round_: Round) -> tuple[TableForm, ApplicationQuerySet]:
    filters = TableForm(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    return filters, tables.narrowed(tables.rows(round_, request.user), chosen)


def _chosen(values: list[str]) -> dict[UUID, str]:
    """Which applications, and the proposal that was seen of each; what is no id is left out."""
    seen = {}
    for value in values:
        public_id, _, proposal = value.partition(":")
        if found := codes.uuid_of(public_id):
            seen[found] = proposal
    return seen
