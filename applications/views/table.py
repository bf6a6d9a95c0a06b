"""The lead's table of a round, the same as a file, and a few applications side by side."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from applications import comparison, table_csv
from applications import table as tables
from applications.forms import ProposalForm, TableForm
from applications.models import Round
from applications.table import Table
from applications.views.deciding import MAY_DECIDE, chosen
from applications.workflow import seats, waitlist
from mlsafety_course import codes, lists
from mlsafety_course.exports import csv_download

ROWS_PER_PAGE = 50
MOST_COMPARED = 4


@require_safe
@MAY_DECIDE
def table(request: UserRequest, slug: str) -> HttpResponse:
    """Every application of the round; filters, search and order live in the address."""
    round_ = _round(request, slug)
    filters, shown, ids = _found(request, round_)
    page = Paginator(ids, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    at = timezone.now()
    by, figures, found = date_format(round_.decisions_by, "l j F Y"), tables.counts(round_), seats.count(round_, at)
    context = {
        "round": round_,
        "filters": filters,
        "page": page,
        "rows": tables.lines(shown, list(page.object_list), at),
        "columns": lists.columns(tables.HEADS, request.GET, shown.usual, tables.NUMBERS),
        "query": lists.without(request.GET, "page").urlencode(),
        "said": f"{page.paginator.count} application{pluralize(page.paginator.count)}",
        "proposal_form": ProposalForm(round_=round_),
        "seats": found,
        "next_in_line": waitlist.next_in_line(round_, found.free),
        "is_in_review": round_.is_in_review(at),
        "is_comparable": shown.board.is_comparable,
        "counts": figures,
        "lead": _lead(figures["owed"]),
        "next": f"A proposal is seen by nobody outside until it is released. Everybody was promised an answer by {by}.",
    }
    return render(request, "applications/table.html", context)


@require_safe
@MAY_DECIDE
def export(request: UserRequest, slug: str) -> HttpResponse:
    """The table as CSV, with the same filters and in the same order."""
    _, shown, ids = _found(request, _round(request, slug))
    asked = table_csv.questions(shown)
    return csv_download(f"applications-{slug}", table_csv.header(asked), table_csv.cells(shown, ids, asked))


@require_POST
@MAY_DECIDE
def choose_to_compare(request: UserRequest, slug: str) -> HttpResponse:
    """From the boxes of the table to an address that can be kept."""
    round_ = _round(request, slug)
    ids = [str(public_id) for public_id in chosen(request.POST.getlist("chosen"))]
    return redirect(f"{reverse('applications:compare', args=[round_.slug])}?of={','.join(ids[:MOST_COMPARED])}")


@require_safe
@MAY_DECIDE
def compare(request: UserRequest, slug: str) -> HttpResponse:
    """Up to four applications side by side: answers, scores, what readers wrote."""
    round_ = _round(request, slug)
    wanted: list[UUID] = [found for part in request.GET.get("of", "").split(",") if (found := codes.uuid_of(part))]
    shown = tables.of(round_, request.user)
    context = {
        "round": round_,
        "most": MOST_COMPARED,
        "side_by_side": comparison.of(shown, wanted[:MOST_COMPARED], timezone.now()),
    }
    return render(request, "applications/compare.html", context)


def _round(request: UserRequest, slug: str) -> Round:
    return get_object_or_404(Round.objects.led_by(request.user).select_related("cohort"), slug=slug)


def _found(request: UserRequest, round_: Round) -> tuple[TableForm, Table, list[int]]:
    """What was asked for, the table, and the applications that pass in their order."""
    filters, shown = TableForm(request.GET), tables.of(round_, request.user)
    return filters, shown, tables.ids(shown, filters.cleaned_data if filters.is_valid() else {})


def _lead(owed: int) -> str:
    """What a lead does with the table now."""
    if owed:
        waiting = (
            f"{owed} reading{pluralize(owed)} that {pluralize(owed, 'was,were')} given out {pluralize(owed, 'is,are')}"
        )
        return f"{waiting} still to come. Propose for those that are fully read, and come back for the others."
    return "Every reading that was given out is in. Choose rows and propose for them."
