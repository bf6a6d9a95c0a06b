"""What the pages of a round's set-up say: what each of them holds so far, and which promised dates move."""

from dataclasses import dataclass
from datetime import date, datetime

from django.template.defaultfilters import pluralize
from django.urls import reverse

from applications.models import Round
from applications.workflow.setting_up.moving import Moved
from applications.workflow.setting_up.rounds import TEXTS
from mlsafety_course import timekit

PROMISES = {
    "closes_at": "Last day to apply",
    "decisions_by": "Everybody hears by",
    "confirm_by": "Last day to answer an offer",
}


@dataclass(frozen=True)
class Part:
    label: str
    note: str
    url: str
    is_current: bool


def of(round_: Round, here: str) -> list[Part]:
    """All of them in the order in which one fills them; `here` is the name of the address of the present one."""
    asked, reasons, own = round_.questions.count(), round_.reasons.count(), round_.criteria.count()
    said = sum(bool(getattr(round_, name)) for name in TEXTS)
    notes = {
        "setup": ("Dates and places", ""),
        "questions": ("Questions", f"{asked} beside the usual ones" if asked else "only the usual ones"),
        "rubric": ("Rubric", "in words of its own" if own else "in the usual words"),
        "reasons": ("Reasons for saying no", f"{reasons} reason{pluralize(reasons)}" if reasons else "none yet"),
        "texts": ("Texts", f"{said} of {len(TEXTS)} written"),
        "preview": ("Preview as an applicant", ""),
    }
    return [
        Part(label, note, reverse(f"applications:{name}", args=[round_.slug]), name == here)
        for name, (label, note) in notes.items()
    ]


def moves(moved: Moved, before_zone: str, after_zone: str) -> list[str]:
    """Each promised date that moves, the old one and the new one, as days of the deadline's zone then and now."""
    return [
        f"{PROMISES[name]}: {_day(after, after_zone)}. Before, it was {_day(before, before_zone)}."
        for name, (before, after) in moved.promises.items()
    ]


def _day(day: date, zone: str) -> str:
    shown = timekit.last_day(day, zone) if isinstance(day, datetime) else day
    return f"{shown:%A} {shown.day} {shown:%B}"
