"""Heads that sort, and the order they ask for."""

import pytest
from django.db.models import F
from django.http import QueryDict

from mlsafety_course import lists

HEADS = {"name": "Name", "mean": "Mean", "_status": "Status"}
FIELDS = {"name": "applicant__full_name", "mean": "mean"}


def columns(query: str) -> dict[str, lists.Column]:
    return {column.label: column for column in lists.columns(HEADS, QueryDict(query), "-mean", frozenset({"mean"}))}


def test_a_click_sorts_and_keeps_what_else_was_chosen():
    found = columns("q=ada&page=3")

    assert found["Name"].query == "q=ada&sort=name"
    assert found["Name"].direction == ""
    assert found["Mean"].is_number


def test_a_second_click_turns_the_order_round():
    assert columns("sort=name")["Name"].query == "sort=-name"
    assert columns("sort=-name")["Name"].query == "sort=name"


def test_the_present_order_is_said():
    assert columns("sort=name")["Name"].direction == "ascending"
    assert columns("sort=-name")["Name"].direction == "descending"
    assert columns("")["Mean"].direction == "descending"


def test_a_column_that_does_not_sort_has_no_link():
    assert columns("sort=name")["Status"].query == ""


@pytest.mark.parametrize(
    ("query", "field", "is_descending"),
    [
        ("", "mean", True),
        ("sort=name", "applicant__full_name", False),
        ("sort=-name", "applicant__full_name", True),
        ("sort=password", "mean", True),
        ("sort=", "mean", True),
        ("sort=--name", "mean", True),
    ],
)
def test_only_known_columns_order_a_list_and_empty_values_come_last(query: str, field: str, is_descending: bool):
    order = lists.order(FIELDS, QueryDict(query), "-mean")

    assert order.expression == F(field)
    assert order.descending is is_descending
    assert order.nulls_last


def test_without_leaves_the_other_parameters():
    query = QueryDict("a=1&page=2&a=3")

    assert lists.without(query, "page", "missing").urlencode() == "a=1&a=3"
    assert query.getlist("page") == ["2"]
