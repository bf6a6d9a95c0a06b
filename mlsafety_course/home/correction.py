"""What another mark would change for a person: found by doing it, judging, and undoing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from cohorts.models import Attendance, Enrollment, Mark, Meeting
from cohorts.workflow import sheet
from curriculum.completion import Facts, Requirement, Standing
from curriculum.facts import facts_of
from curriculum.models import Completion
from curriculum.progress import WEEK_WORDS
from curriculum.standings import judged
from mlsafety_course.home.week_meaning import VERDICT_WORDS
from stipends.models import Stipend

PREVIEW = "To see what it would change."
OVER = [Stipend.Status.DECLINED, Stipend.Status.REJECTED, Stipend.Status.VOID]


@dataclass(frozen=True)
class Choice:
    """One mark that could stand there, and sentences on what it changes."""

    mark: str
    label: str
    changes: list[str]


@dataclass(frozen=True)
class Stand:
    """How the person stands, as far as anything is judged yet."""

    facts: Facts
    standing: Standing | None


def choices(
    meeting: Meeting, enrollment: Enrollment, row: Attendance | None, *, by: User, at: datetime
) -> list[Choice]:
    """Every mark but the one that stands. Nothing of it is kept."""
    before = _stand(enrollment, at)
    others = [mark for mark in Mark if row is None or mark != row.mark]
    version = row.version if row else 0
    return [_choice(meeting, enrollment, mark, before, version=version, by=by, at=at) for mark in others]


def _choice(
    meeting: Meeting, enrollment: Enrollment, mark: Mark, before: Stand, *, version: int, by: User, at: datetime
) -> Choice:
    with transaction.atomic():
        sheet.correct(meeting, enrollment, mark, PREVIEW, version=version, by=by, at=at)
        after = _stand(enrollment, at)
        transaction.set_rollback(True)
    return Choice(mark, mark.label, changes(meeting, before, after))


def _stand(enrollment: Enrollment, at: datetime) -> Stand:
    facts = facts_of([enrollment], at)
    return Stand(facts[enrollment.pk], judged([enrollment], facts, at).get(enrollment.pk))


def changes(meeting: Meeting, before: Stand, after: Stand) -> list[str]:
    """In sentences: the week, the requirements that move, the verdict."""
    number = meeting.week.number or 0
    was, now = before.facts.weeks.get(number), after.facts.weeks.get(number)
    said = [f"{meeting.week}: {WEEK_WORDS[was]}, then {WEEK_WORDS[now]}."] if was and now and was != now else []
    if before.standing and after.standing:
        said += _moved(before.standing, after.standing)
        old, new = VERDICT_WORDS[before.standing.verdict], VERDICT_WORDS[after.standing.verdict]
        said.append(f"Standing: {old}, then {new}." if old != new else f"Standing stays: {old}.")
    return said or ["Nothing that counts for completion."]


def _moved(before: Standing, after: Standing) -> Iterator[str]:
    for old, new in zip(before.requirements, after.requirements, strict=True):
        if (old.have, old.verdict) != (new.have, new.verdict):
            yield f"{new.label}: {_have(old)}, then {_have(new)}."


def _have(requirement: Requirement) -> str:
    return f"{requirement.have} ({VERDICT_WORDS[requirement.verdict]})"


def already(enrollment: Enrollment) -> list[str]:
    """What was decided before the mark changes, and is not undone by it: an award, a stipend."""
    said = []
    completion = Completion.objects.filter(enrollment=enrollment).first()
    if completion:
        said.append(
            f"Completion was awarded on {completion.awarded_at:%-d %B %Y} and stays: a later mark never takes it back."
        )
    stipend = open_stipend(enrollment)
    if stipend:
        said.append(
            f"A stipend stands at “{stipend.get_status_display()}”. If you save, everybody who approves stipends is "
            "asked by mail to look at it again."
        )
    return said


def open_stipend(enrollment: Enrollment) -> Stipend | None:
    """One that is on its way or paid."""
    return Stipend.objects.filter(enrollment=enrollment).exclude(status__in=OVER).first()
