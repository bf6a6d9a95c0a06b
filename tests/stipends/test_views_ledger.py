"""The book on a page and as a file, and the terms it follows."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stipends.models import StipendTerms
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_approver, make_lead, make_payout_officer, make_person
from tests.factories.stipends import make_approved, make_paid, make_ready, make_stipend, make_terms
from tests.stipends.conftest import Enter

pytestmark = pytest.mark.django_db
LEDGER, CSV = reverse("stipends:ledger"), reverse("stipends:ledger_csv")
ANSWERS = {
    "amount": "500",
    "currency": "usd",
    "budget": "15000.50",
    "budget_code": "MLS",
    "purpose": "Stipend",
    "usual_days": "21",
}


def rows(answer: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))  # type: ignore[attr-defined]


@pytest.mark.parametrize("url", [LEDGER, CSV])
def test_visitors_sign_in_and_people_outside_finance_are_refused(client: Client, enter: Enter, url: str):
    assert client.get(url)["Location"].startswith(reverse("account_login"))
    assert enter(make_lead()).get(url).status_code == 403


def test_an_empty_book_has_a_page(enter: Enter):
    assert "The book is empty." in enter(make_approver()).get(LEDGER).content.decode()


def test_entries_are_told_by_cohort_with_running_balances(enter: Enter):
    one, two = make_cohort(), make_cohort()
    paid, ready = make_paid(cohort=one), make_ready(cohort=two)

    html = enter(make_approver()).get(LEDGER, {"cohort": one.slug}).content.decode()

    assert paid.enrollment.person.full_name in html
    assert ready.enrollment.person.full_name not in html
    assert enter(make_approver()).get(LEDGER, {"cohort": "nowhere"}).status_code == 404


def test_the_file_has_every_entry_and_adds_up_to_nothing(enter: Enter):
    make_paid()
    make_ready()

    found = rows(enter(make_approver()).get(CSV))

    assert len(found) == 8
    assert sum(float(row["amount"]) for row in found) == 0
    assert {row["account"] for row in found} == {"expense", "payable", "in_transit", "cash"}


def test_a_name_that_is_a_formula_is_harmless_in_the_file(enter: Enter):
    make_stipend(make_person("=HYPERLINK(1)"))

    found = rows(enter(make_approver()).get(CSV))

    assert {row["person"] for row in found} == {"'=HYPERLINK(1)"}


def test_ones_own_entries_are_left_out(enter: Enter):
    approver = make_approver("Own Approver")
    make_ready(approver)
    client = enter(approver)

    assert rows(client.get(CSV)) == []
    assert "Own Approver" not in client.get(LEDGER).content.decode().split("<main", 1)[1]


def test_the_page_costs_the_same_for_3_and_for_12_stipends(enter: Enter):
    client, cohort = enter(make_approver()), make_cohort()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(LEDGER)
        return len(captured)

    for _ in range(3):
        make_paid(cohort=cohort)
    three = queries()
    for _ in range(9):
        make_ready(cohort=cohort)

    assert queries() == three


def test_a_payout_officer_sets_terms_in_whole_money(enter: Enter):
    cohort = make_cohort()
    client, url = enter(make_payout_officer()), reverse("stipends:terms", args=[cohort.slug])
    assert client.get(url).status_code == 200

    client.post(url, ANSWERS)

    terms = StipendTerms.objects.get(cohort=cohort)
    assert (terms.amount_cents, terms.currency, terms.budget_cents) == (500_00, "USD", 15_000_50)
    assert 'value="15000.50"' in client.get(url).content.decode()


def test_terms_are_read_by_leads_and_approvers_and_set_by_neither(enter: Enter):
    cohort = make_cohort()
    make_terms(cohort)
    url = reverse("stipends:terms", args=[cohort.slug])

    for person in (make_lead(), make_approver()):
        client = enter(person)
        assert "$500.00" in client.get(url).content.decode()
        assert client.post(url, ANSWERS).status_code == 403
    assert enter(make_person()).get(url).status_code == 403

    assert StipendTerms.objects.get(cohort=cohort).budget_cents == 100_000_00


def test_terms_ask_for_the_second_factor(enter: Enter):
    cohort = make_cohort()
    url = reverse("stipends:terms", args=[cohort.slug])

    answer = enter(make_payout_officer(), proved=False).post(url, ANSWERS)

    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not StipendTerms.objects.exists()


@pytest.mark.parametrize("change", [{"amount": "0"}, {"currency": "DOLLAR"}, {"purpose": "=1"}, {"budget": "-1"}])
def test_terms_that_make_no_sense_are_explained(enter: Enter, change: dict[str, str]):
    cohort = make_cohort()

    answer = enter(make_payout_officer()).post(reverse("stipends:terms", args=[cohort.slug]), {**ANSWERS, **change})

    assert answer.status_code == 422
    assert not StipendTerms.objects.exists()


def test_a_budget_below_what_is_approved_is_refused_with_a_sentence(enter: Enter):
    cohort = make_approved().enrollment.cohort

    answer = enter(make_payout_officer()).post(
        reverse("stipends:terms", args=[cohort.slug]), {**ANSWERS, "budget": "100"}
    )

    assert answer.status_code == 409
    assert "cannot be lower" in answer.content.decode()
