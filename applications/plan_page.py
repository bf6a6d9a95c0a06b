"""How the plan of a round is shown: its timeline in words, and how the days between deadline and first day are used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from applications import plan
from applications.plan import Dates, Name, Step, said
from applications.plan_facts import Facts
from mlsafety_course.charts import Bar, Bars, Part, Tone

WAITS_FOR = {
    Name.READING: ("reading to come", "readings to come"),
    Name.RELEASE: ("application not decided", "applications not decided"),
    Name.ANSWERS: ("offer not answered", "offers not answered"),
    Name.FIRST_WAVE: ("person waits", "people wait"),
    Name.SECOND_WAVE: ("person waits", "people wait"),
    Name.PLACEMENT: ("person without a section", "people without a section"),
}
SET_IN_THE_ROUND = {Name.RELEASE, Name.ANSWERS}


@dataclass(frozen=True)
class Point:
    """One step as components/timeline.html takes it."""

    label: str
    when: str
    status: str
    note: str


def timeline(facts: Facts, steps: Sequence[Step], today: date) -> list[Point]:
    """From the deadline to the first day."""
    dates = facts.dates
    first = Point("Applications close", _weekday(dates.closes_on), "done" if today > dates.closes_on else "now", "")
    last = Point("The course starts", _weekday(dates.starts_on), "todo", "")
    return [first, *(_point(facts, step) for step in steps), last]


def now(facts: Facts, steps: Sequence[Step]) -> str:
    """What a lead has to see to, as the page says it first."""
    for step in steps:
        if step.status in {"late", "now"}:
            was = "was to be done" if step.status == "late" else "is next, due"
            waits = _waits(facts, step)
            return f"{step.label} {was} by {_weekday(step.due)}{f': {waits}' if waits else ''}."
    if all(step.status in {"done", "skipped"} for step in steps):
        return "Every step is done. The course can begin."
    return f"Applications can be sent until the end of {_weekday(facts.dates.closes_on)}. Then reading starts."


def use(dates: Dates) -> Bars:
    """The days between the deadline and the first day, as they are set; targets are the fewest that each part needs."""
    ends = plan.latest(dates.starts_on)
    placed = ends[Name.PLACEMENT]
    parts = [
        ("Reading and deciding", (dates.decisions_by - dates.closes_on).days, None),
        ("Answering the offers", (dates.confirm_on - dates.decisions_by).days, plan.DAYS_TO_ANSWER),
        ("Two waves from the waitlist", (placed - dates.confirm_on).days, 2 * plan.WAVE.days + 1),
        ("Sections known before the first day", (dates.starts_on - placed).days, plan.TOLD_BEFORE.days),
    ]
    bars = [Bar(label, [Part("Days", max(0, days), _tone(days, least))], least) for label, days, least in parts]
    return Bars(
        key="use",
        title="How the days are used",
        things="Part",
        bars=bars,
        total_label="Days as set",
        target_label="Fewest it needs",
    )


def _tone(days: int, least: int | None) -> Tone:
    return "warn" if least is not None and days < least else "accent"


def _point(facts: Facts, step: Step) -> Point:
    waits = _waits(facts, step)
    notes = {"late": [f"Late: {waits}" if waits else "Late"], "now": [waits, _room(step)]}.get(
        step.status, [_room(step)]
    )
    if step.status == "skipped":
        return Point(step.label, "", "skipped", "The dates that are set leave no room for it.")
    return Point(step.label, f"by {_weekday(step.due)}", step.status, " ".join(f"{note}." for note in notes if note))


def _room(step: Step) -> str:
    """How what is set stands to what the first day allows."""
    if step.status == "done":
        return ""
    days = (step.latest - step.due).days
    if days < 0:
        return f"Latest {said(step.latest)} for everything after it to fit, so {_days(-days)} too late"
    if days > 0 and step.name in {*SET_IN_THE_ROUND, Name.READING}:
        return f"{_days(days).capitalize()} to spare before {said(step.latest)}, the latest day"
    return "The latest day"


def _waits(facts: Facts, step: Step) -> str:
    count = facts.left[step.name]
    one, many = WAITS_FOR[step.name]
    return f"{count} {one if count == 1 else many}" if count else ""


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _weekday(day: date) -> str:
    return f"{day:%A} {said(day)}"
