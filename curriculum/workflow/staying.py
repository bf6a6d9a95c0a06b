"""Two weeks missed running: a kind mail to the person, and their answer that they stay."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from accounts.models import User
from cohorts.models import Attendance, Enrollment, Mark
from curriculum import emails
from curriculum.completion import Facts
from curriculum.facts import facts_of
from curriculum.misses import second_misses
from curriculum.models import Staying
from mlsafety_course.outbox import post
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused

RECENT = timedelta(days=7)


def absences(enrollments: Collection[int]) -> dict[int, set[int]]:
    """By enrollment (keys), the numbers of the weeks in which they were marked absent; one query."""
    rows = Attendance.objects.filter(enrollment__in=enrollments, mark=Mark.ABSENT).order_by()
    found: defaultdict[int, set[int]] = defaultdict(set)
    for enrollment, week in rows.values_list("enrollment", "meeting__week__number"):
        found[enrollment].add(week or 0)
    return dict(found)


def write_due(*, at: datetime) -> int:
    """Ask those who missed a second week running whether they stay: once for that week. Returns how many."""
    people = _suspects(at)
    facts, absent = facts_of(people, at), absences([one.pk for one in people])
    letters = [
        emails.two_misses(one, week)
        for one in people
        for week in second_misses(facts[one.pk].weeks, absent.get(one.pk, ()))[-1:]
    ]
    written = set(Message.objects.filter(key__in=[one.key for one in letters]).values_list("key", flat=True))
    new = [letter for letter in letters if letter.key not in written]
    post.write(*new, at=at)
    return len(new)


def _suspects(at: datetime) -> Sequence[Enrollment]:
    """Of running cohorts: who was marked absent twice, the last time on a sheet signed off in the last days."""
    absent = Attendance.objects.filter(mark=Mark.ABSENT, meeting__status="held")
    twice = absent.values("enrollment").annotate(times=Count("pk")).filter(times__gt=1)
    lately = absent.filter(meeting__signed_off_at__gt=at - RECENT, meeting__signed_off_at__lte=at)
    running = Enrollment.objects.active().filter(cohort__awards_from__gt=at, pk__in=lately.values("enrollment"))
    found = running.filter(pk__in=twice.order_by().values("enrollment")).select_related("person", "cohort")
    return list(found.order_by("pk"))


def asked_about(enrollment: Enrollment, facts: Facts) -> int | None:
    """The number of the last second missed week, if the person has not said yet that they stay (two queries)."""
    weeks = second_misses(facts.weeks, absences([enrollment.pk]).get(enrollment.pk, ()))
    if not weeks or Staying.objects.filter(enrollment=enrollment, week=weeks[-1]).exists():
        return None
    return weeks[-1]


@transaction.atomic
def stay(enrollment: Enrollment, week: int, *, by: User, at: datetime) -> Staying:
    """ "I'm staying." Said twice for a week, it is said once."""
    if enrollment.person_id != by.pk:
        raise Refused("Only the person themself says that they stay.")
    if enrollment.status != Enrollment.Status.ACTIVE:
        raise Refused("You have left the course. Within seven days you can come back on the page about leaving.")
    if not enrollment.cohort.weeks.teaching().filter(number=week).exists():
        raise Refused("This cohort has no such week.")
    return Staying.objects.get_or_create(enrollment=enrollment, week=week, defaults={"at": at})[0]
