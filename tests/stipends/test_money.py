"""Cents, as people and files read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stipends import money


@pytest.mark.parametrize(
    ("cents", "currency", "text"),
    [
        (500_00, "USD", "$500.00"),
        (1_234_567_05, "EUR", "€1,234,567.05"),
        (-7, "USD", "-$0.07"),
        (1_00, "SEK", "1.00 SEK"),
    ],
)
def test_people_read_amounts_in_full(cents: int, currency: str, text: str):
    assert money.text(cents, currency) == text


@given(st.integers(-(10**12), 10**12))
def test_cents_survive_the_way_through_a_file(cents: int):
    assert money.to_cents(Decimal(money.decimal(cents))) == cents
