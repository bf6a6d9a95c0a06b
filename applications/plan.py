"""The plan of a round: each step dated back from the first day of the course, and what the set dates leave room for."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

DAY = timedelta(days=1)
DAYS_TO_ANSWER = 3  # whole days; an offer made on a day can be answered until the third day after it ends
WAVE = (DAYS_TO_ANSWER + 1) * DAY  # from one offer to the day on which the next thing can happen
TOLD_BEFORE = 3 * DAY  # people know their section so long before the first day
USUAL_READING = 22 * DAY  # between the deadline and the first day, as in spring 2023
USUAL_CALL = 28 * DAY
SOON = 2 * DAY
PACE_DAYS = 3


class Name(StrEnum):
    READING = "reading"
    RELEASE = "release"
    ANSWERS = "answers"
    FIRST_WAVE = "first_wave"
    SECOND_WAVE = "second_wave"
    PLACEMENT = "placement"


LABELS = {
    Name.READING: "Reading done",
    Name.RELEASE: "Decisions released",
    Name.ANSWERS: "Answers to the offers in",
    Name.FIRST_WAVE: "First wave from the waitlist offered",
    Name.SECOND_WAVE: "Second wave offered",
    Name.PLACEMENT: "Sections published",
}
WAVES = {Name.FIRST_WAVE: 1, Name.SECOND_WAVE: 2}


@dataclass(frozen=True)
class Dates:
    """What is set, in whole days: the last day to apply, the day by which all hear, the last day to answer, the first
    day of the course, and the day on which the last readings that were given out are due, if any were."""

    closes_on: date
    decisions_by: date
    confirm_on: date
    starts_on: date
    reading_due_on: date | None = None


@dataclass(frozen=True)
class Step:
    """`latest` is the last day that still lets everything after it happen; `due` follows from the dates that are set.
    `status`: done, now, late, todo or skipped (there is no room for it)."""

    name: Name
    latest: date
    due: date
    status: str

    @property
    def label(self) -> str:
        return LABELS[self.name]

    @property
    def days_over(self) -> int:
        """By how many days what is set is later than it can be."""
        return max(0, (self.due - self.latest).days)


def latest(starts_on: date) -> dict[Name, date]:
    """The latest day of each step for a course that starts then, in order."""
    placement = starts_on - TOLD_BEFORE
    second = placement - WAVE
    first = second - WAVE
    answers = first - DAY
    release = answers - DAYS_TO_ANSWER * DAY
    days = (release - DAY, release, answers, first, second, placement)
    return dict(zip(Name, days, strict=True))


def usual(starts_on: date) -> Dates:
    """Dates for a round that nobody has planned yet."""
    found = latest(starts_on)
    return Dates(starts_on - USUAL_READING, found[Name.RELEASE], found[Name.ANSWERS], starts_on)


def waves(dates: Dates) -> int:
    """How many waves from the waitlist fit between the last answers and the day the sections are published."""
    room = latest(dates.starts_on)[Name.PLACEMENT] - dates.confirm_on - DAY
    return min(len(WAVES), max(0, room // WAVE))


def steps(dates: Dates, done: Collection[Name], today: date) -> list[Step]:
    """All six, in order. Once applications have closed, the first that is neither done nor late is to be done now."""
    found, is_next = [], today > dates.closes_on
    ends, fit = latest(dates.starts_on), waves(dates)
    for name, due in _due(dates, ends).items():
        if name in done:
            status = "done"
        elif WAVES.get(name, 0) > fit:
            status = "skipped"
        elif today > due:
            status = "late"
        else:
            status, is_next = "now" if is_next else "todo", False
        found.append(Step(name, ends[name], due, status))
    return found


def near(dates: Dates, done: Collection[Name], today: date) -> list[Step]:
    """Steps that are late, or due within two days, and still not done."""
    open_steps = [step for step in steps(dates, done, today) if step.status in {"now", "late", "todo"}]
    return [step for step in open_steps if step.due - today <= SOON]


def _due(dates: Dates, ends: Mapping[Name, date]) -> dict[Name, date]:
    """A wave may wait until its latest day, and cannot come before the answers that make room for it."""
    first = dates.confirm_on + DAY
    return {
        Name.READING: dates.reading_due_on or dates.decisions_by - DAY,
        Name.RELEASE: dates.decisions_by,
        Name.ANSWERS: dates.confirm_on,
        Name.FIRST_WAVE: max(first, ends[Name.FIRST_WAVE]),
        Name.SECOND_WAVE: max(first + WAVE, ends[Name.SECOND_WAVE]),
        Name.PLACEMENT: ends[Name.PLACEMENT],
    }


def shortages(dates: Dates) -> list[str]:
    """What the dates that are set leave no room for, a sentence each; empty where everything fits."""
    ends = latest(dates.starts_on)
    return [*_before_the_release(dates, ends), *_after_the_release(dates, ends)]


def _before_the_release(dates: Dates, ends: Mapping[Name, date]) -> Iterator[str]:
    if dates.decisions_by - dates.closes_on <= DAY:
        yield f"Between the deadline and {said(dates.decisions_by)} there is no whole day to read."
    if dates.closes_on >= ends[Name.READING]:
        yield (
            f"Applications close on {said(dates.closes_on)}, but reading should be done by {said(ends[Name.READING])}: "
            "nothing after it fits."
        )
    if dates.decisions_by > ends[Name.RELEASE]:
        yield (
            f"Everybody hears by {said(dates.decisions_by)}. For two waves from the waitlist, decisions have to be out "
            f"by {said(ends[Name.RELEASE])}."
        )


def _after_the_release(dates: Dates, ends: Mapping[Name, date]) -> Iterator[str]:
    kept = dates.decisions_by + DAYS_TO_ANSWER * DAY
    if dates.confirm_on < kept:
        yield (
            f"Who hears on {said(dates.decisions_by)} has {DAYS_TO_ANSWER} whole days to answer, until {said(kept)}, "
            f"which is later than {said(dates.confirm_on)}."
        )
    if (fit := waves(dates)) < len(WAVES):
        room = "one wave from the waitlist, not for two" if fit else "no wave from the waitlist"
        yield (
            f"Offers can be answered until {said(dates.confirm_on)}, which leaves room for {room}. "
            f"For two, answers have to be in by {said(ends[Name.ANSWERS])}."
        )


@dataclass(frozen=True)
class Forecast:
    """`pace` is readings a day, and `done_on` the day on which the last one is to be expected; None where unknown."""

    left: int
    pace: float | None = None
    done_on: date | None = None

    def sentence(self, due: date) -> str:
        """Where the reading will be at this pace, held against the day it is due."""
        if not self.left:
            return "Every reading that this round needs is in."
        start = f"{self.left} reading{'s are' if self.left > 1 else ' is'} still to come"
        if self.pace is None or self.done_on is None:
            return f"{start}, and there were no readings in the last three days."
        start += f". At {self.pace:.1f} a day, as lately, they are done on {said(self.done_on)}"
        over = (self.done_on - due).days
        if over > 0:
            return f"{start}: {over} day{'s' if over > 1 else ''} after {said(due)}, when they are due."
        return f"{start}, in time for {said(due)}."


def forecast(left: int, read: Mapping[date, int], today: date) -> Forecast:
    """By the present pace: the mean of those of the last three days (today among them) on which somebody read."""
    recent = [read[day] for day in (today - number * DAY for number in range(PACE_DAYS)) if read.get(day)]
    if not left or not recent:
        return Forecast(left)
    pace = sum(recent) / len(recent)
    return Forecast(left, pace, today + ceil(left / pace) * DAY)


def said(day: date) -> str:
    return f"{day.day} {day:%B}"
