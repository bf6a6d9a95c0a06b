"""The bank's answers, read before anything is recorded."""

import sys
from collections.abc import Callable
from itertools import permutations
from types import FrameType
from typing import Any

import pytest

from stipends import results
from stipends.results import Known, Verdict

TraceFunction = Callable[[FrameType, str, Any], Any]
A, B, C = "P-AAA-AAA-AAA", "P-BBB-BBB-BBB", "P-CCC-CCC-CCC"
KNOWN = {A: Known("sending", ""), B: Known("sending", ""), C: Known("paid", "R-C")}
TAKEN = {"R-C": C, "R-FOREIGN": "P-ZZZ-ZZZ-ZZZ"}


def verdicts(text: str) -> dict[str, Verdict]:
    return {result.number: result.verdict for result in results.read(text, KNOWN, TAKEN)}


def test_every_kind_of_line_gets_its_verdict():
    text = f"{A}, R-A\n\n{B},\n{C}, R-C\nP-ZZZ-ZZZ-ZZZ, R-Z\nnonsense"

    assert verdicts(text) == {
        A: Verdict.RECORD,
        B: Verdict.WAIT,
        C: Verdict.DONE,
        "P-ZZZ-ZZZ-ZZZ": Verdict.REFUSE,
        "nonsense": Verdict.REFUSE,
    }


def test_numbers_are_read_however_they_were_typed():
    assert verdicts("p-aaa-aaa-aaa;R-A\nPBBBBBBBBB\tR-B") == {A: Verdict.RECORD, B: Verdict.RECORD}


def test_a_reference_used_elsewhere_or_twice_is_refused():
    assert verdicts(f"{A}, R-FOREIGN") == {A: Verdict.REFUSE}
    assert verdicts(f"{A}, R-1\n{B}, R-1") == {A: Verdict.RECORD, B: Verdict.REFUSE}


def test_a_number_on_two_lines_counts_once():
    found = results.read(f"{A}, R-1\n{A}, R-2", KNOWN, TAKEN)

    assert [result.verdict for result in found] == [Verdict.RECORD, Verdict.REFUSE]


def test_another_reference_for_a_paid_payout_is_refused():
    assert verdicts(f"{C}, R-OTHER") == {C: Verdict.REFUSE}


def test_the_order_of_lines_does_not_matter():
    lines = [f"{A}, R-A", f"{B}, R-B", f"{C}, R-C"]

    assert len({tuple(sorted(verdicts("\n".join(order)).items())) for order in permutations(lines)}) == 1


def test_a_line_costs_as_much_at_the_end_of_a_long_list_as_at_its_beginning():
    few, more, most = [steps_to_read(lines) for lines in (50, 100, 150)]

    assert most - more < 1.1 * (more - few)  # a list read anew for each line would cost 1.7 times as much


def steps_to_read(lines: int) -> int:
    """How many instructions of Python reading that many lines takes."""
    text = "\n".join(f"P-AAA-AAA-{number:03d}, R-{number:03d}" for number in range(lines))
    steps, before = 0, sys.gettrace()

    def count(frame: FrameType, event: str, _arg: object) -> TraceFunction:
        nonlocal steps
        frame.f_trace_opcodes = True
        steps += event == "opcode"
        return count

    sys.settrace(count)
    try:
        results.read(text, KNOWN, TAKEN)
    finally:
        sys.settrace(before)
    return steps


def test_the_digest_changes_with_what_would_be_recorded():
    first, second = results.read(f"{A}, R-A", KNOWN, TAKEN), results.read(f"{A}, R-B", KNOWN, TAKEN)

    assert results.digest(first) != results.digest(second)
    assert results.digest(first) == results.digest(results.read(f"{A}, R-A", KNOWN, TAKEN))


def test_a_third_part_that_is_an_amount_is_the_fee():
    found = results.read(f"{A}, R-A, 1.2\n{B};R-B;0.05", KNOWN, TAKEN)

    assert [(result.reference, result.fee_cents, result.verdict) for result in found] == [
        ("R-A", 120, Verdict.RECORD),
        ("R-B", 5, Verdict.RECORD),
    ]


def test_a_third_part_that_is_no_amount_belongs_to_the_reference():
    found = results.read(f"{A}, R-A, part two\n{B}, R-B, 120", KNOWN, TAKEN)

    assert [(result.reference, result.fee_cents) for result in found] == [("R-A, part two", 0), ("R-B, 120", 0)]


def test_an_amount_alone_is_a_reference():
    [result] = results.read(f"{A}, 1.20", KNOWN, TAKEN)

    assert (result.reference, result.fee_cents) == ("1.20", 0)


def test_the_digest_names_the_fee_too():
    first, second = results.read(f"{A}, R-A, 1.20", KNOWN, TAKEN), results.read(f"{A}, R-A, 1.30", KNOWN, TAKEN)

    assert results.digest(first) != results.digest(second)


def test_where_paypal_holds_the_money_a_word_stands_for_the_reference():
    known = {A: Known("sending", ""), B: Known("unclaimed", ""), C: Known("paid", "R-C")}
    text = f"{A}, Unclaimed\n{B}, unclaimed\n{C}, unclaimed\nP-ZZZ-ZZZ-ZZZ, unclaimed"

    held = {result.number: result.verdict for result in results.read(text, known, TAKEN, holds_unclaimed=True)}
    claimed = [result.verdict for result in results.read(f"{B}, R-B", known, TAKEN, holds_unclaimed=True)]
    twice = [result.verdict for result in results.read(f"{A}, R-A\n{A}, unclaimed", known, TAKEN, holds_unclaimed=True)]

    assert held == {A: Verdict.HOLD, B: Verdict.DONE, C: Verdict.REFUSE, "P-ZZZ-ZZZ-ZZZ": Verdict.REFUSE}
    assert claimed == [Verdict.RECORD]
    assert twice == [Verdict.RECORD, Verdict.REFUSE]


def test_where_nobody_holds_the_money_unclaimed_is_no_reference():
    assert verdicts(f"{A}, unclaimed") == {A: Verdict.REFUSE}


@pytest.mark.parametrize("word", ["REJECTED", "Failed", "returned", "denied", "PENDING", "blocked", "cancelled",
                                  "refunded", "ONHOLD", "On hold", '"error"', "FAILED, account closed"])  # fmt: skip
def test_a_status_in_the_column_of_references_is_not_recorded_as_paid(word: str):
    [result] = results.read(f"{A}, {word}", KNOWN, TAKEN, holds_unclaimed=True)

    assert result.verdict == Verdict.REFUSE
    assert "Use “Not paid” for that payout instead" in result.sentence


def test_a_reference_may_hold_such_a_word():
    assert verdicts(f"{A}, R-FAILED-1\n{B}, Pending9") == {A: Verdict.RECORD, B: Verdict.RECORD}
