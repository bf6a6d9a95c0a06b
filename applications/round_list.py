"""Rounds as a lead finds them in a list: where each stands, in words and numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from applications.models import Round
from applications.models.round import RoundQuerySet
from mlsafety_course import timekit


@dataclass(frozen=True)
class Row:
    """`word` is a status as a CSS class, `label` says it; `when` is the next date that matters, `counts` what came."""

    round: Round
    word: str
    label: str
    when: str
    counts: str


def rows(rounds: RoundQuerySet | Iterable[Round], at: datetime, zone: str) -> list[Row]:
    """`rounds` come from `with_counts`."""
    return [Row(round_, *_standing(round_, at, zone), _counts(round_, at)) for round_ in rounds]


def _standing(round_: Round, at: datetime, zone: str) -> tuple[str, str, str]:
    if not round_.has_opened(at):
        return "todo", "Not open", f"opens {timekit.day_and_time(round_.opens_at, zone)}"
    if not round_.has_closed(at):
        return "open", "Open", f"closes {timekit.day_and_time(round_.closes_at - timedelta(minutes=1), zone)}"
    closed = f"closed {timekit.day_and_time(round_.closes_at - timedelta(minutes=1), zone)}"
    if _number(round_, "undecided") or not _number(round_, "decided"):
        return "going", "Closed", closed
    return "done", "Decided", closed


def _counts(round_: Round, at: datetime) -> str:
    sent, undecided = _number(round_, "sent"), _number(round_, "undecided")
    if not sent:
        return "nothing sent in yet"
    waiting = f", {undecided} not decided" if undecided and round_.has_closed(at) else ""
    return f"{sent} sent in{waiting}, {round_.capacity} places"


def _number(round_: Round, name: str) -> int:
    count: int = getattr(round_, name)
    return count
