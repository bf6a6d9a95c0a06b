"""The four things readers score, each from 1 to 4, with words for every score so that two readers mean the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Criterion:
    """One score. `name` is its column in Review; anchors go from 1 to 4."""

    name: str
    label: str
    question: str
    anchors: tuple[str, str, str, str]


CRITERIA = [
    Criterion(
        "ml_background",
        "Machine learning",
        "Can this person follow lectures that assume a first deep learning course?",
        (
            "No sign of machine learning yet: would first need a course of their own.",
            "Has read or watched some; has not trained a model themself, or says so only in general words.",
            "About a college course: names models they trained or a course they finished.",
            "Has used it in research or at work, and says concretely what they did and what came out.",
        ),
    ),
    Criterion(
        "mathematics",
        "Mathematics",
        "Will gradients, matrices and probabilities in the readings be familiar?",
        (
            "Neither linear algebra nor statistics, nor calculus of several variables.",
            "One of them by self-study; the written homework would cost much more than two hours a week.",
            "A course in linear algebra or statistics, and in calculus of several variables.",
            "Uses them regularly: proofs, modelling or papers that show it.",
        ),
    ),
    Criterion(
        "motivation",
        "Motivation for empirical safety work",
        "Does the course lead where this person wants to go?",
        (
            "General interest in AI; nothing about safety, or a wrong idea of what the course is.",
            "Interested in safety, but says little about why this course or what comes after it.",
            "A clear reason for empirical safety research, and a plausible next step.",
            "Has already tried something (a replication, a project, a reading group) and knows what to learn next.",
        ),
    ),
    Criterion(
        "commitment",
        "Time and follow-through",
        "Will this person still be there in week eight?",
        (
            "Says that five hours a week are not possible, or names a clash for most of the course.",
            "Possible but tight: exams, a move or full-time work with no plan for the hours.",
            "Five hours a week with a realistic plan, or with clashes that are named and small.",
            "A plan for the hours, and finished something of this length before.",
        ),
    ),
]


class Wording(Protocol):
    """One criterion in a round's own words; anchors are four sentences, for the scores from 1 to 4."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def anchors(self) -> Any: ...


def of_round(wordings: Iterable[Wording]) -> list[Criterion]:
    """All four criteria in their order, each in the round's own words where it has some."""
    own = {row.name: Criterion(row.name, row.label, row.question, _four(row.anchors)) for row in wordings}
    return [own.get(usual.name, usual) for usual in CRITERIA]


def _four(anchors: Iterable[str]) -> tuple[str, str, str, str]:
    lowest, low, high, highest = anchors
    return lowest, low, high, highest
