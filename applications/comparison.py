"""A few applications side by side: the same questions in rows, an application in each column."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from applications import reading, snapshot
from applications import table as tables
from applications.models import Application, Review
from applications.table import Row, Table


@dataclass(frozen=True)
class SideBySide:
    """`answers`: each question with one text per application, in the order of `rows`. `reviews` likewise; None where
    the viewer still owes a reading of that one."""

    rows: list[Row]
    answers: list[tuple[str, list[str]]]
    reviews: list[list[Review] | None]


def of(table: Table, wanted: Sequence[UUID], at: datetime) -> SideBySide:
    """Those of the wanted that this lead may see, in the wanted order; a fixed number of queries for each."""
    readable = Application.objects.readable_by_staff(table.viewer).filter(round=table.round, public_id__in=wanted)
    keys = dict(readable.values_list("public_id", "pk"))
    rows = tables.lines(table, [keys[public_id] for public_id in wanted if public_id in keys], at)
    told = [_answers(row.application, table) for row in rows]
    labels = list(dict.fromkeys(label for answers in told for label in answers))
    answers = [(label, [one.get(label, "") for one in told]) for label in labels]
    return SideBySide(rows, answers, [reading.others(row.application, table.viewer) for row in rows])


def _answers(application: Application, table: Table) -> dict[str, str]:
    lines: snapshot.Lines = reading.lines(application, table.viewer)
    return {line["label"]: line["text"] for line in lines}
