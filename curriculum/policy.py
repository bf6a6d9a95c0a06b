"""The published rule of completion: its counts, and the same counts in words for people who have not applied yet."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Policy:
    """The rule of one cohort, in counts. A `max_unticked` of None asks for no lectures."""

    version: int
    max_misses: int = 1
    free_excused: int = 1
    min_attended: int = 5
    max_unpassed: int = 1
    survey_required: bool = True
    max_unticked: int | None = None


class Code(StrEnum):
    """The requirements, by the names that exceptions and evidence use."""

    MISSES = "misses"
    ATTENDANCE = "attendance"
    HOMEWORK = "homework"
    SURVEY = "survey"
    LECTURES = "lectures"


def some(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def misses_label(policy: Policy) -> str:
    return f"Miss at most {some(policy.max_misses, 'week')}" if policy.max_misses else "Miss no week"


def attendance_label(policy: Policy) -> str:
    return f"Attend at least {some(policy.min_attended, 'weekly discussion')}"


def homework_label(policy: Policy, homeworks: int) -> str:
    need = max(0, homeworks - policy.max_unpassed)
    if need == homeworks:
        return f"Pass all {homeworks} required homeworks"
    return f"Pass at least {need} of the {homeworks} required homeworks"


def lectures_label(need: int, lectures: int) -> str:
    return f"Tick all {lectures} lectures" if need == lectures else f"Tick at least {need} of {lectures} lectures"


def policy_in_words(policy: Policy, weeks: int, homeworks: int) -> list[str]:
    """The rule in one sentence, then in full, a sentence or two per requirement."""
    lines = [
        _in_one_sentence(policy, homeworks),
        *_attendance_in_full(policy, weeks),
        _homework_in_full(policy, homeworks),
    ]
    if policy.survey_required:
        lines.append("Hand in the exit survey. Your answers are stored without your name and are not judged.")
    if policy.max_unticked is not None:
        lines.append(_lectures_in_full(policy.max_unticked))
    lines.append("Staff may make an exception for one person. They give a reason, and that person can read it.")
    return lines


def _in_one_sentence(policy: Policy, homeworks: int) -> str:
    parts = [misses_label(policy), attendance_label(policy), homework_label(policy, homeworks)]
    parts += ["hand in the exit survey"] if policy.survey_required else []
    parts += ["tick off the lectures"] if policy.max_unticked is not None else []
    *most, last = [part[0].lower() + part[1:] for part in parts]
    return f"To complete the course, {', '.join(most)} and {last}."


def _attendance_in_full(policy: Policy, weeks: int) -> list[str]:
    free = policy.free_excused
    excused = {
        0: "Each excused week counts as missed.",
        1: "One excused week is free; each further one counts as missed.",
    }.get(free, f"{free} excused weeks are free; each further one counts as missed.")
    return [
        f"The course has {some(weeks, 'discussion')}, one in each teaching week. You attend a week by being at any "
        "meeting of that week, on time or late: a make-up meeting counts like your own.",
        f"{misses_label(policy)}. {excused} A week whose meeting we cancel and do not replace is never a miss.",
        f"{attendance_label(policy)}, whatever the reason for the others.",
    ]


def _homework_in_full(policy: Policy, homeworks: int) -> str:
    return (
        f"{homework_label(policy, homeworks)}. Each is graded “pass” or “revise”, and you may hand it in again until "
        "it closes. Homework that waits for a grade never counts against you."
    )


def _lectures_in_full(max_unticked: int) -> str:
    if max_unticked == 0:
        return "Tick off every lecture that is not optional."
    return f"Tick off the lectures that are not optional; at most {max_unticked} may stay unticked."
