"""The book, account by account and entry by entry; and the terms it follows."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Group
from accounts.requests import UserRequest
from accounts.second_factor import second_factor_required
from cohorts.models import Cohort
from mlsafety_course import exports
from stipends import ledger as book
from stipends import money
from stipends.forms import TermsForm
from stipends.models import LedgerEntry, StipendTerms, TermsChange
from stipends.models.ledger import LedgerEntryQuerySet
from stipends.views.gates import group_required
from stipends.workflow import terms as workflow

HEADER = ["at", "event", "account", "amount", "currency", "cohort", "person", "stipend", "payout", "by", "group"]


@require_safe
@permission_required("stipends.see_ledger", raise_exception=True)
def ledger(request: UserRequest) -> HttpResponse:
    """Balances, invariants, and every entry with its account's running balance."""
    cohort, entries = _asked(request)
    entries = entries.with_running_balance().order_by("-at", "-pk")
    context = {
        "cohort": cohort,
        "cohorts": Cohort.objects.filter(stipend_terms__isnull=False).order_by("-starts_on", "pk"),
        "balances": _balances(cohort),
        "invariants": book.check(),
        "page": Paginator(entries, 100).get_page(request.GET.get("page")),
    }
    return render(request, "stipends/ledger.html", context)


@require_safe
@permission_required("stipends.see_ledger", raise_exception=True)
def ledger_csv(request: UserRequest) -> HttpResponse:
    """Every entry of the reader's choice, oldest first."""
    cohort, entries = _asked(request)
    rows = (
        [entry.at, entry.event, entry.account, Decimal(entry.amount_cents).scaleb(-2), entry.currency,
         entry.stipend.terms.cohort.slug, entry.stipend.enrollment.person.full_name, str(entry.stipend.public_id),
         entry.payout.number if entry.payout else "", entry.by.email if entry.by else "", str(entry.group)]
        for entry in entries.order_by("at", "pk")
    )  # fmt: skip
    return exports.csv_download(f"ledger-{cohort.slug}" if cohort else "ledger", HEADER, rows)


@require_http_methods(["GET", "POST"])
def terms(request: UserRequest, slug: str) -> HttpResponse:
    """What a cohort pays and out of which budget: leads and approvers read it, payout officers set it."""
    if not any(request.user.has_perm(right) for right in ("stipends.see_ledger", "cohorts.lead_cohort")):
        raise PermissionDenied
    cohort = get_object_or_404(Cohort, slug=slug)
    if request.method == "POST":
        return _set_terms(request, cohort)
    form = TermsForm(instance=StipendTerms.objects.filter(cohort=cohort).first())
    return _terms_page(request, cohort, form)


@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def _set_terms(request: UserRequest, cohort: Cohort) -> HttpResponse:
    form = TermsForm(request.POST, instance=StipendTerms.objects.filter(cohort=cohort).first())
    if not form.is_valid():
        return _terms_page(request, cohort, form, status=422)
    workflow.set_terms(cohort, **form.terms(), by=request.user, at=timezone.now())
    messages.success(request, f"The stipend terms of {cohort} are saved. Stipends already open keep their amount.")
    return redirect("stipends:finance")


def _terms_page(request: UserRequest, cohort: Cohort, form: TermsForm, *, status: int = 200) -> HttpResponse:
    changes = TermsChange.objects.filter(terms__cohort=cohort).select_related("by", "terms").order_by("-at", "-pk")
    is_officer = request.user.holds(Group.PAYOUT_OFFICER)
    context = {"cohort": cohort, "form": form if is_officer else None, "terms": form.instance, "changes": changes}
    return render(request, "stipends/terms.html", context, status=status)


def _asked(request: UserRequest) -> tuple[Cohort | None, LedgerEntryQuerySet]:
    """The cohort named in the address, or all of them. One's own entries are left out."""
    entries = LedgerEntry.objects.readable_by_staff(request.user).with_people()
    slug = request.GET.get("cohort", "")
    if not slug:
        return None, entries
    cohort = get_object_or_404(Cohort, slug=slug)
    return cohort, entries.filter(stipend__terms__cohort=cohort)


def _balances(cohort: Cohort | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """By currency: account and what it holds, for the page."""
    labels = dict(LedgerEntry.Account.choices)
    return [
        (currency, [(labels[account], money.text(cents, currency)) for account, cents in accounts.items()])
        for currency, accounts in sorted(book.balance(cohort).items())
    ]
