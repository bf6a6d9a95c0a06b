"""What finance asks: each cohort against its budget, and what each person was paid in a year."""

from collections.abc import Iterator, Sequence

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Group
from accounts.requests import UserRequest
from mlsafety_course import exports
from stipends import ledger as book
from stipends import money, years
from stipends.countries import countries
from stipends.models import Payout, StipendTerms

FIRST_YEAR = 2020
A_PAGE = 100
HEADER = [
    "year", "person", "name on the account", "email", "country", "gross", "withheld", "reason", "net", "fee",
    "fee borne by", "currency", "paid on", "payout", "reference", "cohort",
]  # fmt: skip


@require_safe
@permission_required("stipends.see_ledger", raise_exception=True)
def finance(request: UserRequest) -> HttpResponse:
    """Committed, approved, in flight, paid and returned against the budget, cohort by cohort, drawn and in numbers."""
    rows = StipendTerms.objects.with_totals().select_related("cohort").order_by("-cohort__starts_on", "pk")
    terms = list(book.with_came_back(rows))
    context = {
        "terms": terms,
        "budgets": book.budgets(terms),
        "years": list(Payout.objects.readable_by_staff(request.user).years_paid()),
        "is_officer": request.user.holds(Group.PAYOUT_OFFICER),
    }
    return render(request, "stipends/finance.html", context)


@require_safe
@permission_required("stipends.see_ledger", raise_exception=True)
def year(request: UserRequest, year: int) -> HttpResponse:
    """Per person and currency: gross, withheld, net, when and where to."""
    paid = _paid(request, year)
    context = {
        "year": year,
        "title": f"Paid in {year}",
        "page": Paginator(years.by_person(paid), A_PAGE).get_page(request.GET.get("page")),
        "totals": years.totals(paid),
        "years": list(Payout.objects.readable_by_staff(request.user).years_paid()),
    }
    return render(request, "stipends/year.html", context)


@require_safe
@permission_required("stipends.see_ledger", raise_exception=True)
def year_csv(request: UserRequest, year: int) -> HttpResponse:
    """A row a payment."""
    return exports.csv_download(f"stipends-{year}", HEADER, _rows(year, _paid(request, year)))


def _rows(year: int, paid: Sequence[Payout]) -> Iterator[list[object]]:
    for row in paid:
        amounts = [money.decimal(cents) for cents in (row.gross_cents, row.withheld_cents, row.net_cents)]
        yield [
            year, row.person.full_name, row.payee.legal_name, row.person.email,
            countries().get(row.payee.country, row.payee.country), amounts[0], amounts[1], row.withheld_reason,
            amounts[2], money.decimal(row.fee_cents), row.get_fee_bearer_display(), row.currency, row.settled_at,
            row.number, row.reference, row.stipend.terms.cohort.title,
        ]  # fmt: skip


def _paid(request: UserRequest, year: int) -> list[Payout]:
    """Oneself is left out. 404 for a year in which nobody can have been paid."""
    if not FIRST_YEAR <= year <= timezone.now().year:
        raise Http404
    readable = Payout.objects.readable_by_staff(request.user).paid_in(year)
    return list(readable.with_people().select_related("stipend__terms__cohort"))
