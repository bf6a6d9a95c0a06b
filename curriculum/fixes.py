"""The cheapest thing that brings a person nearer to completion, requirement by requirement, in a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from curriculum.completion import Facts, HomeworkFacts, Requirement, Standing, Verdict, mendable
from curriculum.policy import Code, some
from curriculum.progress import HomeworkStatus, WeekStatus
from mlsafety_course import timekit

NOT_ATTENDED = (WeekStatus.MISSED, WeekStatus.EXCUSED, WeekStatus.VOID)
TO_DO = (HomeworkStatus.REVISE, HomeworkStatus.LATE, HomeworkStatus.OPEN)


@dataclass(frozen=True)
class Visit:
    """A meeting of a week, in another section than the person's own, with seats left."""

    week: int
    section: str
    starts_at: datetime
    left: int


@dataclass(frozen=True)
class Ways:
    """What can be done beside one's own meetings and homework, and the zone in which times are said."""

    zone: str
    visits: Sequence[Visit] = ()
    survey_opens_at: datetime | None = None

    def by(self, end: datetime) -> str:
        """A half-open end by its last minute."""
        return f"{timekit.day_and_time(end - timekit.MINUTE, self.zone)} ({timekit.zone_label(self.zone)})"

    def at(self, instant: datetime) -> str:
        return f"{timekit.day_and_time(instant, self.zone)} ({timekit.zone_label(self.zone)})"


def fixes(standing: Standing, facts: Facts, ways: Ways) -> dict[Code, str]:
    """By requirement. Nothing for what is met, and for what nothing can meet any more."""
    if standing.is_complete:
        return {}
    open_ = [one for one in standing.requirements if one.verdict in (Verdict.ON_TRACK, Verdict.AT_RISK)]
    found = {one.code: _fix(one, facts, ways, standing.as_of) for one in open_}
    return {code: sentence for code, sentence in found.items() if sentence}


def _fix(requirement: Requirement, facts: Facts, ways: Ways, as_of: datetime) -> str:
    match requirement.code:
        case Code.MISSES:
            return _make_up(facts, ways, WeekStatus.MISSED, WeekStatus.EXCUSED) or _come(requirement, facts)
        case Code.ATTENDANCE:
            return _make_up(facts, ways, *NOT_ATTENDED) or _attend(requirement, facts)
        case Code.HOMEWORK:
            return _hand_in(requirement, facts, ways, as_of)
        case Code.SURVEY:
            return _survey(facts, ways, as_of)
        case Code.LECTURES:
            until = f" by {ways.by(facts.ticks_close_at)}" if facts.ticks_close_at else ""
            return f"Tick off {some(requirement.need - requirement.have, 'more lecture')}{until}."


def _make_up(facts: Facts, ways: Ways, *statuses: WeekStatus) -> str:
    """The first meeting with room that would mend one of these weeks."""
    weeks = mendable(facts, *statuses)
    if not weeks:
        return ""
    fitting = sorted((one for one in ways.visits if one.week in weeks), key=lambda one: one.starts_at)
    if not fitting:
        return f"Week {weeks[0]} can still be made up, but no other meeting of it has room now. Ask your TA."
    visit = fitting[0]
    left = some(visit.left, "seat")
    return f"Make up week {visit.week}: {visit.section} meets {ways.at(visit.starts_at)}, {left} left."


def _to_come(facts: Facts) -> int:
    return sum(week == WeekStatus.OPEN for week in facts.weeks.values())


def _come(requirement: Requirement, facts: Facts) -> str:
    to_come, left = _to_come(facts), requirement.need - requirement.have
    if left > 0:
        return f"Of the {some(to_come, 'week')} not recorded yet, {left} may be missed."
    return f"Come to every meeting: none of the {some(to_come, 'week')} not recorded yet may be missed."


def _attend(requirement: Requirement, facts: Facts) -> str:
    missing, to_come = requirement.need - requirement.have, _to_come(facts)
    which = "all" if missing >= to_come else f"{missing} of the"
    return f"Come to {which} {some(to_come, 'week')} not recorded yet."


def _hand_in(requirement: Requirement, facts: Facts, ways: Ways, as_of: datetime) -> str:
    missing = requirement.need - requirement.have
    pending = sum(one.status == HomeworkStatus.PENDING for one in facts.homeworks)
    if pending >= missing:
        return f"Nothing to do now: {some(pending, 'piece')} of your homework {_wait(pending)} for a grade."
    first = next(_by_end(facts, as_of), None)
    if first is None:
        return "The next homework opens with its unit."
    act = f"Revise “{first.title}” and hand it in again" if first.status == HomeworkStatus.REVISE else None
    until = f" by {ways.by(first.taken_until)}" if first.taken_until else ""
    return f"{act or f'Hand in “{first.title}”'}{until}."


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"


def _by_end(facts: Facts, as_of: datetime) -> Iterator[HomeworkFacts]:
    """What can be handed in now, the one that is taken longest last."""
    now = [one for one in facts.homeworks if one.status in TO_DO and not one.is_failed(as_of)]
    endless = [one for one in now if one.taken_until is None]
    yield from sorted((one for one in now if one.taken_until), key=lambda one: (one.taken_until, one.title))
    yield from endless


def _survey(facts: Facts, ways: Ways, as_of: datetime) -> str:
    if ways.survey_opens_at and as_of < ways.survey_opens_at:
        return f"It opens {ways.at(ways.survey_opens_at)}."
    return f"Hand in the survey by {ways.by(facts.survey_closes_at)}." if facts.survey_closes_at else ""
