"""Budgets drawn and in numbers, and what each person was paid in a year."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from stipends.models import StipendTerms
from stipends.workflow import settling, withholding
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_approver, make_lead, make_payout_officer, make_person
from tests.factories.stipends import (
    LATER,
    approve,
    fresh,
    make_approved,
    make_paid,
    make_ready,
    make_stipend,
    make_terms,
    send,
    settle,
)
from tests.stipends.conftest import Enter

pytestmark = pytest.mark.django_db
FINANCE = reverse("stipends:finance")
YEAR, YEAR_CSV = reverse("stipends:year", args=[2023]), reverse("stipends:year_csv", args=[2023])


def rows(answer: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))  # type: ignore[attr-defined]


@pytest.mark.parametrize("url", [FINANCE, YEAR, YEAR_CSV])
def test_visitors_sign_in_and_people_outside_finance_are_refused(client: Client, enter: Enter, url: str):
    assert client.get(url)["Location"].startswith(reverse("account_login"))
    assert enter(make_lead()).get(url).status_code == 403


def test_the_page_shows_each_cohort_against_its_budget(enter: Enter):
    cohort = make_cohort()
    make_terms(cohort, budget_cents=2_000_00)
    make_paid(cohort=cohort)
    make_approved(cohort=cohort)
    make_ready(cohort=cohort)

    html = enter(make_approver()).get(FINANCE).content.decode()

    assert cohort.title in html
    assert "$2,000.00" in html
    assert 'data-label="Left" class="num"><span>$1,000.00' in html
    assert 'data-label="Committed" class="num">$1,000.00' in html


def test_the_page_draws_what_each_cohort_pays_step_by_step(enter: Enter):
    cohort = make_cohort()
    make_terms(cohort, budget_cents=5_000_00)
    returned = make_paid(cohort=cohort)
    make_paid(cohort=cohort)
    make_approved(cohort=cohort)
    make_ready(cohort=cohort)
    settling.mark_returned(returned.payouts.get(), "Closed", by=make_payout_officer(), at=LATER)

    (chart,) = enter(make_approver()).get(FINANCE).context["budgets"]

    steps = ["Paid", "On its way", "Approved", "Earned, not approved", "Came back"]
    assert chart.head == ["Cohort", *steps, "Together", "Budget"]
    assert chart.rows == [[cohort.title, "$500.00", "$0.00", "$500.00", "$500.00", "$500.00", "$2,000.00", "$5,000.00"]]
    assert chart.drawn[0].target == 100


def test_currencies_are_drawn_apart(enter: Enter):
    make_terms()
    StipendTerms.objects.filter(pk=make_terms().pk).update(currency="EUR")

    charts = enter(make_approver()).get(FINANCE).context["budgets"]

    assert [chart.key for chart in charts] == ["budgets-eur", "budgets-usd"]


def test_a_budget_that_is_too_small_says_by_how_much(enter: Enter):
    cohort = make_cohort()
    make_terms(cohort, budget_cents=600_00)
    make_approved(cohort=cohort)
    make_ready(cohort=cohort)

    assert "$400.00 short" in enter(make_approver()).get(FINANCE).content.decode()


def test_nobody_has_terms_and_nobody_was_paid(enter: Enter):
    html = enter(make_approver()).get(FINANCE).content.decode()

    assert "No cohort has stipend terms yet" in html
    assert "Once somebody has been paid" in html


def test_what_came_back_is_owed_again_and_said_apart(enter: Enter):
    stipend = make_paid()
    settling.mark_returned(stipend.payouts.get(), "Closed", by=make_payout_officer(), at=LATER)

    html = enter(make_approver()).get(FINANCE).content.decode()

    assert 'data-label="Came back" class="num">$500.00' in html
    assert 'data-label="Paid" class="num">$0.00' in html


def test_the_year_has_a_row_a_person_with_gross_withheld_and_net(enter: Enter):
    stipend = make_ready(make_person("Ada Okafor"))
    withholding.withhold(stipend, 70_00, "US tax, 14 %", by=make_approver(), at=LATER)
    settle(send([approve(stipend)]))

    html = enter(make_approver()).get(YEAR).content.decode()

    assert "Ada Okafor" in html
    assert 'data-label="Gross" class="num">$500.00' in html
    assert 'data-label="Withheld" class="num">$70.00' in html
    assert 'data-label="Net" class="num">$430.00' in html
    assert "26 Apr 2023" in html


def test_two_payments_of_one_year_are_one_row_and_two_lines_of_the_file(enter: Enter):
    person = make_person("Ada Okafor")
    make_paid(person)
    settle(send([approve(make_stipend(person))]))
    client = enter(make_approver())

    page, found = client.get(YEAR).context["page"], rows(client.get(YEAR_CSV))

    assert [(row.first.person, row.gross) for row in page.object_list] == [(person, "$1,000.00")]
    assert [(row["person"], row["gross"], row["country"]) for row in found] == [
        ("Ada Okafor", "500.00", "Britain (UK)")
    ] * 2


def test_a_payment_that_came_back_is_in_no_year(enter: Enter):
    stipend = make_paid()
    settling.mark_returned(stipend.payouts.get(), "Closed", by=make_payout_officer(), at=LATER)

    assert rows(enter(make_approver()).get(YEAR_CSV)) == []


def test_oneself_is_left_out_of_the_year(enter: Enter):
    approver = make_approver("Own Approver")
    make_paid(approver)
    client = enter(approver)

    assert rows(client.get(YEAR_CSV)) == []
    assert "Nobody was paid in this year" in client.get(YEAR).content.decode()


@pytest.mark.parametrize("year", [0, 1999, 2024, 9999])
def test_a_year_in_which_nobody_can_have_been_paid_is_not_there(enter: Enter, year: int):
    make_paid()

    assert enter(make_approver()).get(reverse("stipends:year", args=[year])).status_code == 404


def test_a_year_is_offered_once_somebody_was_paid_in_it(enter: Enter):
    client = enter(make_approver())
    make_approved()
    before = client.get(FINANCE).content.decode()
    make_paid()

    assert YEAR not in before
    assert YEAR in client.get(FINANCE).content.decode()


def test_the_year_is_that_of_the_confirmation(enter: Enter):
    stipend = make_stipend()
    assert fresh(stipend).opened_at < LATER + timedelta(days=1)

    assert rows(enter(make_approver()).get(YEAR_CSV)) == []
