"""Who was proposed or admitted, by where people come from: counts alone, and none of fewer than five people."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from applications.models import Application, Demographics, Level, Round
from mlsafety_course.charts import Bar, Bars, Part, Tone

FEWEST = 5
SAID = {
    "admit": "Admitted",
    "waitlist": "Waitlisted",
    "reject": "Rejected",
    "": "Not decided",
}
TONES: dict[str, Tone] = {"admit": "good", "waitlist": "going", "reject": "bad", "": "quiet"}
OUTCOME = {
    "admitted": "admit",
    "accepted": "admit",
    "declined": "admit",
    "waitlisted": "waitlist",
    "rejected": "reject",
}
OTHERS, UNSAID = "Smaller groups together", "Not said"
COLUMNS = ["status", "proposal", "campus", "zone", "deep_learning", "linear_algebra_or_statistics"]
MORE = ["multivariate_calculus", "demographics__gender", "demographics__region", "demographics__first_in_family"]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class View:
    """One question that is asked of every row: its title, and the group a row falls into."""

    key: str
    title: str
    group: Callable[[Row], str]


def charts(round_: Round) -> list[Bars]:
    """Outcomes by group for each view, in one query. What is not released yet counts as it is proposed."""
    sent = Application.objects.filter(round=round_, submitted_at__isnull=False).exclude(
        status__in=["draft", "withdrawn"]
    )
    rows = [{**row, "outcome": outcome(row)} for row in sent.order_by("pk").values(*COLUMNS, *MORE)]
    return [_chart(view, rows) for view in VIEWS]


def outcome(row: Row) -> str:
    """As released, else as proposed: admit, waitlist, reject or empty."""
    return OUTCOME.get(row["status"]) or str(row["proposal"])


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, Counter[str]]:
    """Outcomes by group from (group, outcome) pairs, the largest group first. Groups of fewer than five are put
    together; where even that would be fewer than five, they join the next smallest, so that nobody is singled out by
    subtraction."""
    counts: dict[str, Counter[str]] = {}
    for group, result in pairs:
        counts.setdefault(group, Counter())[result] += 1
    ordered = sorted(counts, key=lambda group: (-counts[group].total(), group))
    small = [group for group in ordered if counts[group].total() < FEWEST]
    large = [group for group in ordered if group not in small]
    while small and large and sum(counts[group].total() for group in small) < FEWEST:
        small.append(large.pop())
    together = sum((counts[group] for group in small), Counter())
    found = {group: counts[group] for group in large}
    return found | {OTHERS: together} if together.total() >= FEWEST else found


def _chart(view: View, rows: Iterable[Row]) -> Bars:
    found = grouped((view.group(row), row["outcome"]) for row in rows)
    bars = [
        Bar(group, [Part(label, counts[key], TONES[key]) for key, label in SAID.items()])
        for group, counts in found.items()
    ]
    return Bars(key=view.key, title=view.title, bars=bars, things="Group", total_label="All")


def _level(name: str) -> Callable[[Row], str]:
    return lambda row: dict(Level.choices).get(row[name], UNSAID)


def _about(name: str, choices: Iterable[tuple[str, Any]]) -> Callable[[Row], str]:
    words = dict(choices)
    return lambda row: str(words.get(row[f"demographics__{name}"], UNSAID))


VIEWS = [
    View("campus", "By campus wish", lambda row: row["campus"] or "Virtual"),
    View("zone", "By part of the world of the time zone", lambda row: row["zone"].partition("/")[0] or UNSAID),
    View("deep-learning", "By deep learning", _level("deep_learning")),
    View("algebra", "By linear algebra or statistics", _level("linear_algebra_or_statistics")),
    View("calculus", "By multivariate calculus", _level("multivariate_calculus")),
    View("gender", "By gender", _about("gender", Demographics.Gender.choices)),
    View("region", "By where people grew up", _about("region", Demographics.Region.choices)),
    View(
        "first",
        "By being the first in the family at a university",
        _about("first_in_family", Demographics.First.choices),
    ),
]
