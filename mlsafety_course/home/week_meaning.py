"""What a week of attendance means for completion, in words."""

from collections.abc import Mapping

from curriculum.completion import Verdict
from curriculum.policy import Policy
from curriculum.progress import WeekStatus

VERDICT_WORDS = {
    Verdict.MET: "met",
    Verdict.ON_TRACK: "on track",
    Verdict.AT_RISK: "at risk",
    Verdict.CANNOT_BE_MET: "cannot be met",
}


def meanings(weeks: Mapping[int, WeekStatus], policy: Policy | None) -> dict[int, str]:
    """By week number. Excused weeks are counted in their order: the first ones are free, as the rule says."""
    found, excused = {}, 0
    for number, status in sorted(weeks.items()):
        excused += status == WeekStatus.EXCUSED
        found[number] = _meaning(status, excused, policy)
    return found


def _meaning(status: WeekStatus, excused: int, policy: Policy | None) -> str:
    if status == WeekStatus.EXCUSED:
        return _excused(excused, policy)
    if status == WeekStatus.MISSED:
        return f"missed: at most {policy.max_misses} may be missed" if policy else "missed"
    return {
        WeekStatus.ATTENDED: "counts as attended",
        WeekStatus.VOID: "called off: counts against nobody",
        WeekStatus.OPEN: "not recorded yet: counts against nobody",
    }[status]


def _excused(number: int, policy: Policy | None) -> str:
    if policy is None:
        return "excused"
    if number <= policy.free_excused:
        return f"excused: {number} of {policy.free_excused} free"
    return f"excused, beyond the {policy.free_excused} that are free: counts as missed"
