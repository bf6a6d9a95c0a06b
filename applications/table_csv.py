"""The lead's table as cells for a spreadsheet: without weekly hours, and without answers that are marked personal."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from applications.models import Answer, Question
from applications.table import Table, rows

HEADER = [
    *("number", "name", "email", "status", "proposal", "reason", "waitlist rank", "sent in at"),
    *("deep learning", "linear algebra or statistics", "multivariate calculus", "background", "campus"),
    *("reads", "assigned", "corrected", "mean", "median", "lowest", "highest", "readers say", "readers disagree"),
]


def questions(table: Table) -> list[Question]:
    """The extra questions that may leave the house."""
    return list(table.round.questions.filter(is_personal=False))


def header(asked: Sequence[Question]) -> list[str]:
    return [*HEADER, *(question.label for question in asked)]


def cells(table: Table, ids: Sequence[int], asked: Sequence[Question]) -> Iterator[list[object]]:
    """A row of cells under `header` for each of these applications, in this order."""
    answers: defaultdict[int, dict[int, str]] = defaultdict(dict)
    written = Answer.objects.filter(application__in=ids, question__in=asked)
    for application, question, text in written.values_list("application", "question", "text"):
        answers[application][question] = text
    for row in rows(ids):
        yield [
            *_person(row),
            *_scores(table, row),
            *(answers[row.pk].get(question.pk, "") for question in asked),
        ]


def _person(row: Any) -> list[object]:
    person = row.applicant
    facts = [row.number, person.full_name, person.email, row.status, row.proposal, row.reason and row.reason.code]
    levels = [row.deep_learning, row.linear_algebra_or_statistics, row.multivariate_calculus]
    return [*facts, row.rank, row.submitted_at, *levels, row.background, row.campus]


def _scores(table: Table, row: Any) -> list[object]:
    said = table.said(row.pk)
    counted: list[object] = [table.times_read(row.pk), row.assigned]
    if said is None:
        return [*counted, *[None] * 7]
    numbers = [said.corrected, said.mean, said.median, min(said.means), max(said.means)]
    return [*counted, *numbers, said.says, "yes" if said.is_disputed else "no"]
