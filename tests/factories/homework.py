"""What people ask about homework, and what helps graders, by the road that people take."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cohorts.models import Enrollment
from curriculum.models import ExtensionRequest, Homework
from curriculum.workflow import extension, rubrics
from tests.factories.curriculum import make_homework, make_participant
from tests.factories.people import make_lead

REASON = "I was in hospital."


def make_extension(
    enrollment: Enrollment | None = None, homework: Homework | None = None, **given: Any
) -> ExtensionRequest:
    """Asked for a day before it is due, for three days more."""
    enrollment = enrollment or make_participant()
    homework = homework or make_homework(enrollment.cohort)
    at = given.pop("at", homework.due_at - timedelta(days=1))
    until = given.pop("until", homework.due_at + timedelta(days=3))
    return extension.ask(homework, enrollment, until, given.pop("reason", REASON), by=enrollment.person, at=at)


def make_rubric(homework: Homework, *lines: str, at: datetime | None = None) -> None:
    rubrics.write(homework.assignment, lines, by=make_lead(), at=at or homework.opens_at)
