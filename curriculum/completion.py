"""Who completes the course: one policy in counts, one person's facts, and the judgement, requirement by requirement.

A verdict says what is still possible: *cannot be met* means that nothing the person does in the weeks and homeworks
still open could meet it, make-up meetings among them; *met* means that nothing still open could undo it.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from curriculum.policy import Code, Policy, attendance_label, homework_label, lectures_label, misses_label
from curriculum.progress import HOMEWORK_WORDS, WEEK_WORDS, HomeworkStatus, WeekStatus


class Verdict(StrEnum):
    """How one requirement, or the whole, stands."""

    MET = "met"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    CANNOT_BE_MET = "cannot_be_met"


WEEK_EVIDENCE = WEEK_WORDS | {WeekStatus.VOID: f"{WEEK_WORDS[WeekStatus.VOID]}, not a miss"}
HOMEWORK_EVIDENCE = {status: words.lower() for status, words in HOMEWORK_WORDS.items()} | {
    HomeworkStatus.PENDING: f"handed in, {HOMEWORK_WORDS[HomeworkStatus.PENDING].lower()}",
    HomeworkStatus.OPEN: "open",
}
WORST_FIRST = (Verdict.CANNOT_BE_MET, Verdict.AT_RISK, Verdict.ON_TRACK, Verdict.MET)


class ExceptionKind(StrEnum):
    """What a staff member may decide against the counts: drop one requirement, or the whole result."""

    WAIVE = "waive"
    GRANT = "grant"
    DENY = "deny"


@dataclass(frozen=True)
class StaffException:
    """A decision in force (leave out revoked ones): an ExceptionKind, the reason, and which requirement is waived."""

    kind: str
    reason: str
    code: str = ""


@dataclass(frozen=True)
class HomeworkFacts:
    """One required homework. `taken_until`: exclusive, None while no end is set."""

    title: str
    status: HomeworkStatus
    taken_until: datetime | None = None

    def is_passed(self) -> bool:
        return self.status in (HomeworkStatus.PASSED, HomeworkStatus.EXCUSED)

    def is_failed(self, as_of: datetime) -> bool:
        """Not passed, and nothing more can be handed in. What waits for a grade has not failed."""
        if self.is_passed() or self.status == HomeworkStatus.PENDING:
            return False
        return self.status == HomeworkStatus.MISSING or (self.taken_until is not None and as_of >= self.taken_until)


@dataclass(frozen=True)
class Facts:
    """All that is judged of one person: weeks by number, required homeworks, the survey and non-optional lectures.

    `mendable`: weeks with a meeting still to come, wherever it is: what they came to can yet become *attended*.
    `begun`: weeks of which a meeting of their own has begun. Nothing is judged by it: of an open week it says whether
    its sheet is awaited or its meeting.
    Instants say until when (exclusive) the survey can be handed in and lectures ticked; None while no end is set.
    """

    weeks: Mapping[int, WeekStatus]
    homeworks: Collection[HomeworkFacts] = ()
    survey_done: bool = False
    survey_closes_at: datetime | None = None
    lectures: int = 0
    lectures_ticked: int = 0
    ticks_close_at: datetime | None = None
    exceptions: Collection[StaffException] = ()
    mendable: Collection[int] = ()
    begun: Collection[int] = ()


@dataclass(frozen=True)
class Requirement:
    """One line of the checklist: have, need (at least, or at most where `is_limit`), and how many may yet change."""

    code: Code
    label: str
    have: int
    need: int
    still_open: int
    verdict: Verdict
    is_limit: bool = False
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Standing:
    """Where a person stands under one version of the policy at one instant."""

    policy: Policy
    as_of: datetime
    requirements: list[Requirement]
    verdict: Verdict
    exceptions: list[StaffException]

    @property
    def is_complete(self) -> bool:
        """Every requirement is met for good, or staff granted completion."""
        return self.verdict == Verdict.MET

    def requirement(self, code: str) -> Requirement | None:
        return next((requirement for requirement in self.requirements if requirement.code == code), None)

    def as_evidence(self) -> dict[str, object]:
        """All of it as plain JSON values, to keep beside an award or a result."""
        evidence = asdict(self)
        return {**evidence, "as_of": self.as_of.isoformat(), "is_complete": self.is_complete}


def evaluate(policy: Policy, facts: Facts, *, as_of: datetime) -> Standing:
    """Judge one person. Evidence keeps the order of the facts; no verdict depends on it."""
    requirements = [_misses(policy, facts), _attendance(policy, facts), _homework(policy, facts, as_of)]
    if policy.survey_required:
        requirements.append(_survey(facts, as_of))
    if policy.max_unticked is not None:
        requirements.append(_lectures(policy.max_unticked, facts, as_of))
    exceptions = sorted(facts.exceptions, key=lambda exception: (exception.kind, exception.code, exception.reason))
    waived = {exception.code: exception for exception in exceptions if exception.kind == ExceptionKind.WAIVE}
    requirements = [_waive(requirement, waived.get(requirement.code)) for requirement in requirements]
    return Standing(policy, as_of, requirements, _overall(requirements, exceptions), exceptions)


def _overall(requirements: Collection[Requirement], exceptions: Collection[StaffException]) -> Verdict:
    kinds = {exception.kind for exception in exceptions}
    if ExceptionKind.DENY in kinds:  # of two decisions that contradict, the one that pays nobody
        return Verdict.CANNOT_BE_MET
    if ExceptionKind.GRANT in kinds:
        return Verdict.MET
    verdicts = {requirement.verdict for requirement in requirements}
    return next(verdict for verdict in WORST_FIRST if verdict in verdicts)


def _waive(requirement: Requirement, exception: StaffException | None) -> Requirement:
    if exception is None:
        return requirement
    evidence = [f"Waived by staff: {exception.reason}", *requirement.evidence]
    return replace(requirement, verdict=Verdict.MET, evidence=evidence)


def _judge(*, hopeless: bool, safe: bool, tight: bool = False) -> Verdict:
    """First match. Tight: one more loss and it cannot be met."""
    if hopeless:
        return Verdict.CANNOT_BE_MET
    if safe:
        return Verdict.MET
    return Verdict.AT_RISK if tight else Verdict.ON_TRACK


def _count(facts: Facts, *statuses: WeekStatus) -> int:
    return sum(week in statuses for week in facts.weeks.values())


def mendable(facts: Facts, *statuses: WeekStatus) -> list[int]:
    """The weeks that came to one of these, and that another meeting can still make *attended*; in order."""
    return sorted(number for number in facts.mendable if facts.weeks.get(number) in statuses)


def _weeks_that_are(facts: Facts, *statuses: WeekStatus) -> list[str]:
    weeks = [(number, status) for number, status in sorted(facts.weeks.items()) if status in statuses]
    return [f"Week {number}: {WEEK_EVIDENCE[status]}" for number, status in weeks]


def _misses(policy: Policy, facts: Facts) -> Requirement:
    """Weeks missed, and weeks excused beyond those that are free. A make-up takes one away."""
    missed, excused = _count(facts, WeekStatus.MISSED), _count(facts, WeekStatus.EXCUSED)
    made_up, came_too = len(mendable(facts, WeekStatus.MISSED)), len(mendable(facts, WeekStatus.EXCUSED))
    have = missed + max(0, excused - policy.free_excused)
    fewest = missed - made_up + max(0, excused - came_too - policy.free_excused)
    still_open, left = _count(facts, WeekStatus.OPEN), policy.max_misses - have
    verdict = _judge(hopeless=fewest > policy.max_misses, safe=still_open <= left, tight=left <= 0)
    return Requirement(
        Code.MISSES,
        misses_label(policy),
        have,
        policy.max_misses,
        still_open + made_up + came_too,
        verdict,
        is_limit=True,
        evidence=_weeks_that_are(facts, WeekStatus.MISSED, WeekStatus.EXCUSED),
    )


def _attendance(policy: Policy, facts: Facts) -> Requirement:
    have, to_come = _count(facts, WeekStatus.ATTENDED), _count(facts, WeekStatus.OPEN)
    still_open = to_come + len(mendable(facts, WeekStatus.MISSED, WeekStatus.EXCUSED, WeekStatus.VOID))
    missing = policy.min_attended - have
    verdict = _judge(hopeless=missing > still_open, safe=missing <= 0, tight=missing >= to_come)
    evidence = _weeks_that_are(facts, WeekStatus.ATTENDED, WeekStatus.VOID)
    return Requirement(
        Code.ATTENDANCE, attendance_label(policy), have, policy.min_attended, still_open, verdict, evidence=evidence
    )


def _homework(policy: Policy, facts: Facts, as_of: datetime) -> Requirement:
    """What waits for a grade is neither passed nor failed, and puts nobody at risk."""
    homeworks = facts.homeworks
    passed = sum(homework.is_passed() for homework in homeworks)
    failed = sum(homework.is_failed(as_of) for homework in homeworks)
    pending = sum(homework.status == HomeworkStatus.PENDING for homework in homeworks)
    still_open, left = len(homeworks) - passed - failed, policy.max_unpassed - failed
    verdict = _judge(hopeless=left < 0, safe=still_open <= left, tight=left == 0 and still_open > pending)
    need = max(0, len(homeworks) - policy.max_unpassed)
    evidence = [f"{homework.title}: {HOMEWORK_EVIDENCE[homework.status]}" for homework in homeworks]
    label = homework_label(policy, len(homeworks))
    return Requirement(Code.HOMEWORK, label, passed, need, still_open, verdict, evidence=evidence)


def _survey(facts: Facts, as_of: datetime) -> Requirement:
    is_open = not facts.survey_done and (facts.survey_closes_at is None or as_of < facts.survey_closes_at)
    verdict = _judge(hopeless=not facts.survey_done and not is_open, safe=facts.survey_done)
    return Requirement(Code.SURVEY, "Hand in the exit survey", int(facts.survey_done), 1, int(is_open), verdict)


def _lectures(max_unticked: int, facts: Facts, as_of: datetime) -> Requirement:
    need, unticked = max(0, facts.lectures - max_unticked), facts.lectures - facts.lectures_ticked
    still_open = unticked if facts.ticks_close_at is None or as_of < facts.ticks_close_at else 0
    missing = need - facts.lectures_ticked
    verdict = _judge(hopeless=missing > still_open, safe=missing <= 0)
    label = lectures_label(need, facts.lectures)
    return Requirement(Code.LECTURES, label, facts.lectures_ticked, need, still_open, verdict)
