"""Everything in one person's calendar."""

from datetime import datetime

from accounts.models import User
from cohorts.models import CalendarFeed, Cohort, Enrollment, Staffing, Teaching
from cohorts.workflow.feed import fingerprint
from curriculum.own_dates import overlays
from mlsafety_course.home.feed.dates import gathering_entries, homework_entries, unit_entries
from mlsafety_course.home.feed.entry import Entry
from mlsafety_course.home.feed.ics import calendar
from mlsafety_course.home.feed.meetings import meeting_entries

NAME = "ML Safety course"


def reader_of(token: str) -> User | None:
    """Whose calendar the secret opens; nobody's once it has ended or the account is closed."""
    live = CalendarFeed.objects.live().filter(token_hash=fingerprint(token), person__is_active=True)
    feed = live.select_related("person").first()
    return feed.person if feed else None


def has_calendar(person: User) -> bool:
    """Whether there is anything to put into one: a place in a cohort, or teaching."""
    return (
        Enrollment.objects.of(person).exists()
        or Staffing.objects.of(person).exists()
        or Teaching.objects.filter(ta=person).exists()
    )


def entries_of(person: User) -> list[Entry]:
    """Meetings, openings, due dates and gatherings. Twelve queries, however much there is."""
    kept = Enrollment.objects.of(person).exclude(status=Enrollment.Status.CANCELLED)
    enrollments = list(kept.select_related("cohort", "person").prefetch_related("moves").order_by("pk"))
    taught = Staffing.objects.of(person).agreed().values("cohort")
    cohorts = Cohort.objects.filter(pk__in=taught) | Cohort.objects.filter(
        pk__in=[enrollment.cohort_id for enrollment in enrollments]
    )
    own = overlays([enrollment.pk for enrollment in enrollments])
    return [
        *meeting_entries(person, enrollments),
        *unit_entries(enrollments, own),
        *homework_entries(enrollments, own),
        *gathering_entries(cohorts),
    ]


def calendar_of(person: User, at: datetime) -> bytes:
    """The file that calendar programs fetch."""
    return calendar(NAME, entries_of(person), at)
