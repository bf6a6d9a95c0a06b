"""One person's meetings as a row of cells: what was recorded at each, and what is to come."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from mlsafety_course.charts import Cell, HeatStrip, Tone

STATUSES: dict[str, tuple[str, Tone, str]] = {
    "present": ("present", "good", ""),
    "late": ("late", "good", "L"),
    "excused": ("excused", "warn", ""),
    "absent": ("absent", "bad", ""),
    "cancelled": ("cancelled", "quiet", ""),
    "unrecorded": ("not recorded", "quiet", "?"),
    "planned": ("to come", "blank", ""),
}


def strip(meetings: Iterable[Any], at: datetime) -> HeatStrip:
    """Of meetings with `own`, the list of this person's marks (at most one each). A guest's week can have two."""
    cells = [_cell(meeting, at) for meeting in meetings]
    return HeatStrip(key="meetings", title="Your meetings, week by week", cells=cells)


def _cell(meeting: Any, at: datetime) -> Cell:
    words, tone, sign = STATUSES[_status(meeting, at)]
    week = meeting.week
    return Cell(str(week), f"W{week.number}" if week.number else "Break", words, tone, sign)


def _status(meeting: Any, at: datetime) -> str:
    if meeting.status == "cancelled":
        return "cancelled"
    if meeting.own:
        return str(meeting.own[0].mark)
    return "planned" if meeting.starts_at > at else "unrecorded"
