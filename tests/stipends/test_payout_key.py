"""Names of payments are made from what they are."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsafety_course.codes import ALPHABET
from stipends import payout_key

ONE = UUID("00000000-0000-4000-8000-000000000001")


def test_the_key_of_an_attempt_never_changes_with_the_program():
    key = payout_key.key("course.example.org", ONE, 1)

    assert key.startswith("c70b83dd54defbf6")
    assert payout_key.number(key) == "P-RW5-R7Q-AMV"


def test_another_deployment_person_or_attempt_has_another_key():
    keys = {
        payout_key.key("a.example.org", ONE, 1),
        payout_key.key("b.example.org", ONE, 1),
        payout_key.key("a.example.org", uuid4(), 1),
        payout_key.key("a.example.org", ONE, 2),
    }

    assert len(keys) == 4


def test_attempts_count_from_one():
    with pytest.raises(ValueError, match="from 1"):
        payout_key.key("a.example.org", ONE, 0)


@given(st.uuids(), st.integers(1, 50))
def test_numbers_are_short_plain_and_follow_from_the_key(enrollment: UUID, attempt: int):
    key = payout_key.key("a.example.org", enrollment, attempt)

    number = payout_key.number(key)

    assert len(number) == 13
    assert number.startswith("P-")
    assert set(number[2:].replace("-", "")) <= set(ALPHABET)
    assert payout_key.number(key) == number


def test_ten_thousand_numbers_differ():
    numbers = {payout_key.number(payout_key.key("a.example.org", UUID(int=serial), 1)) for serial in range(10_000)}

    assert len(numbers) == 10_000
