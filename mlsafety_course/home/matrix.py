"""People by weeks: who came, what they handed in, where each stands. One fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cohorts.models import Enrollment
from curriculum.completion import Facts, HomeworkFacts, Standing
from curriculum.facts import facts_of
from curriculum.handed_in import tone
from curriculum.progress import HOMEWORK_WORDS, WEEK_WORDS, WeekStatus
from curriculum.standings import judged


@dataclass(frozen=True)
class Cell:
    """A status, and the words that say it without colour."""

    status: str
    label: str


@dataclass(frozen=True)
class Line:
    """One person's line."""

    enrollment: Enrollment
    weeks: list[Cell]
    homeworks: list[Cell]
    standing: Standing | None

    @property
    def label(self) -> str:
        return self.standing.verdict.replace("_", " ").capitalize() if self.standing else ""


@dataclass(frozen=True)
class Matrix:
    """The weeks and homeworks that head the columns, and a line a person."""

    weeks: list[int]
    homeworks: list[str]
    lines: list[Line]


def matrix(enrollments: Sequence[Enrollment], at: datetime) -> Matrix:
    """The matrix of people of one cohort, in the order given."""
    facts = facts_of(enrollments, at)
    standings = judged(enrollments, facts, at)
    first = next(iter(facts.values()), None)
    return Matrix(
        weeks=sorted(first.weeks) if first else [],
        homeworks=[homework.title for homework in first.homeworks] if first else [],
        lines=[_line(enrollment, facts[enrollment.pk], standings.get(enrollment.pk)) for enrollment in enrollments],
    )


def _line(enrollment: Enrollment, facts: Facts, standing: Standing | None) -> Line:
    return Line(
        enrollment=enrollment,
        weeks=[week_cell(number, facts.weeks[number]) for number in sorted(facts.weeks)],
        homeworks=[homework_cell(homework) for homework in facts.homeworks],
        standing=standing,
    )


def week_cell(number: int, status: WeekStatus) -> Cell:
    return Cell("to_come" if status == WeekStatus.OPEN else status, f"Week {number}: {WEEK_WORDS[status]}")


def homework_cell(homework: HomeworkFacts) -> Cell:
    return Cell(tone(homework.status), f"{homework.title}: {HOMEWORK_WORDS[homework.status].lower()}")
