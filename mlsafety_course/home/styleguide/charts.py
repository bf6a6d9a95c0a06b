"""Samples of charts: each kind as it mostly is, empty, all zero, with one point, and with more than fits."""

from functools import partial
from typing import Any

from mlsafety_course.charts import Bar, Bars, Cell, Funnel, HeatStrip, Line, Part, Series, Stage, Tone
from stipends import money

LONG = "A cohort whose name, for reasons that nobody remembers, runs over more than one line of a phone"
DAYS = [f"{day} Nov" for day in range(1, 24)]
SENT = [0, 0, 1, 1, 0, 2, 1, 3, 2, 2, 4, 3, 5, 4, 6, 5, 4, 8, 7, 9, 14, 22, None]
STARTED = [3, 5, 4, 2, 2, 6, 7, 5, 9, 4, 6, 8, 7, 12, 9, 8, 10, 11, 9, 12, 10, 6, None]

HOURS = {"Robustness": 38, "Monitoring": 31, "Alignment": 44, "Systemic safety": 12, "X-risk": 9}
STEPS: dict[str, Tone] = {
    "Paid": "good",
    "On its way": "going",
    "Approved": "accent",
    "Earned, not approved": "quiet",
    "Came back": "bad",
}
MARKS: dict[str, Tone] = {
    "attended": "good",
    "excused": "warn",
    "missed": "bad",
    "cancelled": "quiet",
    "not recorded yet": "blank",
}
CAME = ["attended", "attended", "excused", "attended", "missed", "cancelled", *["not recorded yet"] * 3]


def samples() -> dict[str, Any]:
    return {"funnels": _funnels(), "all_bars": _bars(), "lines": _lines(), "strips": _strips()}


def _funnels() -> list[Funnel]:
    road = {"Started": 220, "Submitted": 164, "Offered a place": 64, "Enrolled": 58, "Completed": 41, "Paid": 37}
    return [
        Funnel(key="f1", title="From the first click to the last dollar", stages=[*map(Stage, road, road.values())]),
        Funnel(key="f2", title="Nothing has begun", stages=[]),
        Funnel(key="f3", title="All zero", stages=[Stage("Started", 0), Stage("Completed", 0), Stage("Paid", 0)]),
        Funnel(key="f4", title="One stage", stages=[Stage("Started", 1)]),
        Funnel(
            key="f5",
            title="Large numbers, and a later stage above the one before",
            stages=[Stage("Started", 1_204_500), Stage(LONG, 1_250_000), Stage("Paid", 3)],
        ),
    ]


def _bars() -> list[Bars]:
    plain = [_bar(label, number) for label, number in HOURS.items()]
    budgets = [_budget("Spring 2026", 12, 3, 2, 1, 2), _budget("Autumn 2026", 0, 0, 4, 9, 0), _budget(LONG, *[0] * 5)]
    return [
        Bars(key="b1", title="Plain", things="Unit", total_label="Hours", bars=plain),
        Bars(
            key="b2",
            title="Of parts, with a target",
            things="Cohort",
            target_label="Budget",
            written=partial(money.text, currency="USD"),
            bars=budgets,
        ),
        Bars(key="b3", title="Empty", things="Unit", bars=[]),
        Bars(key="b4", title="All zero", things="Unit", bars=[_bar("One", 0), _bar("Two", 0)]),
        Bars(key="b5", title="One bar, over its target", things="Seats", bars=[_bar("Taken", 33, target=30)]),
        Bars(key="b6", title="Large numbers", things="Unit", bars=[_bar(LONG, 8_765_432), *plain]),
    ]


def _bar(label: str, number: int, target: int | None = None) -> Bar:
    return Bar(label, [Part("Number", number)], target)


def _budget(label: str, *people: int) -> Bar:
    parts = [Part(step, 500_00 * number, tone) for (step, tone), number in zip(STEPS.items(), people, strict=True)]
    return Bar(label, parts, 10_000_00)


def _lines() -> list[Line]:
    sent, started = Series("Sent in", SENT), Series("Started", STARTED)
    weeks, words = [f"week {number}" for number in range(1, 61)], [number * number * 2_345 for number in range(60)]
    end: Any = {"mark": 22, "mark_label": "closes 23 Nov"}
    talk: Any = {"mark": 7, "mark_label": "talk 8 Nov"}
    return [
        Line(key="l1", title="By day, the last one pointed out", labels=DAYS, series=[sent], **end),
        Line(key="l2", title="Two series", labels=DAYS, series=[sent, started], **talk),
        Line(key="l3", title="Empty", labels=[], series=[Series("Sent in", [])]),
        Line(key="l4", title="All zero", labels=DAYS, series=[Series("Sent in", [0] * 23)]),
        Line(key="l5", title="One point", labels=["9 Nov"], series=[Series("Sent in", [14])]),
        Line(key="l6", title="Sixty points", things="Week", when="in", labels=weeks, series=[Series("Words", words)]),
    ]


def _strips() -> list[HeatStrip]:
    weeks = [_week(number, words=words, tone=MARKS[words]) for number, words in enumerate(CAME, 1)]
    people = [_week(number, value=value) for number, value in enumerate([12, 11, 11, 9, 10, 8, 7, 0], 1)]
    days = [Cell(day, day.removesuffix(" Nov"), value=value or 0) for day, value in zip(DAYS, STARTED, strict=True)]
    zeros, large = [_week(1, value=0), _week(2, value=0)], [_week(1, value=12_345), _week(2, value=1_204)]
    return [
        HeatStrip(key="s1", title="One person's weeks", cells=weeks),
        HeatStrip(key="s2", title="A section's attendance", measure="People", most=12, cells=people),
        HeatStrip(key="s3", title="Empty", cells=[]),
        HeatStrip(key="s4", title="All zero", measure="People", cells=zeros),
        HeatStrip(key="s5", title="One cell", cells=weeks[:1]),
        HeatStrip(key="s6", title="By day", things="Day", measure="Started", when="on", cells=days),
        HeatStrip(key="s7", title="Large numbers", measure="Words", cells=large),
    ]


def _week(number: int, **kw: Any) -> Cell:
    return Cell(f"Week {number}", f"W{number}", **kw)
