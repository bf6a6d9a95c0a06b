"""What leads change while a course runs, one of each at a time."""

from datetime import timedelta

from accounts.models import User
from cohorts.models import Cohort, Enrollment
from curriculum.models import Homework
from curriculum.workflow import content, other_dates, schedule
from tests.guards.world import DAY, NOW


def edit(cohort: Cohort, homework: Homework, enrollment: Enrollment, number: int, *, by: User) -> None:
    """A date of one's own, a date moved for everybody, and a changed text."""
    piece, at = Homework.objects.get(pk=homework.pk), NOW - DAY + number * timedelta(seconds=1)
    due = {"due_at": piece.closes_at + timedelta(minutes=1)}
    other_dates.set_other_dates(piece, enrollment, due, "Ill.", by=by, at=at)
    dates = {"due_at": piece.due_at, "closes_at": piece.closes_at + timedelta(minutes=1)}
    schedule.move(cohort, {}, {piece: dates}, by=by, at=at + timedelta(milliseconds=1))
    content.edit(piece.assignment.unit, {"description": f"Version {number}."}, by=by, at=at)
