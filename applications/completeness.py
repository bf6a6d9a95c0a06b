"""What an application needs before it can be sent: the one rule that the form shows and the verb enforces.

A draft may miss anything. Word limits count here and nowhere else, so that a draft that is too long is still kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

LEVELS = ("deep_learning", "linear_algebra_or_statistics", "multivariate_calculus")
MOST_WORDS = {"evidence": 200, "motivation": 300, "commitment": 150}
FEWEST_HALF_HOURS = 4
REQUIRED = (*LEVELS, *MOST_WORDS, "zone", "grid")  # beside the agreement, and what a round asks on top


class Asked(Protocol):
    """What the rule needs to know about an extra question."""

    @property
    def key(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def max_words(self) -> int: ...
    @property
    def choices(self) -> Any: ...


@dataclass(frozen=True)
class Written:
    """What a person wrote: the fixed fields by name, and the answers by the key of their question."""

    fields: Mapping[str, Any]
    answers: Mapping[str, str]


def words(text: str) -> int:
    return len(text.split())


def problems(written: Written, questions: Iterable[Asked]) -> dict[str, str]:
    """What still stands in the way, by field (extra questions as `question_<key>`), as sentences. Empty: complete."""
    found = {name: "Choose the level that fits best." for name in LEVELS if not written.fields.get(name)}
    for name, most in MOST_WORDS.items():
        found |= _text(name, written.fields.get(name) or "", most, required=True)
    found |= _hours(written.fields) | _wish(written.fields)
    if not written.fields.get("consent_at"):
        found["consent"] = "We need your agreement to read your application."
    for question in questions:
        text = written.answers.get(question.key, "")
        most = 0 if question.choices else question.max_words
        found |= _text(f"question_{question.key}", text, most, required=question.required)
    return found


def is_barely_begun(fields: Mapping[str, Any]) -> bool:
    """Whether none of the texts has a word yet."""
    return not any(words(fields.get(name) or "") for name in MOST_WORDS)


def _text(name: str, text: str, most: int, *, required: bool) -> dict[str, str]:
    count = words(text)
    if required and not count:
        return {name: "Please answer this one."}
    if most and count > most:
        return {name: f"{count} words: please shorten it to {most}."}
    return {}


def _wish(fields: Mapping[str, Any]) -> dict[str, str]:
    if fields.get("campus") and not fields.get("campus_otherwise"):
        return {"campus_otherwise": "Choose one of the two."}
    return {}


def _hours(fields: Mapping[str, Any]) -> dict[str, str]:
    if not fields.get("zone"):
        return {"zone": "Choose the time zone in which you will take part."}
    grid = fields.get("grid") or ""
    if grid.count("1") < FEWEST_HALF_HOURS:
        return {"grid": "Mark at least two hours a week: your section's discussion has to fit into them."}
    return {}
