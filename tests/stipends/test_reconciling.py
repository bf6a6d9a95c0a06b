"""The eight ways in which two books differ, each planted alone and found by name; and no ninth."""

from dataclasses import replace

import pytest

from stipends.providers.answers import Line, Payment
from stipends.reconciling import Ours, compare

PAYMENT = Payment("k" * 64, "P-AAA-AAA-AAA", "ada@example.com", 500_00, "USD", "Stipend", "REF1")
PAID = Ours(PAYMENT, "paid", "T1", is_asked=True)
LINE = Line("REF1", "T1", PAYMENT.number, "ada@example.com", 500_00, "USD", "paid")
OTHER = replace(LINE, reference="REF2", transaction_id="T2")
CASES = {
    "missing": ([PAID], []),
    "extra": ([replace(PAID, status="rejected")], [LINE]),
    "amount": ([PAID], [replace(LINE, cents=1_00)]),
    "currency": ([PAID], [replace(LINE, currency="EUR")]),
    "payee": ([PAID], [replace(LINE, receiver="eve@example.com")]),
    "twice": ([PAID], [LINE, OTHER]),
    "returned": ([PAID], [replace(LINE, status="returned")]),
    "unknown": ([PAID], [LINE, replace(OTHER, number="P-ZZZ-ZZZ-ZZZ")]),
}


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_of_difference_is_found_alone(kind: str):
    ours, theirs = CASES[kind]

    assert [found.kind for found in compare(ours, theirs)] == [kind]


@pytest.mark.parametrize("theirs", [[LINE], [LINE, LINE], [replace(LINE, number="", receiver="ADA@example.com")]])
def test_books_that_agree_differ_in_nothing(theirs: list[Line]):
    assert compare([PAID], theirs) == []


@pytest.mark.parametrize("status", ["sending", "unknown", "unclaimed", "needs_review"])
def test_what_is_in_flight_may_be_there_or_not(status: str):
    own = replace(PAID, status=status)

    assert compare([own], [LINE]) == compare([own], []) == []


def test_what_a_lost_database_paid_is_found_under_the_number_it_would_have_now():
    [found] = compare([replace(PAID, status="", transaction_id="", is_asked=False)], [LINE])

    assert (found.kind, "never sent from here" in found.sentence) == ("extra", True)


def test_silence_means_nothing_where_nobody_asked():
    assert compare([replace(PAID, is_asked=False)], []) == []
