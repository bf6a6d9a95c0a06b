"""A participant's own marks of what is done."""

from datetime import datetime

from accounts.models import User
from cohorts.models import Enrollment
from curriculum.models import Lecture, Reading, Release, Tick
from curriculum.own_dates import openings_for
from mlsafety_course.transitions import Refused


def tick(enrollment: Enrollment, thing: Lecture | Reading, *, done: bool, by: User, at: datetime) -> None:
    """Tick a lecture or reading off, or take the tick back. Safe to repeat."""
    if enrollment.person_id != by.pk:
        raise Refused("Only the person themself ticks off what they have done.")
    releases = list(Release.objects.filter(cohort=enrollment.cohort_id, unit=thing.unit_id))
    if not any(opens_at <= at for opens_at in openings_for([enrollment], releases).values()):
        raise Refused("This unit has not opened yet. Nothing was ticked.")
    if at >= enrollment.cohort.submissions_close_at:
        raise Refused("The course is over and its ticks are kept as they are.")
    column = "lecture" if isinstance(thing, Lecture) else "reading"
    if done:
        Tick.objects.get_or_create(enrollment=enrollment, **{column: thing}, defaults={"ticked_at": at})
    else:
        Tick.objects.filter(enrollment=enrollment, **{column: thing}).delete()
