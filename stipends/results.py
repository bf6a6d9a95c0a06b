"""The bank's answers as lines of "payout number, reference, fee": read and shown before anything is recorded.

Where PayPal holds the money until it is claimed, the word "unclaimed" stands for the reference.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from stipends import money

NUMBER = re.compile(r"P-?([0-9A-Z]{3})-?([0-9A-Z]{3})-?([0-9A-Z]{3})", re.IGNORECASE)
FEE = re.compile(r"(\d{1,6})\.(\d{1,2})")
MOST_REFERENCE = 100
UNCLAIMED = "unclaimed"
STATUS_WORDS = frozenset(
    {"rejected", "failed", "returned", "denied", "pending", "blocked", "cancelled", "canceled", "refunded", "onhold",
     "error", UNCLAIMED}
)  # fmt: skip


class Verdict(StrEnum):
    """What a line will do."""

    RECORD = "record"
    HOLD = "hold"
    DONE = "done"
    WAIT = "wait"
    REFUSE = "refuse"

    @property
    def label(self) -> str:
        """The word in which people read it."""
        return {"record": "Paid", "hold": "Unclaimed", "done": "Known", "wait": "No result", "refuse": "Refused"}[self]

    @property
    def tone(self) -> str:
        """The class that colours it; empty for what changes nothing."""
        return {"record": "good", "hold": "unclaimed", "refuse": "bad"}.get(self, "")


@dataclass(frozen=True)
class Known:
    """What the batch knows about one of its payouts."""

    status: str
    reference: str


@dataclass(frozen=True)
class Result:
    """One line, what it will do, and the sentence that says why."""

    line: int
    number: str
    reference: str
    verdict: Verdict
    sentence: str
    fee_cents: int = 0

    @property
    def fee(self) -> str:
        """In whole units; empty where none was named."""
        return money.decimal(self.fee_cents) if self.fee_cents else ""


def read(
    text: str, known: Mapping[str, Known], taken: Mapping[str, str], *, holds_unclaimed: bool = False
) -> list[Result]:
    """Judge every line against the batch's payouts. `taken`: reference to payout number, over all batches.
    `holds_unclaimed`: whether the provider keeps what nobody has claimed yet.

    Order does not matter, missing lines are left alone, and a line that is already recorded does nothing again.
    """
    references, numbers = dict(taken), set[str]()
    results: list[Result] = []
    for line, written in enumerate(text.splitlines(), start=1):
        if not written.strip():
            continue
        number, reference, fee_cents = _split(written)
        result = replace(_judge(line, number, reference, known, references, numbers), fee_cents=fee_cents)
        if holds_unclaimed and reference.lower() == UNCLAIMED and number not in numbers:
            result = replace(result, **_held(known.get(number)))
        if result.verdict == Verdict.RECORD:
            references[reference] = number
        numbers.add(number)
        results.append(result)
    return results


def digest(results: Iterable[Result]) -> str:
    """Names what the person was shown."""
    shown = "\n".join(f"{result.number} {result.reference} {result.fee_cents} {result.verdict}" for result in results)
    return hashlib.sha256(shown.encode()).hexdigest()


def _split(written: str) -> tuple[str, str, int]:
    """Number, reference and fee in cents. A last part that is no amount belongs to the reference."""
    number, _, rest = written.replace(";", ",").replace("\t", ",").partition(",")
    found = NUMBER.fullmatch(number.strip().strip('"'))
    reference, _, last = rest.rpartition(",")
    fee = FEE.fullmatch(last.strip().strip('"')) if reference.strip() else None
    cents = int(fee[1]) * 100 + int((fee[2] or "0").ljust(2, "0")) if fee else 0
    kept = (reference if fee else rest).strip().strip('"').strip()
    return ("P-" + "-".join(found.groups()).upper() if found else number.strip(), kept, cents)


def _judge(
    line: int,
    number: str,
    reference: str,
    known: Mapping[str, Known],
    taken: Mapping[str, str],
    before: set[str],
) -> Result:
    verdict, sentence = Verdict.RECORD, "Will be recorded as paid."
    payout = known.get(number)
    if payout is None:
        verdict, sentence = Verdict.REFUSE, "This batch has no payout of that number."
    elif number in before:
        verdict, sentence = Verdict.REFUSE, "This number stands on an earlier line too."
    elif not reference:
        verdict, sentence = Verdict.WAIT, "No reference yet: left as it is."
    elif payout.status == "paid" and payout.reference == reference:
        verdict, sentence = Verdict.DONE, "Already recorded: nothing to do."
    elif payout.status not in {"sending", "unclaimed"}:
        verdict, sentence = Verdict.REFUSE, f"This payout is {payout.status.replace('_', ' ')}."
    elif taken.get(reference, number) != number:
        verdict, sentence = Verdict.REFUSE, f"This reference already stands at {taken[reference]}."
    elif objection := _objection(reference):
        verdict, sentence = Verdict.REFUSE, objection
    return Result(line, number, reference, verdict, sentence)


def _objection(reference: str) -> str:
    """Why this cannot be the name of a transfer, such as a status in the column of references; empty where it can."""
    word = re.sub(r"[\W_]", "", reference.partition(",")[0]).lower()
    if word in STATUS_WORDS:
        return f"“{word}” is no reference. Use “Not paid” for that payout instead, once no money has left for certain."
    if len(reference) > MOST_REFERENCE or not reference.isprintable():
        return f"A reference has at most {MOST_REFERENCE} printable characters."
    return ""


def _held(payout: Known | None) -> dict[str, Any]:
    """What a line comes to that says the person has not claimed it; nothing where the ordinary judgement stands."""
    if payout is None or payout.status not in {"sending", "unclaimed"}:
        return {}
    if payout.status == "unclaimed":
        return {"verdict": Verdict.DONE, "sentence": "Known as unclaimed already: nothing to do."}
    return {"verdict": Verdict.HOLD, "sentence": "Not paid yet: the person is told how and by when to claim it."}
