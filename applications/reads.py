"""How many readings an application needs, by what its readers have said so far."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import fmean

APART = 1.5  # points between two readers' means, from which on they disagree
CLEAR_YES = 3.0
CLEAR_NO = 2.0
BEFORE_A_NO = 2


@dataclass(frozen=True)
class Rule:
    """How a round is read: `each` readers at once, or (in two steps) one first and `each` for the unclear middle."""

    each: int
    is_two_step: bool = False


def needed(
    rule: Rule, means: Sequence[float], recommendations: Collection[str], *, extra: int = 0, is_rejection: bool = False
) -> int:
    """How many readings in all, those that are done included. `extra` were asked for by a lead; disagreement asks for
    one more. `is_rejection`: a lead proposes one, which in two steps is read twice whatever the first reader said.
    """
    usual = _in_two_steps(rule.each, means, recommendations) if rule.is_two_step else rule.each
    if rule.is_two_step and is_rejection:
        usual = max(usual, BEFORE_A_NO)
    return usual + extra + disagree(means, recommendations)


def disagree(means: Sequence[float], recommendations: Collection[str]) -> bool:
    """Whether one says admit and another reject, or two readers' means (from 1 to 4) lie APART or more."""
    is_split = {"admit", "reject"} <= set(recommendations)
    return is_split or (len(means) > 1 and max(means) - min(means) >= APART)


def _in_two_steps(each: int, means: Sequence[float], recommendations: Collection[str]) -> int:
    """A clear yes (all say admit, together CLEAR_YES or more) stays with one; a clear no gets its second reader."""
    said = set(recommendations)
    if not means or (said == {"admit"} and fmean(means) >= CLEAR_YES):
        return 1
    if said == {"reject"} and fmean(means) <= CLEAR_NO:
        return BEFORE_A_NO
    return max(each, BEFORE_A_NO)
