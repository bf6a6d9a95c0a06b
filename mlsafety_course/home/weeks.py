"""One person's weeks as a row of cells."""

from curriculum.completion import Facts
from curriculum.progress import WEEK_WORDS, WeekStatus
from mlsafety_course.charts import Cell, HeatStrip, Tone

TONES: dict[WeekStatus, Tone] = {
    WeekStatus.ATTENDED: "good",
    WeekStatus.EXCUSED: "warn",
    WeekStatus.VOID: "quiet",
    WeekStatus.MISSED: "bad",
}


def strip(facts: Facts) -> HeatStrip:
    """What each week came to, by the rule that judges completion; one that has not begun is still to come."""
    cells = [_cell(number, status, number in facts.begun) for number, status in sorted(facts.weeks.items())]
    return HeatStrip(key="weeks", title="Attendance, week by week", cells=cells)


def _cell(number: int, status: WeekStatus, has_begun: bool) -> Cell:
    label, short = f"Week {number}", f"W{number}"
    if status != WeekStatus.OPEN:
        return Cell(label, short, WEEK_WORDS[status], TONES[status])
    if not has_begun:
        return Cell(label, short, "to come", "blank")
    return Cell(label, short, WEEK_WORDS[status], "quiet", "?")
