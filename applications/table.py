"""The lead's table of a round: who passes the filters, in which order, and what the readers said of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from applications import scores
from applications.models import Application, ReviewAssignment, Round
from applications.models.application import ApplicationQuerySet
from applications.scores import Scores
from mlsafety_course import lists

COLUMNS = {"number": "number", "name": "applicant__full_name", "submitted": "submitted_at", "rank": "rank"}
MEASURES: dict[str, Callable[[Scores], float | None]] = {
    "reads": lambda said: said.reads,
    "corrected": lambda said: said.corrected,
    "mean": lambda said: said.mean,
    "median": lambda said: said.median,
    "spread": lambda said: said.spread,
}
HEADS = {
    "number": "Number",
    "name": "Name",
    "reads": "Read",
    "corrected": "Corrected",
    "mean": "Mean",
    "median": "Median",
    "spread": "Range",
    "_says": "Readers say",
    "rank": "Waitlist",
    "_status": "Status",
    "_proposal": "Proposal",
}
HALF_UP = 1e-5
NUMBERS = frozenset({"corrected", "mean", "median", "spread", "rank"})
Filter = Callable[[ApplicationQuerySet, str], ApplicationQuerySet]


@dataclass(frozen=True)
class Table:
    """A round as one lead may see it. `owed`: what they have still to read themself, whose scores stay hidden from
    them, in every order and filter too."""

    round: Round
    viewer: User
    board: scores.Board
    owed: frozenset[int]

    def said(self, application: int) -> Scores | None:
        """None while nobody has read it, or the viewer owes a reading of it."""
        return None if application in self.owed else self.board.by_application.get(application)

    def times_read(self, application: int) -> int:
        """How many have read it: no secret."""
        said = self.board.by_application.get(application)
        return said.reads if said else 0

    @property
    def usual(self) -> str:
        """The order where the address names none."""
        return "-corrected" if self.board.is_comparable else "-mean"


def of(round_: Round, viewer: User) -> Table:
    assigned = Application.objects.filter(round=round_, assignments__reviewer=viewer)
    owed = assigned.exclude(reviews__reviewer=viewer).values_list("pk", flat=True)
    return Table(round_, viewer, scores.of_round(round_), frozenset(owed))


def ids(table: Table, chosen: Mapping[str, Any]) -> list[int]:
    """The rows that pass the filters (names as in TableForm), in the chosen and always total order."""
    found = Application.objects.readable_by_staff(table.viewer).filter(round=table.round)
    for name, narrow in FILTERS.items():
        if chosen.get(name):
            found = narrow(found, chosen[name])
    found = found.order_by(lists.order(COLUMNS, chosen, "submitted"), "submitted_at", "pk")
    asked = chosen.get("sort") or table.usual
    if not chosen.get("reads") and not chosen.get("disputed"):
        return _measured(table, list(found.values_list("pk", flat=True)), asked)
    rows = found.values_list("pk", "extra_reads", "proposal")
    return _measured(table, [pk for pk, extra, proposal in rows if _passes(table, pk, extra, proposal, chosen)], asked)


def rows(page: Sequence[int]) -> list[Any]:
    """These applications in this order, each with `assigned`: how many were asked to read it and can."""
    free = ReviewAssignment.objects.exclude(application__conflicts__reviewer=F("reviewer"))
    counted = free.filter(application=OuterRef("pk")).order_by().values("application").annotate(n=Count("pk"))
    found = Application.objects.filter(pk__in=page).select_related("applicant", "reason", "round")
    by_key = {row.pk: row for row in found.annotate(assigned=Coalesce(Subquery(counted.values("n")), 0))}
    return [by_key[pk] for pk in page if pk in by_key]


@dataclass(frozen=True)
class Row:
    """One line, its numbers already as text: formatting in the template's loop is what costs."""

    application: Application
    reads: str
    corrected: str
    mean: str
    median: str
    spread: str
    says: str
    is_disputed: bool
    status: str
    status_label: str
    proposal: str

    @property
    def choice(self) -> str:
        """What its checkbox sends: which application, and the proposal that was seen."""
        return f"{self.application.public_id}:{self.application.proposal}"


def lines(table: Table, page: Sequence[int], at: datetime) -> list[Row]:
    return [_line(table, row, at) for row in rows(page)]


def counts(round_: Round) -> dict[str, int]:
    """How many applications of the round stand where, and how many readings are still owed."""
    sent = Application.objects.filter(round=round_, submitted_at__isnull=False).exclude(status="draft")
    undecided = Q(status=Application.Status.SUBMITTED)
    found = sent.aggregate(
        sent=Count("pk"),
        in_review=Count("pk", filter=undecided),
        proposed=Count("pk", filter=undecided & ~Q(proposal="")),
    )
    owed = ReviewAssignment.objects.filter(application__in=sent.filter(undecided))
    owed = owed.exclude(application__conflicts__reviewer=F("reviewer"))
    owed = owed.exclude(application__reviews__reviewer=F("reviewer"))
    return {**found, "owed": owed.count()}


def is_fully_read(table: Table, application: int, extra: int, proposal: str) -> bool:
    """By the round's rule and what leads asked for beyond it; what nobody has read never is."""
    said = table.board.by_application.get(application)
    if said is None:
        return False
    usual = said.needed_for_rejection if proposal == Application.Proposal.REJECT else said.needed
    return said.reads >= usual + extra


def _passes(table: Table, application: int, extra: int, proposal: str, chosen: Mapping[str, Any]) -> bool:
    """The filters that ask what readers said."""
    wanted = chosen.get("reads")
    if wanted and is_fully_read(table, application, extra, proposal) != (wanted == "done"):
        return False
    said = table.said(application)
    return not chosen.get("disputed") or (said is not None and said.is_disputed)


def _measured(table: Table, passing: list[int], asked: str) -> list[int]:
    """By a score, what has none last both ways; any other order is the database's already."""
    key = asked.removeprefix("-")
    if key not in MEASURES:
        return passing
    values = {pk: value for pk in passing if (value := _measure(table, pk, key)) is not None}
    ordered = sorted(values, key=values.__getitem__, reverse=asked.startswith("-"))
    return [*ordered, *(pk for pk in passing if pk not in values)]


def _measure(table: Table, application: int, key: str) -> float | None:
    said = table.said(application)
    return MEASURES[key](said) if said else None


def _line(table: Table, row: Any, at: datetime) -> Row:
    said, lapsed = table.said(row.pk), row.has_lapsed(at)
    number = partial(_number, said)
    return Row(
        row,
        f"{table.times_read(row.pk)} of {row.assigned}",
        number("corrected") if said else "read it first" if row.pk in table.owed else "",
        number("mean"),
        number("median"),
        number("spread") if said and said.reads > 1 else "",
        said.says if said else "",
        said is not None and said.is_disputed,
        "lapsed" if lapsed else row.status,
        "Lapsed" if lapsed else row.get_status_display(),
        row.get_proposal_display() if row.proposal else "",
    )


def _number(said: Scores | None, key: str) -> str:
    """Two digits, half rounded up: the corrected 3.625 and the mean 3.625 look alike."""
    value = MEASURES[key](said) if said else None
    return "" if value is None else f"{value + HALF_UP:.2f}"


def _search(found: ApplicationQuerySet, text: str) -> ApplicationQuerySet:
    by_person = Q(applicant__full_name__icontains=text) | Q(applicant__email__icontains=text)
    return found.filter(Q(number__icontains=text) | by_person)


def _by_proposal(found: ApplicationQuerySet, value: str) -> ApplicationQuerySet:
    return found.filter(proposal="" if value == "none" else value)


FILTERS: dict[str, Filter] = {
    "q": _search,
    "status": lambda found, value: found.filter(status=value),
    "proposal": _by_proposal,
}
