"""The extra questions of a round: added, changed, put in order, taken away."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import models, transaction

from accounts.models import User
from applications.models import Answer, Question, Round
from applications.workflow.setting_up.naming import free_name
from applications.workflow.setting_up.rounds import lock, sent
from mlsafety_course.transitions import Refused


@dataclass(frozen=True)
class Wording:
    """Everything about a question but its place. `choices` only for a question of that kind."""

    label: str
    help: str
    kind: str
    choices: list[str]
    required: bool
    max_words: int
    audience: str
    identifies: bool
    is_personal: bool


@transaction.atomic
def add(round_: Round, wording: Wording, *, by: User, at: datetime) -> Question:
    """At the end. Its key, which addresses and exports use, comes from its first words and stays."""
    round_ = lock(round_, by)
    wrong = obstacles(round_, None, wording, at)
    if wrong:
        raise Refused(" ".join(wrong.values()))
    key = free_name(wording.label, round_.questions.values_list("key", flat=True), "question")
    last = round_.questions.aggregate(last=models.Max("position"))["last"] or 0
    return Question.objects.create(round=round_, key=key, position=last + 1, **asdict(wording))


@transaction.atomic
def change(question: Question, wording: Wording, *, by: User, at: datetime) -> None:
    """Other words, help or rules, as far as answers that were given stay what their writers meant."""
    round_ = lock(question.round, by)
    wrong = obstacles(round_, question, wording, at)
    if wrong:
        raise Refused(" ".join(wrong.values()))
    for name, value in asdict(wording).items():
        setattr(question, name, value)
    question.save(update_fields=list(asdict(wording)))


@transaction.atomic
def remove(question: Question, *, by: User) -> None:
    """Take a question away that nobody has answered."""
    lock(question.round, by)
    if count := answered(question):
        people = "1 person has" if count == 1 else f"{count} people have"
        raise Refused(f"{people} answered “{question}”, so it stays. You can reword it, or make it optional.")
    question.answers.all().delete()
    question.delete()


@transaction.atomic
def move(question: Question, step: int, *, by: User) -> None:
    """One place up (-1) or down (1); the first and the last stay where they are."""
    round_ = lock(question.round, by)
    ordered = list(round_.questions.all())
    here = ordered.index(question)
    there = min(max(here + step, 0), len(ordered) - 1)
    ordered.insert(there, ordered.pop(here))
    for position, row in enumerate(ordered, 1):
        row.position = position
    Question.objects.bulk_update(ordered, ["position"])


def answered(question: Question) -> int:
    """How many people have written something, sent or not."""
    return question.answers.exclude(text="").count()


def obstacles(round_: Round, question: Question | None, wording: Wording, at: datetime) -> dict[str, str]:
    """Why it cannot be asked like this, by field. `question` is None for a new one."""
    if question is None and round_.has_closed(at):
        return {"label": "Applications have closed, so nobody could answer a new question."}
    found = dict(_kept(question, wording)) if question and answered(question) else {}
    if wording.required and not (question and question.required) and (count := sent(round_)):
        people = "1 application was" if count == 1 else f"{count} applications were"
        found["required"] = f"{people} sent without it: it can only be optional now."
    return found


def _kept(question: Question, wording: Wording) -> Iterator[tuple[str, str]]:
    """What people relied on when they answered."""
    if wording.kind != question.kind:
        yield "kind", "People have answered it, and their answers would not fit another kind."
    chosen = set(Answer.objects.filter(question=question).exclude(text="").values_list("text", flat=True))
    gone = [choice for choice in question.choices if choice in chosen and choice not in wording.choices]
    if wording.kind == question.kind == Question.Kind.CHOICE and gone:
        yield "choices", f"People have chosen “{gone[0]}”, so it stays among the choices."
    if question.audience == Question.Audience.LEADS and wording.audience != question.audience:
        yield "audience", "People answered it for course leads alone, so it stays with them."
    if question.identifies and not wording.identifies:
        yield "identifies", "People answered it knowing that readers do not see it, so it stays hidden from them."
    if question.is_personal and not wording.is_personal:
        yield "is_personal", "People answered it knowing that it is left out of exports, so it stays out."
