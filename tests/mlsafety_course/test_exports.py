"""A spreadsheet never runs what a person typed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsafety_course.exports import FORMULA, csv_download, csv_text, safe_cell


@given(st.text())
def test_no_text_starts_a_formula(text: str):
    assert not safe_cell(text).startswith(FORMULA)


@pytest.mark.parametrize("value", [-500, 0, 12])
def test_numbers_stay_numbers(value: int):
    assert safe_cell(value) == str(value)


def test_instants_are_iso_with_their_offset():
    assert safe_cell(datetime(2023, 1, 30, 12, tzinfo=UTC)) == "2023-01-30T12:00:00+00:00"


def test_rows_end_as_spreadsheets_expect():
    assert csv_text(["name", "note"], [["Ada", '=HYPERLINK("x")']]) == 'name,note\r\nAda,"\'=HYPERLINK(""x"")"\r\n'


def test_a_download_begins_with_a_byte_order_mark():
    assert csv_download("people", ["name"], []).content.startswith(b"\xef\xbb\xbf")
