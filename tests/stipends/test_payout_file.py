"""The bytes that a bank or PayPal takes."""

import csv
import io
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from mlsafety_course.exports import FORMULA
from stipends import payout_file
from stipends.payout_file import Line

LINES = [
    Line("P-AAA-AAA-AAA", "Ada Okafor", "NG", "Bank transfer", "R-1", 500_00, "USD", "Intro to ML Safety stipend"),
    Line("P-BBB-BBB-BBB", "Zoë, née Ng", "FR", "Bank transfer", "R-2", 500_05, "USD", "Intro to ML Safety stipend"),
]


def test_the_bank_file_says_everything_once():
    assert payout_file.render("bank_csv", LINES) == (
        "Payout number,Name,Country,Method,Recipient,Amount,Currency,Purpose\r\n"
        "P-AAA-AAA-AAA,Ada Okafor,NG,Bank transfer,R-1,500.00,USD,Intro to ML Safety stipend\r\n"
        'P-BBB-BBB-BBB,"Zoë, née Ng",FR,Bank transfer,R-2,500.05,USD,Intro to ML Safety stipend\r\n'
    )


def test_the_paypal_file_has_its_six_columns_and_no_header():
    line = Line("P-AAA-AAA-AAA", "Ada", "NG", "PayPal", "ada@example.com", 500_00, "USD", "Stipend")

    assert payout_file.render("paypal_csv", [line]) == "ada@example.com,500.00,USD,P-AAA-AAA-AAA,Stipend,PAYPAL\r\n"


def test_the_order_in_which_lines_come_changes_no_byte():
    shuffled = list(LINES)
    Random(7).shuffle(shuffled)

    assert payout_file.render("bank_csv", shuffled) == payout_file.render("bank_csv", LINES[::-1])


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n"), min_size=1, max_size=20)


@given(texts, texts)
def test_no_cell_is_a_formula_whatever_people_write(name: str, destination: str):
    line = Line("P-AAA-AAA-AAA", name, "NG", "Bank transfer", destination, 500_00, "USD", "Stipend")

    rows = list(csv.reader(io.StringIO(payout_file.render("bank_csv", [line]), newline="")))

    assert len(rows) == 2
    assert not any(cell.startswith(FORMULA) for cell in rows[1])
