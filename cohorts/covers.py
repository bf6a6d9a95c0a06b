"""Who could lead a meeting instead of its TA: free by their hours, and not engaged elsewhere at that time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from cohorts.models import Availability, Cover, Enrollment, Meeting, Staffing
from cohorts.models.meeting import LONGEST
from cohorts.roster import expected
from cohorts.running import who_runs
from mlsafety_course import timekit


def free_tas(meeting: Meeting, *, besides: Iterable[User]) -> list[User]:
    """The agreed TAs of the cohort whom one could ask, by name. Six queries."""
    cohort = meeting.section.cohort
    away = engaged(meeting) | {person.pk for person in besides}
    hours = Availability.objects.filter(cohort=cohort).exclude(person__in=away)
    free = {row.person_id for row in hours if is_free(row, meeting)}
    agreed = User.objects.filter(staffings__in=Staffing.objects.agreed().filter(cohort=cohort))
    return list(agreed.filter(pk__in=free))


def is_free(hours: Availability, meeting: Meeting) -> bool:
    """Whether every half-hour of the meeting, on its date, is one that the person gave."""
    return timekit.half_hours(meeting.starts_at, meeting.minutes, hours.zone) <= timekit.unpack(hours.grid)


def engaged(meeting: Meeting) -> set[int]:
    """The people (keys) who take part in this meeting, or take part in, teach or stand in at another one then."""
    others = [other for other in Meeting.objects.overlapping(meeting.starts_at, meeting.ends_at) if other != meeting]
    running = {person.pk for people in who_runs(others).values() for person in people}
    return running | {one.person_id for people in expected([meeting, *others]).values() for one in people}


@dataclass
class Diary:
    """When somebody is engaged: a few queries, however many meetings are looked up in it."""

    run: list[Meeting]
    attended: list[Meeting]

    def clashes(self, meeting: Meeting) -> bool:
        """Whether another meeting of theirs runs at some instant of this one."""
        return any(
            other != meeting and other.starts_at < meeting.ends_at and meeting.starts_at < other.ends_at
            for other in [*self.run, *self.attended]
        )


def diary_of(user: User, at: datetime, today: date) -> Diary:
    """What they lead, stand in at and take part in from now on."""
    led = Meeting.objects.led_by(user, today).filter(status=Meeting.Status.PLANNED, starts_at__gt=at - LONGEST)
    run = [meeting for meeting in led if meeting.substitute_id in {None, user.pk}]
    attended: list[Meeting] = []
    for enrollment in Enrollment.objects.of(user).active():
        attended += Meeting.objects.expecting(enrollment).filter(starts_at__gt=at - LONGEST)
    return Diary(run, attended)


def offers_to(user: User, at: datetime, today: date) -> list[Cover]:
    """Open covers that this TA could take, the nearest meeting first: free by their hours, and not engaged then."""
    cohorts = Staffing.objects.agreed().filter(person=user).values("cohort")
    waiting = Cover.objects.in_full().waiting(at).filter(meeting__section__cohort__in=cohorts)
    others = list(waiting.exclude(asked_by=user).exclude(meeting__substitute=user).order_by("meeting__starts_at", "pk"))
    if not others:
        return []
    hours = {row.cohort_id: row for row in Availability.objects.filter(person=user)}
    diary = diary_of(user, at, today)
    return [
        cover
        for cover in others
        if (free := hours.get(cover.meeting.section.cohort_id))
        and is_free(free, cover.meeting)
        and not diary.clashes(cover.meeting)
        and cover.meeting not in [*diary.run, *diary.attended]
    ]
