"""Telling people of dates that move: one mail each, with the dates that are theirs before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Staffing
from curriculum import emails
from curriculum.own_plan import Plans, moved, names, plans
from mlsafety_course.outbox import post
from mlsafety_course.outbox.post import Letter


@contextmanager
def telling(cohort: Cohort, *, reason: str = "", but: User | None = None, at: datetime) -> Iterator[None]:
    """Whatever moves inside is told to everybody whose own dates it moves; TAs are told of the cohort's.

    Nine queries, however many people. `but`: who moves them, and need not be told.
    """
    people = list(Enrollment.objects.filter(cohort=cohort).active().select_related("person"))
    before = plans(cohort, people)
    yield
    after = plans(cohort, people)
    letters = _letters(cohort, people, before, after, reason, at)
    post.write(*(letter for letter in letters if but is None or letter.to.pk != but.pk), at=at)


def _letters(
    cohort: Cohort, people: Iterable[Enrollment], before: Plans, after: Plans, reason: str, at: datetime
) -> Iterator[Letter]:
    named = names(cohort)
    for enrollment in people:
        if own := moved(before.people[enrollment.pk], after.people[enrollment.pk], named):
            yield emails.dates_moved(cohort, enrollment.person, own, reason, at)
    if common := moved(before.cohort, after.cohort, named):
        for staffing in Staffing.objects.agreed().filter(cohort=cohort).select_related("person"):
            yield emails.dates_moved(cohort, staffing.person, common, reason, at)
