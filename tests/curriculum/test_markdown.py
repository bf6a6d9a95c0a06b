"""What people wrote, as HTML: tables where they are cheap, and the text in any case."""

import pytest

from curriculum.markdown import LONGEST_WITH_TABLES, MOST_PIPES, render


def table(columns: int, rows: int = 1, newline: str = "\n") -> str:
    """A table whose rows are cut short, so that each is filled up to the width of the first."""
    return newline.join(["|a" * columns, "|-" * columns, *["|b"] * rows])


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_table_of_a_usual_size_is_a_table(newline):
    html = render(table(MOST_PIPES, rows=40, newline=newline))

    assert "<table>" in html
    assert html.count("<tr>") == 41


@pytest.mark.parametrize(
    "text",
    [
        table(MOST_PIPES + 1),
        table(15_000),
        table(MOST_PIPES, rows=9_000),
        table(2) + "\n\n" + "word " * (LONGEST_WITH_TABLES // 5),
        "\v".join([*["|a"] * 30_000]) + "\n" + "|-" * 3,
    ],
    ids=["one column too many", "as wide as can be", "filled up", "long", "other line breaks"],
)
def test_a_table_that_would_take_seconds_is_shown_as_it_was_typed(text):
    html = render(text)

    assert "<table>" not in html
    assert "|a" in html


def test_a_text_without_tables_loses_nothing_by_its_length():
    html = render("**bold** ~~gone~~ " + "word " * LONGEST_WITH_TABLES)

    assert html.startswith("<p><strong>bold</strong> <s>gone</s> word")
