import json

from curriculum.notebooks import CUT, MOST_CELLS, Cell, cells_of


def notebook(*cells):
    return json.dumps({"cells": cells}).encode()


def read(raw: bytes) -> list[Cell]:
    found = cells_of(raw)
    assert found is not None
    return found


def test_cells_say_what_was_written_and_printed():
    raw = notebook(
        {"cell_type": "markdown", "source": ["# One\n", "two"]},
        {"cell_type": "code", "source": "print(1)", "outputs": [{"output_type": "stream", "text": ["1\n"]}]},
    )

    first, second = read(raw)

    assert (first.kind, first.text) == ("markdown", "# One\ntwo")
    assert (second.kind, second.text, second.outputs) == ("code", "print(1)", ["1\n"])


def test_of_an_output_only_its_plain_text_is_read_and_the_rest_is_said_to_be_there():
    raw = notebook(
        {"cell_type": "code", "outputs": [{"data": {"text/plain": "<Figure>", "image/png": "aGVsbG8="}}]},
        {"cell_type": "code", "outputs": [{"data": {"text/html": "<b>x</b>"}}]},
    )

    first, second = read(raw)

    assert (first.outputs, first.hides) == (["<Figure>"], True)
    assert (second.outputs, second.hides) == ([], True)


def test_an_error_is_read_without_its_colours():
    [cell] = read(notebook({"outputs": [{"output_type": "error", "traceback": ["\x1b[31mValueError\x1b[0m", "no"]}]}))

    assert cell.outputs == ["ValueError\nno"]


def test_a_long_notebook_is_cut():
    many = read(notebook(*[{"source": "x"}] * (MOST_CELLS + 10)))
    long = read(notebook({"source": "x" * 50_000}))
    heavy = read(notebook(*[{"source": "x" * 19_000}] * 50))

    assert len(many) == MOST_CELLS
    assert long[0].text.endswith(CUT)
    assert len(heavy) < 15
    assert heavy[-1].text == CUT.strip()


def test_what_is_no_notebook_has_no_cells():
    assert cells_of(b"{") is None
    assert cells_of(b'"cells"') is None
    assert cells_of(b"\xff\xfe") is None
    assert cells_of(b'{"cells": {}}') is None
