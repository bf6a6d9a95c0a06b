"""Samples of what a page says: where one stands, when, who, how far, and what an act has done."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mlsafety_course import timekit

NOW = datetime(2023, 1, 26, 15, tzinfo=UTC)
CLOSES = datetime(2023, 1, 30, 12, tzinfo=UTC)
STATUSES = {
    "Done or good": ["admitted", "accepted", "present", "pass", "met", "paid", "sent", "done"],
    "On its way": ["submitted", "proposed", "ready", "approved", "paying", "queued", "on_track", "running"],
    "Look here": ["waitlisted", "late", "revise", "at_risk", "excused", "unrecorded", "lapsed", "uncertain"],
    "Not good": ["rejected", "absent", "missing", "missed", "failed", "cannot_be_met", "returned", "void"],
    "Quiet": ["draft", "withdrawn", "locked", "to_come", "todo", "cancelled"],
}
COLOURS = ["ground", "surface", "sunken", "line", "accent", "gold", "good", "going", "warn", "bad", "quiet"]


@dataclass(frozen=True)
class Step:
    label: str
    status: str
    when: str = ""
    note: str = ""


@dataclass(frozen=True)
class Requirement:
    label: str
    have: int
    need: int
    verdict: str
    note: str = ""
    is_limit: bool = False


@dataclass(frozen=True)
class Somebody:
    full_name: str
    name_to_use: str = ""


ROAD = [
    Step("Written", "done", "9 January"),
    Step("Sent in", "done", "22 January", "Number 4TJX-8Q2P"),
    Step("Being read", "now", "30 January to 7 February", "Two people read each application."),
    Step("Second opinion", "skipped"),
    Step("Talk to the others", "late", "by 6 February", "Late: two answers are missing."),
    Step("Everybody hears", "todo", "by 8 February"),
]
REQUIREMENTS = [
    Requirement("Attend at least 5 weekly discussions", 5, 5, "met"),
    Requirement("Pass at least 7 of 8 homeworks", 4, 7, "on_track", "Four are to come."),
    Requirement("Miss at most 1 week", 1, 1, "at_risk", "One more and the course cannot be completed.", is_limit=True),
    Requirement("Hand in the exit survey", 0, 1, "cannot_be_met", "It closed on 28 April."),
]


def samples() -> dict[str, Any]:
    return {
        "statuses": [(title, [(name, name.replace("_", " ").capitalize()) for name in names]) for title, names in
                     STATUSES.items()],
        "colours": COLOURS,
        "road": ROAD,
        "requirements": REQUIREMENTS,
        "deadline": timekit.three_forms(CLOSES, timekit.AOE_NAME, "Australia/Sydney"),
        "relative": timekit.relative(CLOSES, NOW),
        "people": [Somebody("Priya Raman", "Priya"), Somebody("Wen Li"), Somebody("Maria do Carmo Lima", "Duda")],
        "message_levels": ["success", "info", "warning", "error"],
    }  # fmt: skip
