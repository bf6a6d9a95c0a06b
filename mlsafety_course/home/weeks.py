"""One person's weeks as a row of cells."""

from curriculum.completion import Facts
from curriculum.progress import WEEK_WORDS, WeekStatus
from mlsafety_course.charts import Cell, HeatStrip, Tone

TONES: dict[WeekStatus, Tone] = {
    WeekStatus.ATTENDED: "good",
    WeekStatus.EXCUSED: "warn",
    WeekStatus.VOID: "quiet",
    WeekStatus.MISSED: "bad",
    WeekStatus.OPEN: "blank",
}


def strip(facts: Facts) -> HeatStrip:
    """What each week came to, by the rule that judges completion."""
    weeks = sorted(facts.weeks.items())
    cells = [Cell(f"Week {number}", f"W{number}", WEEK_WORDS[status], TONES[status]) for number, status in weeks]
    return HeatStrip(key="weeks", title="Attendance, week by week", cells=cells)
