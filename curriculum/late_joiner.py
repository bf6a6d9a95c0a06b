"""What somebody who joins a running course can still complete, by its published rule: said before they accept."""

from dataclasses import dataclass
from datetime import datetime

from cohorts.models import Cohort
from curriculum.completion import Facts, Verdict, evaluate
from curriculum.facts import homework_facts
from curriculum.handed_in import dates_of
from curriculum.models import CompletionPolicy, Homework
from curriculum.progress import WeekStatus


@dataclass(frozen=True)
class LateStart:
    """Weeks that are over, of all; how many may be missed; and the required homework still taken, and no more."""

    over: int
    weeks: int
    most_missed: int
    can_complete: bool
    still_taken: list[str]
    closed: list[str]

    @property
    def sentence(self) -> str:
        """What this means, without the homework."""
        weeks = "1 week is over" if self.over == 1 else f"{self.over} weeks are over"
        missed = "no week" if self.most_missed == 0 else f"at most {self.most_missed}"
        possible = "still possible" if self.can_complete else "no longer possible"
        return f"Of {self.weeks} weeks, {weeks}. By the rule {missed} may be missed, so completion is {possible}."


def late_start(cohort: Cohort, at: datetime) -> LateStart | None:
    """For whoever would join now. None before the first day, and where no rule is published (four queries)."""
    policy = CompletionPolicy.objects.in_force(cohort)
    if policy is None or not cohort.has_started(at):
        return None
    weeks = list(cohort.weeks.teaching().order_by("number"))
    facts = Facts(
        weeks={week.number or 0: WeekStatus.MISSED if week.has_ended(at) else WeekStatus.OPEN for week in weeks},
        homeworks=[homework_facts(homework, dates_of(homework), [], at) for homework in _required(cohort)],
        survey_closes_at=cohort.survey_closes_at,
        ticks_close_at=cohort.submissions_close_at,
    )
    return LateStart(
        over=sum(status == WeekStatus.MISSED for status in facts.weeks.values()),
        weeks=len(weeks),
        most_missed=policy.max_misses,
        can_complete=evaluate(policy.rule, facts, as_of=at).verdict != Verdict.CANNOT_BE_MET,
        still_taken=[one.title for one in facts.homeworks if not one.is_failed(at)],
        closed=[one.title for one in facts.homeworks if one.is_failed(at)],
    )


def _required(cohort: Cohort) -> list[Homework]:
    return list(Homework.objects.required().filter(cohort=cohort).select_related("assignment__unit", "cohort"))
