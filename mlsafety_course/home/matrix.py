"""People by weeks: who came, what they handed in, where each stands. One fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from cohorts.models import Enrollment
from curriculum.completion import Facts, HomeworkFacts, Standing
from curriculum.facts import facts_of
from curriculum.handed_in import tone
from curriculum.models import Homework
from curriculum.progress import HOMEWORK_WORDS, WEEK_WORDS, HomeworkStatus, WeekStatus
from curriculum.standings import judged

PEOPLE_A_PAGE = 50
OWED = {HomeworkStatus.OPEN, HomeworkStatus.LATE, HomeworkStatus.MISSING}


@dataclass(frozen=True)
class Cell:
    """A status, and the words that say it without colour."""

    status: str
    label: str


@dataclass(frozen=True)
class Line:
    """One person's line. `missed_last`: of the meetings that were held so far; `owes_last`: of the homework now due."""

    enrollment: Enrollment
    weeks: list[Cell]
    homeworks: list[Cell]
    standing: Standing | None
    missed_last: bool
    owes_last: bool

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
    due = _last_due(enrollments[0].cohort_id, at) if enrollments else ""
    return Matrix(
        weeks=sorted(first.weeks) if first else [],
        homeworks=[homework.title for homework in first.homeworks] if first else [],
        lines=[_line(one, facts[one.pk], standings.get(one.pk), due) for one in enrollments],
    )


def page_of(
    people: QuerySet[Enrollment], wish: Mapping[str, Any], number: str | None, at: datetime
) -> tuple[Page[Any], Matrix]:
    """One page of people and their matrix. Judges everybody only where the wish asks how they stand."""
    if not any(wish.get(name) for name in ("verdict", "meeting", "homework")):
        page: Page[Any] = Paginator(people, PEOPLE_A_PAGE).get_page(number)
        return page, matrix(list(page.object_list), at)
    whole = narrowed(matrix(list(people), at), wish)
    page = Paginator(whole.lines, PEOPLE_A_PAGE).get_page(number)
    return page, replace(whole, lines=list(page.object_list))


def narrowed(whole: Matrix, wish: Mapping[str, Any]) -> Matrix:
    """The lines that were asked for: by verdict, `meeting` missed, `homework` missing."""
    return replace(whole, lines=[line for line in whole.lines if _is_wanted(line, wish)])


def _is_wanted(line: Line, wish: Mapping[str, Any]) -> bool:
    verdict = wish.get("verdict")
    if verdict and (line.standing is None or line.standing.verdict != verdict):
        return False
    return (line.missed_last or not wish.get("meeting")) and (line.owes_last or not wish.get("homework"))


def _last_due(cohort: int, at: datetime) -> str:
    """The title of the required homework that was due last, empty before the first."""
    due = Homework.objects.required().filter(cohort=cohort, due_at__lte=at).order_by("due_at", "pk")
    last = due.select_related("assignment").last()
    return last.assignment.title if last else ""


def _line(enrollment: Enrollment, facts: Facts, standing: Standing | None, due: str) -> Line:
    held = [status for _, status in sorted(facts.weeks.items()) if status not in (WeekStatus.OPEN, WeekStatus.VOID)]
    return Line(
        enrollment=enrollment,
        weeks=[week_cell(number, status, number in facts.begun) for number, status in sorted(facts.weeks.items())],
        homeworks=[homework_cell(homework) for homework in facts.homeworks],
        standing=standing,
        missed_last=held[-1:] == [WeekStatus.MISSED],
        owes_last=any(one.title == due and one.status in OWED for one in facts.homeworks),
    )


def week_cell(number: int, status: WeekStatus, has_begun: bool) -> Cell:
    if status != WeekStatus.OPEN:
        return Cell(status, f"Week {number}: {WEEK_WORDS[status]}")
    if not has_begun:
        return Cell("to_come", f"Week {number}: to come")
    return Cell("unrecorded", f"Week {number}: {WEEK_WORDS[status]}")


def homework_cell(homework: HomeworkFacts) -> Cell:
    return Cell(tone(homework.status), f"{homework.title}: {HOMEWORK_WORDS[homework.status].lower()}")
