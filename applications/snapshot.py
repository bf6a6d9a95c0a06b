"""An application as plain lines of question and answer: what a revision keeps and what its digest stands for."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from applications import questions
from applications.completeness import Written
from applications.models import Application, Question
from mlsafety_course import timekit

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Lines = list[dict[str, str]]
FIELDS = (
    "deep_learning",
    "linear_algebra_or_statistics",
    "multivariate_calculus",
    "evidence",
    "motivation",
    "commitment",
    "background",
    "campus",
    "campus_otherwise",
    "zone",
    "grid",
    "consent_at",
    "send_at_deadline",
)
CHOSEN = {"background", "campus_otherwise", *(level.name for level in questions.PREREQUISITES)}


def lines(application: Application, asked: Iterable[Question], answers: Mapping[str, str]) -> Lines:
    """Every question with its answer as a person reads it. `answers` by the key of the extra question."""
    fixed = [_line(question.name, question.label, shown(application, question)) for question in questions.FIXED]
    extra = [_line(question.key, question.label, answers.get(question.key, "")) for question in asked]
    return [*fixed, *extra]


def for_readers(application: Application, asked: Iterable[Question], answers: Mapping[str, str]) -> Lines:
    """The same without what says who the person is, without their hours, and without what only leads see."""
    fixed = [question for question in questions.FIXED if question.is_for_readers]
    extra = [question for question in asked if not question.is_hidden_from_readers]
    return [
        *(_line(question.name, question.label, shown(application, question)) for question in fixed),
        *(_line(question.key, question.label, answers.get(question.key, "")) for question in extra),
    ]


def asked_and_answered(application: Application) -> tuple[list[Question], dict[str, str]]:
    """The round's extra questions, and the stored answers by key (two queries)."""
    asked = list(application.round.questions.all())
    return asked, dict(application.answers.values_list("question__key", "text"))


def written(application: Application) -> tuple[Written, list[Question]]:
    """The application as it is stored, and the questions it is to answer: what completeness judges (two queries)."""
    asked, answers = asked_and_answered(application)
    return Written({name: getattr(application, name) for name in FIELDS}, answers), asked


def stored(application: Application) -> Lines:
    """The application as it is in the database."""
    return lines(application, *asked_and_answered(application))


def digest(rows: Lines) -> str:
    """SHA-256 (hex) of the questions' keys and answers, however the labels are worded."""
    canonical = json.dumps([[row["key"], row["text"]] for row in rows], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def shown(application: Application, question: questions.Question) -> str:
    """An answer as a person reads it; what one would do without a campus is said by who wishes for one."""
    if question.name == "grid":
        return ", ".join(hours_in_words(application.grid))
    if question.name == "campus_otherwise" and not application.campus:
        return ""
    if question.name in CHOSEN:
        label: Any = getattr(application, f"get_{question.name}_display")()
        return str(label)
    return str(getattr(application, question.name))


def hours_in_words(packed: str) -> list[str]:
    """A weekly grid as ranges: "Mon 18:00-21:00"."""
    ranges = timekit.grid_to_ranges(timekit.unpack(packed)) if packed else []
    return [f"{DAYS[day]} {_clock(begins)}-{_clock(ends)}" for day, begins, ends in ranges]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _line(key: str, label: str, text: str) -> dict[str, str]:
    return {"key": key, "label": label, "text": text}
